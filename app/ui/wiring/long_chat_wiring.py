"""A chat that gets too long for its model: the note, and going on with a summary."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.domain.chat import ChatId
from app.domain.context import Fullness
from app.ui.wiring.baleen_window import BaleenWindow
from app.ui.wiring.presenters import Presenters


class LongChatWiring(QObject):
    """Shows the note for a chat until the person puts it away there."""

    def __init__(self, window: BaleenWindow, presenters: Presenters, open_settings: Callable[[str], None]) -> None:
        """`open_settings` opens the settings at the page named."""
        super().__init__(window)
        self._presenters = presenters
        self._chat = presenters.chat
        self._note = window.chat_page.long_chat
        self._put_away: set[tuple[ChatId | None, bool]] = set()
        """Chat, and whether the model had forgotten its beginning: that is told once more."""
        self._chat.fullness.changed.connect(self._on_fullness)
        self._chat.leaving.connect(self._note.hide)
        self._chat.busy_changed.connect(self._note.set_busy)
        presenters.models.models_changed.connect(lambda _, current: self._chat.fullness.set_model(current))
        presenters.settings.changed.connect(self._on_setting)
        self._note.summary_requested.connect(self._on_summary)
        self._note.remember_more_requested.connect(lambda: open_settings("performance"))
        self._note.closed.connect(self._on_closed)
        self._chat.fullness.set_model(presenters.models.current)

    def _on_fullness(self, found: Fullness | None) -> None:
        if found is None or not found.is_long or (self._chat.chat_id, found.is_forgetting) in self._put_away:
            self._note.hide()
        else:
            self._note.tell(is_forgetting=found.is_forgetting)

    def _on_setting(self, key: str, _settings: object) -> None:
        if key == "context_tokens":
            self._chat.fullness.count()

    def _on_closed(self) -> None:
        if (found := self._chat.fullness.current) is not None:
            self._put_away |= {(self._chat.chat_id, False), (self._chat.chat_id, found.is_forgetting)}
        self._note.hide()

    def _on_summary(self) -> None:
        request = self.tr(
            "Summarise our conversation so far, so that we can go on in this new chat. Keep what was decided, names, "
            "numbers and code that matter, and what is still open. Write in the language of the conversation."
        )
        if self._chat.chat_id is not None and not self._chat.is_busy:
            self._chat.changes.summarise(self._chat.chat_id, request, self._presenters.models.current)
