"""One open chat: what is said in it, what the person can do, and whether it is busy."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.domain.chat import Chat, ChatId, Message, Role, is_private
from app.presenters.actions import MessageAction
from app.presenters.answer_watch import AnswerWatch
from app.presenters.fullness_watch import FullnessWatch
from app.presenters.message_changes import MessageChanges
from app.presenters.unsent import Unsent
from app.services.chat_news import (
    AnswerGrew,
    AnswerWasThinking,
    ChatNews,
    ChatsChanged,
    MessageAdded,
    MessageChanged,
    PathChanged,
    SavingFailed,
)
from app.services.chats import ChatService
from app.services.tasks import TaskOwner


class ChatPresenter(QObject):
    """The chat on screen. `chat_id` is None for a chat that does not exist before its first message."""

    leaving = Signal()
    """Another chat was asked for: what is written from now on is meant for that one."""
    opened = Signal(object, object)
    """(Chat | None, tuple[Message, ...]): other messages are to be shown."""
    message_added = Signal(object)
    answer_grew = Signal(int, str, str)
    """(message, text, thinking)"""
    message_changed = Signal(object)
    chat_changed = Signal(object)
    """The open Chat has another title, or is pinned, or has another model."""
    busy_changed = Signal(bool)
    text_stored = Signal()
    """What was in the composer is on disk: it may be cleared."""
    draft_restored = Signal(str)
    edit_started = Signal(str)
    """A question goes back to the composer, to be asked in other words: these, so far."""
    edit_ended = Signal()
    """It was sent or given up: what was in the composer before comes back."""
    waiting_changed = Signal(int, str)
    """(message, what it waits for); an empty text ends it."""
    repeating_changed = Signal(bool)
    """Whether the answer that is being written runs in a circle."""
    failed = Signal(object)
    """AppError"""

    def __init__(
        self,
        chats: ChatService,
        tasks: TaskOwner,
        parent: QObject | None = None,
        load_s: Callable[[str], float | None] = lambda _: None,
    ) -> None:
        """`load_s` tells how long a model took to get into memory last time."""
        super().__init__(parent)
        self.chat_id: ChatId | None = None
        self._chats = chats
        self._tasks = tasks
        self.changes = MessageChanges(chats, tasks, self)
        self.changes.failed.connect(self.failed)
        self.changes.branched.connect(lambda chat: self.open(chat.id))
        self.fullness = FullnessWatch(chats, tasks, self)
        self._unsent = Unsent(chats, tasks, self.failed.emit)
        self._watch = AnswerWatch(chats, load_s, self)
        self._watch.waiting_changed.connect(self.waiting_changed)
        self._watch.repeating_changed.connect(self.repeating_changed)
        self._last: Message | None = None
        self._last_question: Message | None = None
        self.wanted: ChatId | None = None
        """The chat that is on its way to the screen, or there."""
        self._opening = 0
        self._is_open = asyncio.Event()
        self._is_open.set()
        self._is_sending = False
        chats.news.add(self._on_news)

    @property
    def is_busy(self) -> bool:
        return self.chat_id is not None and self._chats.is_answering(self.chat_id)

    @property
    def is_open(self) -> bool:
        """No other chat is on its way: `chat_id` is that of the screen, and its draft is in the composer."""
        return self._is_open.is_set() and self._opening > 0

    # What a person can do

    def open(self, chat_id: ChatId | None) -> None:
        """Show another chat; answers go on in the background, and so does what is being edited.

        Nothing happens if it is on screen, or on its way there: what is in the composer stays.
        """
        if self._opening and chat_id == self.wanted and not self._is_sending:
            return
        if self._is_open.is_set() and self._unsent.edit_of(self.chat_id):
            self.edit_ended.emit()
        self.wanted = chat_id
        self._opening += 1
        self._is_open.clear()
        self._watch.leave()
        self.leaving.emit()
        self._run("open", self._open(chat_id, self._opening))

    def open_private(self, title: str, model: str) -> None:
        """Show a new chat that is never written down; nothing happens in one that is empty still."""
        if not is_private(self.chat_id) or self._last is not None:
            self._run("private", self._open_private(title, model))

    def send(self, text: str, model: str) -> None:
        """Send, or ask an edited question again. `text_stored` follows when it is on disk, else `failed`.

        Blank lines before it and blanks after it are left out; the indent of its first line stays.
        """
        if text.strip() and not self.is_busy and not self._is_sending:
            self._is_sending = True
            first = next(line for line in text.splitlines() if line.strip())
            self._run("send", self._send(text[text.index(first) :].rstrip(), model))

    def stop(self) -> None:
        if self.chat_id is not None:
            self._chats.stop(self.chat_id)

    def set_draft(self, text: str) -> None:
        """Keep what is in the composer for this chat, a moment after the typing stops.

        While another chat opens nothing is kept: after `draft_restored` it is told what was typed meanwhile.
        """
        if self._is_open.is_set():
            self._unsent.type(self.chat_id, text)

    def draft_is_kept(self) -> None:
        """Somebody else has put this chat's draft on disk: an older one is not written after it."""
        self._unsent.sending(self.chat_id)

    def edit_last(self) -> None:
        """Put the last question into other words (the arrow up in the empty composer)."""
        if self._last_question is not None:
            self.act(self._last_question, MessageAction.EDIT)

    def cancel_edit(self) -> None:
        """The question stays as it was."""
        if self._unsent.give_up_edit(self.chat_id):
            self.edit_ended.emit()

    def choose_model(self, model: str) -> None:
        """From the next message on this model answers here; kept with the chat."""
        if self.chat_id is not None:
            self._run("model", self._chats.choose_model(self.chat_id, model))

    def act(self, message: Message, action: MessageAction, model: str | None = None) -> None:
        """Do what was asked of a message; `model` is for AGAIN_OTHER_MODEL. Copying is the window's own."""
        match action:
            case MessageAction.STOP:
                self.stop()
            case MessageAction.EDIT:
                self.cancel_edit()
                self.edit_started.emit(self._unsent.begin_edit(message).text)
            case _:
                self.changes.act(message, action, model)

    def answer_again(self) -> None:
        """Answer the last question once more (Ctrl+R)."""
        if self._last is not None and not self.is_busy:
            self.changes.act(self._last, MessageAction.AGAIN)

    # How it is done

    def _run(self, key: str, coroutine: Coroutine[Any, Any, None]) -> None:
        self._tasks.start(f"chat:{key}", coroutine, self.failed.emit)

    async def _open_private(self, title: str, model: str) -> None:
        self.open(await self._chats.create_private(title, model))

    async def _open(self, chat_id: ChatId | None, opening: int) -> None:
        try:
            chat = await self._chats.chat(chat_id) if chat_id is not None else None
            draft = chat.draft if chat else await self._chats.new_chat_draft()
            messages = await self._chats.path(chat.id) if chat else ()
        except BaseException:
            if opening == self._opening:
                self.wanted = self.chat_id
            raise
        finally:
            if opening == self._opening:
                self._is_open.set()
        if opening != self._opening:
            return
        self.chat_id = self.wanted = chat.id if chat else None
        if chat is not None:
            self._unsent.restore_edit(chat, messages)
        self._show(chat, messages)
        self.draft_restored.emit(draft)
        if edit := self._unsent.edit_of(self.chat_id):
            self.edit_started.emit(edit.text)

    def _show(self, chat: Chat | None, messages: tuple[Message, ...]) -> None:
        self._last = messages[-1] if messages else None
        self._last_question = next((m for m in reversed(messages) if m.role is Role.USER), None)
        edit = self._unsent.edit_of(self.chat_id)
        if edit is not None and edit.question.id not in {message.id for message in messages}:
            self.cancel_edit()
        self.opened.emit(chat, messages)
        self.fullness.show(messages)
        self.busy_changed.emit(self.is_busy)
        self._watch.show(self._last)

    async def _reload(self) -> None:
        if self.chat_id is not None:
            await self._load(self.chat_id, self._opening)

    async def _load(self, chat_id: ChatId, opening: int) -> None:
        """Show its messages, unless another chat was asked for since that opening."""
        chat = await self._chats.chat(chat_id)
        messages = await self._chats.path(chat_id)
        if opening == self._opening and chat is not None:
            self.chat_id = self.wanted = chat_id
            self._show(chat, messages)

    async def _send(self, text: str, model: str) -> None:
        await self._is_open.wait()
        edit = self._unsent.edit_of(self.chat_id)
        self._unsent.sending(self.chat_id)
        try:
            if edit is not None:
                await self._chats.edit(edit.question.id, text, model)
            elif self.chat_id is not None:
                await self._chats.send(self.chat_id, text, model)
            else:
                await self._send_first(text, model)
        finally:
            self._is_sending = False
        self.text_stored.emit()
        if edit is not None:
            self._unsent.edit_sent(edit)
            if edit.question.chat_id == self.chat_id:
                self.edit_ended.emit()

    async def _send_first(self, text: str, model: str) -> None:
        opening = self._opening
        await self._load(await self._chats.send(None, text, model), opening)
        # Last, for the answer and the screen would wait until it is on disk.
        self._unsent.first_sent()

    # What happens by itself

    def _on_news(self, news: ChatNews) -> None:
        match news:
            case MessageAdded(message) if message.chat_id == self.chat_id:
                self._last = message
                self.message_added.emit(message)
                self.fullness.put(message)
                if message.role is Role.ASSISTANT:
                    self.busy_changed.emit(True)
                    self._watch.begin(message)
                else:
                    self._last_question = message
            case AnswerGrew(chat_id, message_id, text, thinking):
                self._watch.grew(news, is_shown=chat_id == self.chat_id)
                if chat_id == self.chat_id:
                    self.answer_grew.emit(message_id, text, thinking)
            case AnswerWasThinking(message) if message.chat_id == self.chat_id:
                self.message_changed.emit(message)
            case MessageChanged(message):
                self._watch.changed(message, is_shown=message.chat_id == self.chat_id)
                if message.chat_id == self.chat_id:
                    self._last = message if self._last and self._last.id == message.id else self._last
                    self.message_changed.emit(message)
                    self.fullness.put(message)
                    self.busy_changed.emit(self.is_busy)
            case PathChanged(chat_id) if chat_id == self.chat_id:
                self._run("reload", self._reload())
            case ChatsChanged() if self.chat_id is not None:
                self._run("chat", self._tell_chat(self.chat_id))
            case SavingFailed(error):
                self.failed.emit(error)
            case _:
                pass

    async def _tell_chat(self, chat_id: ChatId) -> None:
        chat = await self._chats.chat(chat_id)
        if chat_id != self.chat_id:
            return
        if chat is None:
            self.open(None)
        else:
            self.chat_changed.emit(chat)
