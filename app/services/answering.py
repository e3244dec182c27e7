"""How an answer comes about: asked for, told piece by piece, kept on disk, ended."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import replace

from app.domain.chat import ChatId, Message, State
from app.domain.errors import AppError, BackendError, StoreError
from app.domain.ports import ChatStore
from app.domain.stream import StreamDone, StreamEvent, TextDelta, TextWasThinking, ThinkingDelta
from app.services.answers import Draft
from app.services.asking import Again, Asked, Asking
from app.services.chat_news import (
    AnswerGrew,
    AnswerWasThinking,
    ChatNews,
    ChatsChanged,
    MessageAdded,
    MessageChanged,
    SavingFailed,
)
from app.services.listeners import Listeners
from app.services.models import ModelService
from app.services.tasks import TaskOwner

CHECKPOINT_S = 0.4
"""The answer on disk is at most this, plus one write, behind the screen (goal: 0.5 s)."""
LOOK_S = 0.25
"""The question waits no longer for the server to say which models are in memory; it does so in a few milliseconds."""

_log = logging.getLogger(__name__)


class Answering:
    """The answers that are being written now, at most one in each chat.

    However an answer ends (done, stopped, failed, program closed), the text that was told as news is stored.
    """

    def __init__(
        self,
        store: ChatStore,
        asking: Asking,
        models: ModelService,
        engine_ready: Callable[[], Awaitable[None]],
        tasks: TaskOwner,
        news: Listeners[ChatNews],
    ) -> None:
        self._store = store
        self._asking = asking
        self._models = models
        self._engine_ready = engine_ready
        self._tasks = tasks
        self._news = news
        self._drafts: dict[ChatId, Draft] = {}
        self._stopped: set[ChatId] = set()

    @property
    def chats(self) -> frozenset[ChatId]:
        """The chats in which an answer is being written now."""
        return frozenset(self._drafts)

    @property
    def models(self) -> frozenset[str]:
        """The tags of the models that write these answers."""
        return frozenset(draft.base.model for draft in self._drafts.values() if draft.base.model)

    def is_queued(self, message: Message) -> bool:
        """Whether the server answers another chat with the same model first: it does one at a time."""
        return any(
            draft.has_begun and draft.base.model == message.model
            for chat_id, draft in self._drafts.items()
            if chat_id != message.chat_id
        )

    def is_loading(self, message: Message) -> bool:
        """Whether the model of this answer was not in memory when it was asked, as far as the server told."""
        draft = self._drafts.get(message.chat_id)
        return draft is not None and draft.is_loading

    def live(self, chat_id: ChatId, messages: tuple[Message, ...]) -> tuple[Message, ...]:
        """These messages, the answer that is being written with the text that was told so far."""
        draft = self._drafts.get(chat_id)
        if draft is None:
            return messages
        live = draft.message()
        return tuple(replace(live, sibling_ids=m.sibling_ids) if m.id == live.id else m for m in messages)

    def begin(self, answer: Message, how: Again, *, is_told: bool = False) -> None:
        """Write this answer, which is stored and empty or is to be continued; `is_told`: it is on screen already."""
        self._drafts[answer.chat_id] = draft = Draft(answer)
        self._stopped.discard(answer.chat_id)
        if not is_told:
            self._news.tell(MessageAdded(answer))
        self._news.tell(ChatsChanged())
        self._tasks.start(_key(answer.chat_id), self._answer(draft, how))

    async def reopen(self, old: Message, how: Again) -> None:
        """Go on with an answer that has ended."""
        answer = replace(old, state=State.STREAMING, error=None)
        await self._save(answer)
        self.begin(answer, how, is_told=True)
        self._news.tell(MessageChanged(answer))

    async def hurry(self, chat_id: ChatId) -> None:
        """Stop the thinking and go on with the answer itself. Nothing happens if the answer has begun."""
        draft = self._drafts.get(chat_id)
        if draft is None or draft.is_answering or draft.is_rushed or chat_id in self._stopped:
            return
        draft.is_rushed = True
        self._tasks.cancel(_key(chat_id))
        await self._tasks.join(_key(chat_id))
        if draft.is_rushed:
            await self.reopen(draft.message(), Again(think=False))

    def stop(self, chat_id: ChatId) -> None:
        """Hang up, which stops the server's work; what arrived is kept."""
        if chat_id in self._drafts and chat_id not in self._stopped:
            self._stopped.add(chat_id)
            self._tasks.cancel(_key(chat_id))

    async def end(self, chat_id: ChatId) -> None:
        """Stop, and wait until all is stored."""
        self.stop(chat_id)
        await self._tasks.join(_key(chat_id))

    async def _answer(self, draft: Draft, how: Again) -> None:
        chat_id = draft.base.chat_id
        error: AppError | None = None
        state = State.INTERRUPTED
        try:
            async with asyncio.TaskGroup() as group:
                saver = group.create_task(self._keep_saved(draft))
                try:
                    await self._stream(draft, how)
                    state = State.DONE if draft.is_complete else State.INTERRUPTED
                except AppError as failure:
                    _log.info("an answer failed: %s", type(failure).__name__)
                    state, error = State.ERROR, failure
                finally:
                    saver.cancel()
        finally:
            if state is State.INTERRUPTED and chat_id in self._stopped:
                state = State.STOPPED
            elif state is State.INTERRUPTED and draft.is_rushed:
                state = State.STREAMING
            draft.is_rushed = state is State.STREAMING
            self._stopped.discard(chat_id)
            final = draft.message(state, error)
            try:
                await self._save(final)
            finally:
                self._drafts.pop(chat_id, None)
                if not draft.is_rushed:
                    self._news.tell(MessageChanged(final))
                    self._news.tell(ChatsChanged())

    async def _stream(self, draft: Draft, how: Again) -> None:
        answer = draft.base
        await self._engine_ready()
        _, path = await asyncio.gather(self._look_at_model(draft), self._path(answer))
        async with aclosing(self._asking.ask(path, answer, how)) as events:
            async for event in events:
                if isinstance(event, Asked):
                    self._take_left_out(draft, event.left_out)
                else:
                    draft.apply(event)
                    self._tell(draft, event)

    def _take_left_out(self, draft: Draft, left_out: int) -> None:
        if left_out != draft.left_out:
            draft.left_out = left_out
            self._news.tell(MessageChanged(draft.message()))  # not silently: before the first word is there

    async def _look_at_model(self, draft: Draft) -> None:
        """Before the question arrives, for from then on the server lists the model, ready or not."""
        with suppress(BackendError, TimeoutError):
            async with asyncio.timeout(LOOK_S):
                draft.is_loading = not await self._models.is_loaded(draft.base.model or "")

    async def _path(self, answer: Message) -> Sequence[Message]:
        """What is sent: the chat up to the answer; before its first question, the chat that it goes on with."""
        path = await self._store.path(answer.chat_id)
        if not path or path[0].id != answer.parent_id:
            return path
        chat = await self._store.chat(answer.chat_id)
        if chat is None or chat.continues_id is None or await self._store.chat(chat.continues_id) is None:
            return path
        return (*await self._store.path(chat.continues_id), *path)

    def _tell(self, draft: Draft, event: StreamEvent) -> None:
        answer = draft.base
        match event:
            case ThinkingDelta(text):
                self._news.tell(AnswerGrew(answer.chat_id, answer.id, thinking=text))
            case TextDelta(text):
                self._news.tell(AnswerGrew(answer.chat_id, answer.id, text=text))
            case TextWasThinking():
                self._news.tell(AnswerWasThinking(draft.message()))
            case StreamDone():
                pass

    async def _keep_saved(self, draft: Draft) -> None:
        while True:
            await asyncio.sleep(CHECKPOINT_S)
            if draft.is_dirty:
                draft.is_dirty = False
                await self._save(draft.message())

    async def _save(self, message: Message) -> None:
        try:
            await self._store.save_answer(message)
        except StoreError as error:
            self._news.tell(SavingFailed(error))


def _key(chat_id: ChatId) -> str:
    return f"reply:{chat_id}"
