"""Whether other devices may use the models. Off unless the person has read what that means."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.ask import QuestionDialog
from app.ui.controls.segmented import Segmented
from app.ui.settings.rows import SettingRow


class SharingRow(SettingRow):
    """Asks before it tells of an On; an Off is told at once."""

    chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._switch = Segmented((False, True), "settings.share_models")
        super().__init__(self._switch, parent)
        self._switch.chosen.connect(self._on_chosen)

    def set_value(self, is_shared: bool) -> None:
        """Show what is in force; tells nobody."""
        self._switch.set_value(is_shared)

    def retranslate(self) -> None:
        """The switch's words again, after the language changed."""
        self._switch.set_words((self.tr("Off"), self.tr("On")))

    def _on_chosen(self, is_shared: bool) -> None:
        if not is_shared:
            self.chosen.emit(False)
            return
        self._switch.set_value(False)
        question = QuestionDialog(
            self,
            self.tr("Let other devices use your models?"),
            self.tr(
                "Anyone in the same network can then chat with your models, add models and delete them. There is no "
                "password. Your chats stay private. Do this only in a network that you trust."
            ),
            self.tr("Share my models"),
            is_danger=True,
        )
        question.accepted.connect(lambda: self.chosen.emit(True))
        question.finished.connect(question.deleteLater)
        question.open()
