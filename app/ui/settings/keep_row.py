"""How long chats are kept."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.ask import QuestionDialog
from app.ui.controls.combo import Combo
from app.ui.settings.rows import SettingRow

_DAYS = (0, 365, 90, 30)


class KeepRow(SettingRow):
    """A shorter time is told only after the person has read what it deletes."""

    count_requested = Signal(int)
    """How many chats are older than so many days? `ask` follows."""
    chosen = Signal(int)
    """Days; 0 is for ever."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._combo = Combo(_DAYS, "settings.keep_chats")
        super().__init__(self._combo, parent)
        self._days = 0
        self._combo.chosen.connect(self._on_chosen)

    def set_value(self, days: int) -> None:
        """Show what is in force; tells nobody. A number that is not offered was written by hand: it is shown, too."""
        self._days = days
        values = _DAYS if days in _DAYS else (*_DAYS, days)
        self._combo.set_values(values, self._words(values))
        self._combo.set_value(days)

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self.set_words(
            self.tr("Keep chats for"),
            self.tr(
                "Without a new message for longer, a chat is deleted by itself. Never one that is pinned, open or "
                "being answered, or has words in it that you didn't send."
            ),
        )
        self.set_value(self._days)

    def ask(self, days: int, count: int) -> None:
        """Say what choosing this deletes, now and later, and ask."""
        name = self._words((days,))[0]
        now = (
            self.tr("%n chat(s) are deleted now, the others once they are that old.", "", count)
            if count
            else self.tr("No chat is that old now.")
        )
        more = self.tr(
            "Pinned chats stay. A backup is made before chats are deleted, and until it is replaced by newer ones you "
            "can bring them back here."
        )
        question = QuestionDialog(
            self,
            self.tr("Delete chats without a new message for {time}?").format(time=name),
            f"{now} {more}",
            self.tr("Delete old chats"),
            is_danger=True,
        )
        question.accepted.connect(lambda: self.chosen.emit(days))
        question.finished.connect(question.deleteLater)
        question.open()

    def _words(self, values: tuple[int, ...]) -> list[str]:
        words = {0: self.tr("Forever"), 365: self.tr("One year"), 90: self.tr("90 days"), 30: self.tr("30 days")}
        return [words.get(days) or self.tr("%n day(s)", "", days) for days in values]

    def _on_chosen(self, days: int) -> None:
        is_shorter = days > 0 and (self._days == 0 or days < self._days)
        self._combo.set_value(self._days)  # until it is in force
        if is_shorter:
            self.count_requested.emit(days)
        elif days != self._days:
            self.chosen.emit(days)
