"""Conversations: ask the model, keep the history true, tell what happens."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from app.domain.chat import Chat, ChatId, Message, MessageId, Role, title_from, title_of_branch
from app.domain.errors import StoreError
from app.domain.ports import ChatBackend, ChatStore
from app.domain.settings import Settings
from app.services.answering import Answering
from app.services.asking import Again, Asking
from app.services.chat_news import ChatNews, ChatsChanged, MessageAdded, PathChanged, SavingFailed
from app.services.listeners import Listeners
from app.services.models import ModelService
from app.services.tasks import TaskOwner


class ChatService:
    """Runs any number of conversations at once, one answer per chat at a time."""

    def __init__(
        self,
        store: ChatStore,
        backend: ChatBackend,
        models: ModelService,
        settings: Callable[[], Settings],
        engine_ready: Callable[[], Awaitable[None]],
        tasks: TaskOwner,
    ) -> None:
        """`engine_ready` waits for a server that is starting, and raises `AppError` where there is none."""
        self.news: Listeners[ChatNews] = Listeners()
        self._store = store
        self._asking = Asking(backend, models, settings)
        self._settings = settings
        self._answering = Answering(store, self._asking, models, engine_ready, tasks, self.news)

    # What is there

    async def path(self, chat_id: ChatId) -> tuple[Message, ...]:
        """The messages of a chat; an answer that is being written has the text that was told so far."""
        return self._answering.live(chat_id, await self._store.path(chat_id))

    def is_answering(self, chat_id: ChatId) -> bool:
        return chat_id in self._answering.chats

    def is_queued(self, message: Message) -> bool:
        """Whether the server answers another chat with the same model first: it does one at a time."""
        return self._answering.is_queued(message)

    def is_loading(self, message: Message) -> bool:
        """Whether the model of an answer that was asked for must be brought into memory first."""
        return self._answering.is_loading(message)

    @property
    def answering(self) -> frozenset[ChatId]:
        """The chats in which an answer is being written now."""
        return self._answering.chats

    @property
    def models_answering(self) -> frozenset[str]:
        """The tags of the models that are answering now."""
        return self._answering.models

    # What a person can do

    async def send(self, chat_id: ChatId | None, text: str, model: str, think: bool | None = None) -> ChatId:
        """Store a message, then ask the model; a new chat is made for None.

        When this returns the message is on disk and the answer is on its way.
        Raises: `StoreError`; then nothing was sent and the caller still has the text.
        """
        if chat_id is None:
            chat_id = (await self._store.create_chat(title_from(text), model)).id
            path: tuple[Message, ...] = ()
        else:
            path = await self._store.path(chat_id)
        parent_id = path[-1].id if path else None
        question, answer = await self._store.add_question(chat_id, parent_id, text, model)
        self.news.tell(MessageAdded(question))
        self._answering.begin(answer, Again(think=think))
        return chat_id

    async def create_private(self, title: str, model: str | None) -> ChatId:
        """A chat that is never written down and gone with the program. Raises: `StoreError`."""
        chat = await self._store.create_private_chat(title, model or None)
        self.news.tell(ChatsChanged())
        return chat.id

    async def edit(self, question_id: MessageId, text: str, model: str, think: bool | None = None) -> None:
        """Ask something else instead of an earlier question; the old version stays, and so does the draft.

        Raises: `StoreError`; then nothing was sent and the caller still has the text.
        """
        old = await self._store.message(question_id)
        if old is None:
            return
        await self._answering.end(old.chat_id)
        chat = await self._store.chat(old.chat_id)
        _, answer = await self._store.add_question(old.chat_id, old.parent_id, text, model)
        if chat is not None and chat.draft:
            await self._keep_draft(chat)
        self._answering.begin(answer, Again(think=think), is_told=True)
        self.news.tell(PathChanged(old.chat_id))

    async def again(self, message_id: MessageId, how: Again | None = None) -> None:
        """Answer the same question once more, or a question that has no answer. Raises: `StoreError`.

        The old answer stays as a version, unless it is empty: then its place is used. Another model answers this once;
        the model of the chat stays.
        """
        how = how or Again()
        old = await self._store.message(message_id)
        if old is None:
            return
        question_id = old.id if old.role is Role.USER else old.parent_id
        if question_id is None:
            return
        await self._answering.end(old.chat_id)
        model = how.model or old.model or await self._model_of(old.chat_id)
        if old.role is Role.ASSISTANT and not old.text and not old.thinking and model == old.model:
            await self._answering.reopen(old, how)
            return
        answer = await self._store.add_answer(question_id, model)
        self._answering.begin(answer, how, is_told=True)
        self.news.tell(PathChanged(old.chat_id))

    async def resume(self, answer_id: MessageId) -> None:
        """Go on with an answer where it stopped; stopped while thinking, it goes on with the answer itself."""
        old = await self._store.message(answer_id)
        if old is None or old.role is not Role.ASSISTANT or self.is_answering(old.chat_id):
            return
        if not old.text and not old.thinking:
            await self.again(answer_id)
            return
        await self._answering.reopen(old, Again(think=False))

    async def answer_now(self, chat_id: ChatId) -> None:
        """Stop the thinking of the answer that is being written and go on with the answer itself.

        What was thought is kept, and the model gets it. Nothing happens if the answer has begun.
        """
        await self._answering.hurry(chat_id)

    def stop(self, chat_id: ChatId) -> None:
        """Hang up, which stops the server's work; what arrived is kept."""
        self._answering.stop(chat_id)

    async def rename(self, chat_id: ChatId, title: str) -> None:
        """Raises: `StoreError`. An empty title changes nothing."""
        if title.strip():
            await self._store.rename_chat(chat_id, " ".join(title.split()))
            self.news.tell(ChatsChanged())

    async def pin(self, chat_id: ChatId, pinned: bool) -> None:
        await self._store.pin_chat(chat_id, pinned)
        self.news.tell(ChatsChanged())

    async def delete(self, chat_id: ChatId) -> None:
        """Hide a chat; its answer, if one is being written, is stopped. `restore` undoes it."""
        await self._answering.end(chat_id)
        await self._store.delete_chat(chat_id)
        self.news.tell(ChatsChanged())

    async def restore(self, chat_id: ChatId) -> None:
        await self._store.restore_chat(chat_id)
        self.news.tell(ChatsChanged())

    async def delete_all(self, chat_ids: Iterable[ChatId]) -> None:
        """Hide these chats, told once; what is being answered in them is stopped. Raises: `StoreError`, between two."""
        try:
            for chat_id in chat_ids:
                await self._answering.end(chat_id)
                await self._store.delete_chat(chat_id)
        finally:
            self.news.tell(ChatsChanged())

    async def restore_all(self, chat_ids: Iterable[ChatId]) -> None:
        """Undo `delete_all`. Raises: `StoreError`, between two."""
        try:
            for chat_id in chat_ids:
                await self._store.restore_chat(chat_id)
        finally:
            self.news.tell(ChatsChanged())

    async def new_chat_draft(self) -> str:
        """What was typed before a chat existed for it. Raises: `StoreError`."""
        return await self._store.new_chat_draft()

    async def chats(self) -> tuple[Chat, ...]:
        """Every chat of the sidebar. Raises: `StoreError`."""
        return await self._store.chats()

    async def chat(self, chat_id: ChatId) -> Chat | None:
        return await self._store.chat(chat_id)

    async def search(self, words: str) -> tuple[tuple[ChatId, str], ...]:
        """Chats that contain the words, with an excerpt. Raises: `StoreError`."""
        return await self._store.search(words)

    async def save_draft(self, chat_id: ChatId | None, text: str) -> None:
        """Keep what is in the composer; None is the chat that does not exist yet. Raises: `StoreError`."""
        await self._store.save_draft(chat_id, text)

    async def save_edit(self, chat_id: ChatId, question_id: MessageId | None, text: str) -> None:
        """Keep the new words of a question that is being edited; None: nothing is. Raises: `StoreError`."""
        await self._store.save_edit(chat_id, question_id, text)

    async def choose_version(self, message: Message, step: int) -> None:
        """Show the version `step` places on (-1: the one before), if there is one.

        An answer that is being written goes on, and is there when its version is chosen again.
        """
        if message.id in message.sibling_ids:
            place = message.sibling_ids.index(message.id) + step
            if 0 <= place < len(message.sibling_ids):
                await self._store.select(message.sibling_ids[place])
                self.news.tell(PathChanged(message.chat_id))

    async def delete_from(self, message: Message) -> None:
        """Hide a message and everything after it. `undelete_from` undoes it."""
        await self._answering.end(message.chat_id)
        await self._store.delete_from(message.id)
        self.news.tell(PathChanged(message.chat_id))

    async def undelete_from(self, message: Message) -> None:
        await self._store.undelete_from(message.id)
        self.news.tell(PathChanged(message.chat_id))

    async def branch(self, message: Message) -> Chat:
        """A new chat with a copy of everything up to this message, named after the old one. Raises: `StoreError`."""
        chats = await self._store.chats()
        titles = {chat.id: chat.title for chat in chats}
        title = title_of_branch(titles.get(message.chat_id, ""), titles.values())
        chat = await self._store.branch(message.id, title)
        self.news.tell(ChatsChanged())
        return chat

    async def summarise(self, chat_id: ChatId, request: str, model: str) -> Chat | None:
        """Begin a chat that goes on with this one: its first question asks for a summary, with all that was said here.

        The old chat stays as it is. Returns the new one, in which the model is answering; None if there is no such
        chat. Raises: `StoreError`; then nothing was asked.
        """
        old = await self._store.chat(chat_id)
        if old is None:
            return None
        title = title_of_branch(old.title, {chat.title for chat in await self._store.chats()})
        chat = await self._store.create_chat(title, model, old.id)
        await self.send(chat.id, request, model, think=False)
        return chat

    async def choose_model(self, chat_id: ChatId, model: str) -> None:
        """From the next message on this model answers in this chat. Raises: `StoreError`."""
        await self._store.choose_model(chat_id, model)
        self.news.tell(ChatsChanged())

    async def context_tokens(self, model: str) -> int:
        """How long a conversation with this model may be. Raises: `BackendError`."""
        return await self._asking.context_tokens(model)

    # How an answer comes about

    async def _model_of(self, chat_id: ChatId) -> str:
        chat = await self._store.chat(chat_id)
        return (chat.model if chat else None) or self._settings().model

    async def _keep_draft(self, chat: Chat) -> None:
        """A question clears the draft, which an edited one has nothing to do with."""
        try:
            await self._store.save_draft(chat.id, chat.draft)
        except StoreError as error:
            self.news.tell(SavingFailed(error))
