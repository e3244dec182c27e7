"""One open chat: what is said in it, what the person can do, and whether it is busy."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from app.domain.chat import Chat, ChatId, Message, Role, State
from app.domain.errors import AppError
from app.domain.models import display_name
from app.presenters.actions import MessageAction
from app.services.asking import Again
from app.services.chat_news import (
    AnswerGrew,
    ChatNews,
    ChatsChanged,
    MessageAdded,
    MessageChanged,
    PathChanged,
    SavingFailed,
)
from app.services.chats import ChatService
from app.services.tasks import TaskOwner

WAIT_SHOWN_AFTER_MS = 300
WAIT_EXPLAINED_AFTER_MS = 20_000
DRAFT_DELAY_S = 0.4
"""A crash costs at most half a second of typing."""


class ChatPresenter(QObject):
    """The chat on screen. `chat_id` is None for a chat that does not exist before its first message."""

    opened = Signal(object, object)
    """(Chat | None, tuple[Message, ...]): other messages are to be shown."""
    message_added = Signal(object)
    answer_grew = Signal(int, str, str)
    """(message, text, thinking)"""
    message_changed = Signal(object)
    title_changed = Signal(str)
    busy_changed = Signal(bool)
    text_stored = Signal()
    """What was in the composer is on disk: it may be cleared."""
    draft_restored = Signal(str)
    edit_started = Signal(object)
    """A question goes back to the composer, to be asked in other words."""
    waiting_changed = Signal(int, str)
    """(message, what it waits for); an empty text ends it."""
    deleted_from = Signal(object)
    """Messages were taken away and can be brought back with `undelete_from`."""
    failed = Signal(object)
    """AppError"""

    def __init__(self, chats: ChatService, tasks: TaskOwner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.chat_id: ChatId | None = None
        self._chats = chats
        self._tasks = tasks
        self._editing: Message | None = None
        self._last_answer: Message | None = None
        self._opening = 0
        self._is_sending = False
        self._waiting_for: Message | None = None
        self._wait_timer = QTimer(self, singleShot=True, interval=WAIT_SHOWN_AFTER_MS)
        self._wait_timer.timeout.connect(self._show_waiting)
        self._long_wait_timer = QTimer(self, singleShot=True, interval=WAIT_EXPLAINED_AFTER_MS)
        self._long_wait_timer.timeout.connect(self._explain_waiting)
        chats.news.add(self._on_news)

    @property
    def is_busy(self) -> bool:
        return self.chat_id is not None and self._chats.is_answering(self.chat_id)

    # What a person can do

    def open(self, chat_id: ChatId | None) -> None:
        """Show another chat; answers go on in the background."""
        self._opening += 1
        self._editing = None
        self._end_waiting()
        self._run("open", self._open(chat_id, self._opening))

    def send(self, text: str, model: str) -> None:
        """Send, or ask an edited question again. `text_stored` follows when it is on disk, else `failed`."""
        if text.strip() and not self.is_busy and not self._is_sending:
            self._is_sending = True
            self._run("send", self._send(text, model))

    def stop(self) -> None:
        if self.chat_id is not None:
            self._chats.stop(self.chat_id)

    def set_draft(self, text: str) -> None:
        """Keep what is in the composer for this chat, a moment after the typing stops."""
        if self._editing is None:
            self._run(f"draft:{self.chat_id}", self._save_draft(self.chat_id, text))

    def cancel_edit(self) -> None:
        """The question stays as it was."""
        self._editing = None

    def act(self, message: Message, action: MessageAction, model: str | None = None) -> None:
        """Do what was asked of a message. Copying and showing details are the window's own."""
        match action:
            case MessageAction.AGAIN:
                self._again(message, Again())
            case MessageAction.AGAIN_OTHER_MODEL:
                self._again(message, Again(model=model))
            case MessageAction.AGAIN_WITHOUT_THINKING:
                self._again(message, Again(think=False))
            case MessageAction.AGAIN_SHORTER:
                self._again(message, Again(shorter=True))
            case MessageAction.AGAIN_LONGER:
                self._again(message, Again(longer=True))
            case MessageAction.CONTINUE:
                self._run("resume", self._chats.resume(message.id))
            case MessageAction.ANSWER_NOW:
                self._run("answer_now", self._chats.answer_now(message.chat_id))
            case MessageAction.STOP:
                self.stop()
            case MessageAction.EDIT:
                self._editing = message
                self.edit_started.emit(message)
            case MessageAction.DELETE_FROM:
                self._run("delete_from", self._delete_from(message))
            case MessageAction.BRANCH:
                self._run("branch", self._branch(message))
            case MessageAction.PREVIOUS_VERSION:
                self._run("version", self._chats.choose_version(message, -1))
            case MessageAction.NEXT_VERSION:
                self._run("version", self._chats.choose_version(message, 1))
            case MessageAction.COPY | MessageAction.COPY_MARKDOWN | MessageAction.DETAILS:
                raise ValueError(action)

    def undelete_from(self, message: Message) -> None:
        self._run("undelete", self._chats.undelete_from(message))

    def answer_again(self) -> None:
        """Answer the last question once more (Ctrl+R)."""
        if self._last_answer is not None and not self.is_busy:
            self._again(self._last_answer, Again())

    # How it is done

    def _run(self, key: str, coroutine: Coroutine[Any, Any, None]) -> None:
        self._tasks.start(f"chat:{key}", coroutine, self.failed.emit)

    def _again(self, message: Message, how: Again) -> None:
        self._run("again", self._chats.again(message.id, how))

    async def _open(self, chat_id: ChatId | None, opening: int) -> None:
        chat = await self._chats.chat(chat_id) if chat_id is not None else None
        draft = chat.draft if chat else await self._chats.new_chat_draft()
        messages = await self._chats.path(chat.id) if chat else ()
        if opening != self._opening:
            return
        self.chat_id = chat.id if chat else None
        self._show(chat, messages)
        self.draft_restored.emit(draft)

    def _show(self, chat: Chat | None, messages: tuple[Message, ...]) -> None:
        self._last_answer = next((m for m in reversed(messages) if m.role is Role.ASSISTANT), None)
        self.opened.emit(chat, messages)
        self.busy_changed.emit(self.is_busy)
        if messages and messages[-1].state is State.STREAMING:
            self._begin_waiting(messages[-1])

    async def _reload(self) -> None:
        if self.chat_id is None:
            return
        opening, chat_id = self._opening, self.chat_id
        chat = await self._chats.chat(chat_id)
        messages = await self._chats.path(chat_id)
        if opening == self._opening and chat is not None:
            self._show(chat, messages)

    async def _send(self, text: str, model: str) -> None:
        editing, self._editing = self._editing, None
        self._tasks.cancel(f"chat:draft:{self.chat_id}")
        try:
            if editing is not None:
                await self._chats.edit(editing.id, text, model)
            elif self.chat_id is not None:
                await self._chats.send(self.chat_id, text, model)
            else:
                await self._send_first(text, model)
        except AppError:
            self._editing = editing
            raise
        finally:
            self._is_sending = False
        self.text_stored.emit()

    async def _send_first(self, text: str, model: str) -> None:
        opening = self._opening
        chat_id = await self._chats.send(None, text, model)
        await self._chats.save_draft(None, "")
        chat = await self._chats.chat(chat_id)
        messages = await self._chats.path(chat_id)
        if opening == self._opening:
            self.chat_id = chat_id
            self._show(chat, messages)

    async def _save_draft(self, chat_id: ChatId | None, text: str) -> None:
        await asyncio.sleep(DRAFT_DELAY_S)
        await self._chats.save_draft(chat_id, text)

    async def _delete_from(self, message: Message) -> None:
        await self._chats.delete_from(message)
        self.deleted_from.emit(message)

    async def _branch(self, message: Message) -> None:
        chat = await self._chats.branch(message)
        self.open(chat.id)

    # What happens by itself

    def _on_news(self, news: ChatNews) -> None:
        match news:
            case MessageAdded(message) if message.chat_id == self.chat_id:
                self.message_added.emit(message)
                if message.role is Role.ASSISTANT:
                    self._last_answer = message
                    self.busy_changed.emit(True)
                    self._begin_waiting(message)
            case AnswerGrew(chat_id, message_id, text, thinking) if chat_id == self.chat_id:
                self._end_waiting()
                self.answer_grew.emit(message_id, text, thinking)
            case MessageChanged(message) if message.chat_id == self.chat_id:
                self._last_answer = message
                if message.state is State.STREAMING:
                    self._begin_waiting(message)
                else:
                    self._end_waiting()
                self.message_changed.emit(message)
                self.busy_changed.emit(self.is_busy)
            case PathChanged(chat_id) if chat_id == self.chat_id:
                self._run("reload", self._reload())
            case ChatsChanged() if self.chat_id is not None:
                self._run("title", self._tell_title(self.chat_id))
            case SavingFailed(error):
                self.failed.emit(error)
            case _:
                pass

    async def _tell_title(self, chat_id: ChatId) -> None:
        chat = await self._chats.chat(chat_id)
        if chat_id != self.chat_id:
            return
        if chat is None:
            self.open(None)
        else:
            self.title_changed.emit(chat.title)

    def _begin_waiting(self, message: Message) -> None:
        self._waiting_for = message
        self._wait_timer.start()
        self._long_wait_timer.start()

    def _end_waiting(self) -> None:
        if self._waiting_for is not None:
            self._wait_timer.stop()
            self._long_wait_timer.stop()
            self.waiting_changed.emit(self._waiting_for.id, "")
            self._waiting_for = None

    def _show_waiting(self) -> None:
        if message := self._waiting_for:
            self.waiting_changed.emit(message.id, _getting_ready(message))

    def _explain_waiting(self) -> None:
        if message := self._waiting_for:
            longer = QCoreApplication.translate("ChatPresenter", "Large models take longer the first time.")
            self.waiting_changed.emit(message.id, f"{_getting_ready(message)} {longer}")


def _getting_ready(message: Message) -> str:
    text = QCoreApplication.translate("ChatPresenter", "Getting {model} ready…")
    return text.format(model=display_name(message.model or ""))
