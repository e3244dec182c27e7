"""The message that waits for its model, for the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.chat import ChatId
from app.domain.models import normal_tag
from app.presenters.chat_presenter import ChatPresenter
from app.services.postponed import PostponedService


class PostponedPresenter(QObject):
    """Tells when it is to be sent from the chat on the screen; one of another chat is sent unseen."""

    changed = Signal()
    """Another message waits, or none, or another chat is on the screen."""
    due = Signal(str)
    """What stands in the composer is to be sent now, to this model."""
    lost = Signal(str)
    """The tag of a model that does not come any more: its message was not sent, and stays a draft."""
    failed = Signal(object)
    """AppError"""

    def __init__(self, service: PostponedService, chat: ChatPresenter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self._chat = chat
        service.changes.add(lambda _: self._look())
        service.lost.add(self.lost.emit)
        # The last thing that opening a chat tells: from then on its words are in the composer.
        chat.draft_restored.connect(lambda _: self._look())
        chat.busy_changed.connect(lambda _: self._look())

    @property
    def model(self) -> str:
        """The tag that the message in the chat on the screen waits for; empty if none does."""
        waits = self._service.current
        return normal_tag(waits.model) if waits is not None and waits.chat_id == self._chat.chat_id else ""

    @property
    def coming(self) -> str:
        """The tag that a message would wait for now; empty where none is on its way."""
        return self._service.coming()

    def postpone(self, text: str) -> bool:
        """Send what was written in this chat when the model is there; False where none is on its way."""
        self._chat.draft_is_kept()
        return self._service.postpone(self._chat.chat_id, text)

    def forget(self) -> None:
        """Do not send it; it stays a draft."""
        self._service.forget()

    def forget_as(self, chat_id: ChatId | None) -> None:
        """Nothing waits any more in this chat: it was sent at once, or taken away."""
        waits = self._service.current
        if waits is not None and waits.chat_id == chat_id:
            self._service.forget()

    def _look(self) -> None:
        self.changed.emit()
        waits = self._service.current
        if waits is None or not self._service.is_due or not self._chat.is_open:
            return
        if waits.chat_id == self._chat.chat_id:
            if self._chat.is_busy:
                return  # after the answer
            self._service.take()
            self.due.emit(waits.model)
        else:
            self._service.deliver(self.failed.emit)
