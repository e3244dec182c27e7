"""What is typed and not sent: drafts, and questions that are being put in other words, at most one in each chat."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, replace
from typing import Any

from app.domain.chat import Chat, ChatId, Message
from app.domain.errors import AppError
from app.services.chats import ChatService
from app.services.tasks import TaskOwner

DRAFT_DELAY_S = 0.4
"""A crash costs at most half a second of typing."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A question and its new words so far."""

    question: Message
    text: str


class Unsent:
    """Keeps it on disk, a moment after the typing stops; what is edited is also here while another chat is open."""

    def __init__(self, chats: ChatService, tasks: TaskOwner, on_error: Callable[[AppError], None]) -> None:
        self._chats = chats
        self._tasks = tasks
        self._on_error = on_error
        self._edits: dict[ChatId, Edit] = {}

    def edit_of(self, chat_id: ChatId | None) -> Edit | None:
        """What is being edited in a chat."""
        return self._edits.get(chat_id) if chat_id is not None else None

    def begin_edit(self, question: Message) -> Edit:
        """Put this question into other words; one that was being edited in its chat is left as it was."""
        edit = self._edits[question.chat_id] = Edit(question, question.text)
        self._keep_edit(edit)
        return edit

    def restore_edit(self, chat: Chat, messages: Iterable[Message]) -> None:
        """Go on with what was being edited when the program ended."""
        question = next((message for message in messages if message.id == chat.edited_id), None)
        if question is not None:
            self._edits.setdefault(chat.id, Edit(question, chat.edited_text))

    def give_up_edit(self, chat_id: ChatId | None) -> bool:
        """The question stays as it was; False if nothing was being edited there."""
        if chat_id is None or self._edits.pop(chat_id, None) is None:
            return False
        self._run(_edit_key(chat_id), self._chats.save_edit(chat_id, None, ""))
        return True

    def edit_sent(self, edit: Edit) -> None:
        """It is on disk as a question."""
        self._edits.pop(edit.question.chat_id, None)

    def type(self, chat_id: ChatId | None, text: str) -> None:
        """These words are in the composer now; None is the chat that does not exist yet."""
        if (edit := self.edit_of(chat_id)) is not None:
            edit = self._edits[edit.question.chat_id] = replace(edit, text=text)
            self._keep_edit(edit)
        else:
            self._run(_draft_key(chat_id), self._later(lambda: self._chats.save_draft(chat_id, text)))

    def sending(self, chat_id: ChatId | None) -> None:
        """The words are on their way to the disk as a message: nothing older may be written after them."""
        if self.edit_of(chat_id) is None:
            self._tasks.cancel(_draft_key(chat_id))
        elif chat_id is not None:
            self._tasks.cancel(_edit_key(chat_id))

    def first_sent(self) -> None:
        """The chat that did not exist yet does: its draft goes."""
        self._run(_draft_key(None), self._chats.save_draft(None, ""))

    def _keep_edit(self, edit: Edit) -> None:
        chat_id, question_id = edit.question.chat_id, edit.question.id
        self._run(_edit_key(chat_id), self._later(lambda: self._chats.save_edit(chat_id, question_id, edit.text)))

    async def _later(self, save: Callable[[], Coroutine[Any, Any, None]]) -> None:
        await asyncio.sleep(DRAFT_DELAY_S)
        await save()

    def _run(self, key: str, coroutine: Coroutine[Any, Any, None]) -> None:
        self._tasks.start(key, coroutine, self._on_error)


def _draft_key(chat_id: ChatId | None) -> str:
    return f"chat:draft:{chat_id}"


def _edit_key(chat_id: ChatId) -> str:
    return f"chat:edit:{chat_id}"
