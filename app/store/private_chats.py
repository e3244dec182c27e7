"""Chats that are never written down: beside the kept ones, in memory, gone with the program."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Mapping

from app.domain.chat import PRIVATE_FROM, Chat, ChatId, ExportedChat, Message, MessageId, is_private
from app.domain.models import ModelUsage
from app.domain.ports import KeptChatStore
from app.store.chats import SqliteChatStore
from app.store.database import Database, connect
from app.store.migrations import migrate


class ChatsWithPrivate:
    """Implements `domain.ports.ChatStore`: every call goes to the store that its chat or message lives in.

    The memory of private chats is made with the first of them. Export and figures about models know only kept chats.
    """

    def __init__(self, kept: KeptChatStore) -> None:
        self._kept = kept
        self._private: SqliteChatStore | None = None
        self._database: Database | None = None
        self._opening = asyncio.Lock()

    async def close(self) -> None:
        """Forget all private chats. Safe to call twice."""
        self._private = None
        if self._database is not None:
            await self._database.close()

    async def create_private_chat(self, title: str, model: str | None) -> Chat:
        async with self._opening:
            if self._private is None:
                self._database = await Database.open(_connect)
                self._private = SqliteChatStore(self._database)
        return await self._private.create_chat(title, model)

    async def chats(self) -> tuple[Chat, ...]:
        """See `ChatStore`. Of chats that are pinned alike the private ones come first."""
        kept = await self._kept.chats()
        private = await self._private.chats() if self._private else ()
        return tuple(sorted((*private, *kept), key=lambda chat: not chat.is_pinned))

    async def chat(self, chat_id: ChatId) -> Chat | None:
        # Private chats of an earlier run are asked for in vain, without an error.
        return None if is_private(chat_id) and self._private is None else await self._of(chat_id).chat(chat_id)

    async def create_chat(self, title: str, model: str | None, continues: ChatId | None = None) -> Chat:
        """See `ChatStore`. What goes on with a private chat is private."""
        return await self._of(continues).create_chat(title, model, continues)

    async def rename_chat(self, chat_id: ChatId, title: str) -> None:
        await self._of(chat_id).rename_chat(chat_id, title)

    async def pin_chat(self, chat_id: ChatId, pinned: bool) -> None:
        await self._of(chat_id).pin_chat(chat_id, pinned)

    async def choose_model(self, chat_id: ChatId, model: str) -> None:
        await self._of(chat_id).choose_model(chat_id, model)

    async def save_draft(self, chat_id: ChatId | None, text: str) -> None:
        await self._of(chat_id).save_draft(chat_id, text)

    async def save_edit(self, chat_id: ChatId, question_id: MessageId | None, text: str) -> None:
        await self._of(chat_id).save_edit(chat_id, question_id, text)

    async def new_chat_draft(self) -> str:
        return await self._kept.new_chat_draft()

    async def delete_chat(self, chat_id: ChatId) -> None:
        await self._of(chat_id).delete_chat(chat_id)

    async def restore_chat(self, chat_id: ChatId) -> None:
        await self._of(chat_id).restore_chat(chat_id)

    async def path(self, chat_id: ChatId) -> tuple[Message, ...]:
        return await self._of(chat_id).path(chat_id)

    async def message(self, message_id: MessageId) -> Message | None:
        return await self._of(message_id).message(message_id)

    async def add_question(
        self, chat_id: ChatId, parent_id: MessageId | None, text: str, model: str
    ) -> tuple[Message, Message]:
        return await self._of(chat_id).add_question(chat_id, parent_id, text, model)

    async def add_answer(self, question_id: MessageId, model: str) -> Message:
        return await self._of(question_id).add_answer(question_id, model)

    async def save_answer(self, message: Message) -> None:
        await self._of(message.chat_id).save_answer(message)

    async def select(self, message_id: MessageId) -> None:
        await self._of(message_id).select(message_id)

    async def delete_from(self, message_id: MessageId) -> None:
        await self._of(message_id).delete_from(message_id)

    async def undelete_from(self, message_id: MessageId) -> None:
        await self._of(message_id).undelete_from(message_id)

    async def branch(self, message_id: MessageId, title: str) -> Chat:
        return await self._of(message_id).branch(message_id, title)

    async def search(self, words: str, limit: int = 200) -> tuple[tuple[ChatId, str], ...]:
        private = await self._private.search(words, limit) if self._private else ()
        return (*private, *await self._kept.search(words, limit))[:limit]

    async def model_usage(self) -> Mapping[str, ModelUsage]:
        return await self._kept.model_usage()

    async def export(self) -> tuple[ExportedChat, ...]:
        return await self._kept.export()

    def _of(self, name: int | None) -> KeptChatStore:
        """The store of a chat or a message."""
        return self._private if self._private is not None and is_private(name) else self._kept


def _connect() -> sqlite3.Connection:
    connection = connect(None)
    migrate(connection)
    connection.execute("PRAGMA temp_store=MEMORY")  # else SQLite may sort in a file
    for table in ("chat", "message"):
        connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, PRIVATE_FROM))
    return connection
