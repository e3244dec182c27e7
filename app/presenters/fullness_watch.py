"""How full the memory of the model is that answers in the open chat."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from app.domain.chat import Message, MessageId, State
from app.domain.context import Fullness, fullness, with_draft
from app.domain.errors import AppError
from app.services.chats import ChatService
from app.services.tasks import TaskOwner


class FullnessWatch(QObject):
    """Counts again when an answer has ended, and when another chat, model or size of memory is chosen."""

    changed = Signal(object)
    """`Fullness`; None for a chat with nothing in it, or whose model cannot be asked."""

    def __init__(self, chats: ChatService, tasks: TaskOwner, parent: QObject) -> None:
        super().__init__(parent)
        self._chats = chats
        self._tasks = tasks
        self._messages: dict[MessageId, Message] = {}
        self._model = ""
        self._draft = ""
        self.current: Fullness | None = None

    def show(self, messages: Iterable[Message]) -> None:
        """Another chat is open, or another version of it."""
        self._messages = {message.id: message for message in messages}
        self.count()

    def put(self, message: Message) -> None:
        """A message came, or is another one than before."""
        self._messages[message.id] = message
        if message.state is not State.STREAMING and message.model:
            self.count()

    def set_model(self, model: str) -> None:
        """This model answers next; empty while none is chosen."""
        if model != self._model:
            self._model = model
            self.count()

    def set_draft(self, text: str) -> None:
        """This is written and not sent yet."""
        if text != self._draft:
            self._draft = text
            self.count()

    def count(self) -> None:
        """Count anew; `changed` follows."""
        if self._model and (self._draft or any(message.model for message in self._messages.values())):
            self._tasks.start("chat:fullness", self._count(self._model))
        else:
            self._tasks.cancel("chat:fullness")
            self._tell(None)

    async def _count(self, model: str) -> None:
        try:
            context_tokens = await self._chats.context_tokens(model)
        except AppError:
            self._tell(None)
        else:
            found = with_draft(fullness(tuple(self._messages.values()), context_tokens), self._draft)
            self._tell(found if found.used_tokens else None)

    def _tell(self, found: Fullness | None) -> None:
        self.current = found
        self.changed.emit(found)
