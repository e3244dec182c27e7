"""At the next start the reader is where they were in the chat that was open."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject

from app.domain.chat import Chat, Message, is_private
from app.presenters.chat_presenter import ChatPresenter
from app.ui.wiring.baleen_window import BaleenWindow


class ReadingPlace(QObject):
    """Follows the reader; made after what shows the messages of a chat that was opened, for it moves them."""

    def __init__(self, window: BaleenWindow, chat: ChatPresenter) -> None:
        super().__init__(window)
        self._window = window
        self._chat = chat
        self._view = window.transcript_view
        self._left_at = window.last_place
        chat.opened.connect(self._on_opened)
        self._view.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def _on_opened(self, chat: Chat | None, messages: Sequence[Message]) -> None:
        left_at, self._left_at = self._left_at, None
        if left_at is not None and chat is not None:
            message_id, part, offset = left_at
            for index, message in enumerate(messages):
                if message.id == message_id:
                    self._view.ensure_parts(index)
                    self._view.scroll_to(message.id, part, offset)
        self._on_scrolled()

    def _on_scrolled(self) -> None:
        if not is_private(self._chat.chat_id) and self._left_at is None:
            anchor = self._view.anchor
            self._window.remember_place(anchor)
