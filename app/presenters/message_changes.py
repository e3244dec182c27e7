"""What a person does to messages that are there: answer again, go on, delete, branch, look closer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.domain.chat import ChatId, Message
from app.domain.errors import BackendError
from app.presenters.actions import MessageAction
from app.presenters.message_details import MessageDetails
from app.services.asking import Again
from app.services.chats import ChatService
from app.services.tasks import TaskOwner

_AGAIN = {
    MessageAction.AGAIN: Again(),
    MessageAction.AGAIN_WITHOUT_THINKING: Again(think=False),
    MessageAction.AGAIN_SHORTER: Again(shorter=True),
    MessageAction.AGAIN_LONGER: Again(longer=True),
    MessageAction.AGAIN_ANYWAY: Again(load_anyway=True),
}


class MessageChanges(QObject):
    """Does one thing after the other; what is asked for twice at once is done once."""

    deleted_from = Signal(object)
    """Messages were taken away and can be brought back with `undelete_from`."""
    branched = Signal(object)
    """The new Chat."""
    details_ready = Signal(object)
    """MessageDetails that were asked for."""
    failed = Signal(object)
    """AppError"""

    def __init__(self, chats: ChatService, tasks: TaskOwner, parent: QObject) -> None:
        super().__init__(parent)
        self._chats = chats
        self._tasks = tasks
        self._turn = asyncio.Lock()

    def act(self, message: Message, action: MessageAction, model: str | None = None) -> None:
        """Do what was asked of a message; `model` is the one for AGAIN_OTHER_MODEL.

        Raises: `ValueError` for what does not change messages.
        """
        match action:
            case MessageAction.AGAIN_OTHER_MODEL:
                self._again(message, Again(model=model))
            case _ if action in _AGAIN:
                self._again(message, _AGAIN[action])
            case MessageAction.CONTINUE:
                self._do("resume", lambda: self._chats.resume(message.id))
            case MessageAction.ANSWER_NOW:
                self._do("answer_now", lambda: self._chats.answer_now(message.chat_id))
            case MessageAction.DELETE_FROM:
                self._do("delete_from", lambda: self._delete_from(message))
            case MessageAction.BRANCH:
                self._do("branch", lambda: self._branch(message))
            case MessageAction.PREVIOUS_VERSION:
                self._do("version", lambda: self._chats.choose_version(message, -1))
            case MessageAction.NEXT_VERSION:
                self._do("version", lambda: self._chats.choose_version(message, 1))
            case MessageAction.DETAILS:
                self._do("details", lambda: self._tell_details(message))
            case _:
                raise ValueError(action)

    def undelete_from(self, message: Message) -> None:
        self._do("undelete", lambda: self._chats.undelete_from(message))

    def summarise(self, chat_id: ChatId, request: str, model: str) -> None:
        """Go on in a new chat that begins with a summary of this one; `request` asks the model for it."""
        self._do("summarise", lambda: self._summarise(chat_id, request, model))

    def _do(self, key: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        if not self._tasks.is_running(f"message:{key}"):
            self._tasks.start(f"message:{key}", self._in_turn(work), self.failed.emit)

    async def _in_turn(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        async with self._turn:
            await work()

    def _again(self, message: Message, how: Again) -> None:
        self._do("again", lambda: self._chats.again(message.id, how))

    async def _delete_from(self, message: Message) -> None:
        await self._chats.delete_from(message)
        self.deleted_from.emit(message)

    async def _branch(self, message: Message) -> None:
        self.branched.emit(await self._chats.branch(message))

    async def _summarise(self, chat_id: ChatId, request: str, model: str) -> None:
        if (chat := await self._chats.summarise(chat_id, request, model)) is not None:
            self.branched.emit(chat)

    async def _tell_details(self, message: Message) -> None:
        try:
            context_tokens = await self._chats.context_tokens(message.model or "")
        except BackendError:
            context_tokens = None
        self.details_ready.emit(MessageDetails(message, context_tokens))
