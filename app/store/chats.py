"""Chats in SQLite: the real `domain.ports.ChatStore`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from app.domain.chat import Chat, ChatId, ExportedChat, Message, MessageId, Role
from app.domain.errors import DiskFull, Locked, ReadOnly, StoreBug
from app.domain.models import ModelUsage
from app.domain.text import clean_text
from app.store import messages, search
from app.store.clock import utc_now
from app.store.database import Database
from app.store.rescue import Rescue, RescuedText, answer_key, draft_key
from app.store.rows import SELECT_CHAT, microseconds, to_chat, write_answer
from app.store.usage import read_usage

T = TypeVar("T")


class SqliteChatStore:
    """Keeps chats. Text is cleaned on its way in (`domain.text.clean_text`).

    Names of chats and messages that do not exist raise `StoreBug`. When the disk refuses words of the person or of
    an answer, they go to the rescue file before the error is raised.
    """

    def __init__(self, database: Database, rescue: Rescue | None = None, now: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._rescue = rescue
        self._now = now

    async def chats(self) -> tuple[Chat, ...]:
        """See `ChatStore`. The order is that of the last messages, whatever the clock said."""
        return await self._database.read(
            lambda c: tuple(
                to_chat(row)
                for row in c.execute(f"{SELECT_CHAT} WHERE deleted_at IS NULL ORDER BY is_pinned DESC, sequence DESC")
            )
        )

    async def chat(self, chat_id: ChatId) -> Chat | None:
        return await self._database.read(lambda c: _read_chat(c, chat_id))

    async def create_chat(self, title: str, model: str | None, continues: ChatId | None = None) -> Chat:
        return await self._database.run(lambda c: _living_chat(c, self._create(c, title, model, continues)))

    async def rename_chat(self, chat_id: ChatId, title: str) -> None:
        await self._update(chat_id, "title=?", clean_text(title))

    async def pin_chat(self, chat_id: ChatId, pinned: bool) -> None:
        await self._update(chat_id, "is_pinned=?", int(pinned))

    async def choose_model(self, chat_id: ChatId, model: str) -> None:
        await self._update(chat_id, "model=?", clean_text(model))

    async def save_draft(self, chat_id: ChatId | None, text: str) -> None:
        draft = clean_text(text)
        if chat_id is None:
            await self._database.run(lambda c: c.execute("UPDATE new_chat SET draft=?", (draft,)))
            return
        await self._keep(
            lambda c: _update_chat(c, chat_id, "draft=?", draft),
            RescuedText(draft_key(chat_id), chat_id, draft),
        )

    async def save_edit(self, chat_id: ChatId, question_id: MessageId | None, text: str) -> None:
        edited = clean_text(text)

        def work(connection: sqlite3.Connection) -> None:
            _living_chat(connection, chat_id)
            connection.execute(
                "UPDATE chat SET edited_id=(SELECT id FROM message WHERE id=? AND chat_id=chat.id), edited_text=? "
                "WHERE id=?",
                (question_id, edited, chat_id),
            )

        await self._database.run(work)

    async def new_chat_draft(self) -> str:
        return await self._database.read(lambda c: str(c.execute("SELECT draft FROM new_chat").fetchone()[0]))

    async def delete_chat(self, chat_id: ChatId) -> None:
        await self._update(chat_id, "deleted_at=?", microseconds(self._now()))

    async def restore_chat(self, chat_id: ChatId) -> None:
        def work(connection: sqlite3.Connection) -> None:
            connection.execute("UPDATE chat SET deleted_at=NULL WHERE id=?", (chat_id,))
            _living_chat(connection, chat_id)

        await self._database.run(work)

    async def path(self, chat_id: ChatId) -> tuple[Message, ...]:
        return await self._database.read(lambda c: messages.read_path(c, chat_id))

    async def message(self, message_id: MessageId) -> Message | None:
        return await self._database.read(lambda c: messages.read_message(c, message_id))

    async def add_question(
        self, chat_id: ChatId, parent_id: MessageId | None, text: str, model: str
    ) -> tuple[Message, Message]:
        question_text = clean_text(text)

        def work(connection: sqlite3.Connection) -> tuple[Message, Message]:
            _living_chat(connection, chat_id)
            if parent_id is not None and messages.living(connection, parent_id).chat_id != chat_id:
                raise StoreBug(f"message {parent_id} is not of chat {chat_id}")
            now = microseconds(self._now())
            question = messages.insert(connection, chat_id, parent_id, Role.USER, question_text, model=None, now=now)
            answer = messages.insert(connection, chat_id, question, Role.ASSISTANT, "", model=model, now=now)
            connection.execute(
                "UPDATE chat SET draft='', edited_id=NULL, edited_text='', model=? WHERE id=?", (model, chat_id)
            )
            return messages.living(connection, question), messages.living(connection, answer)

        return await self._keep(work, RescuedText(draft_key(chat_id), chat_id, question_text))

    async def add_answer(self, question_id: MessageId, model: str) -> Message:
        def work(connection: sqlite3.Connection) -> Message:
            question = messages.living(connection, question_id)
            if question.role is not Role.USER:
                raise StoreBug(f"message {question_id} is not a question")
            _living_chat(connection, question.chat_id)
            now = microseconds(self._now())
            answer = messages.insert(
                connection, question.chat_id, question_id, Role.ASSISTANT, "", model=model, now=now
            )
            return messages.living(connection, answer)

        return await self._database.run(work)

    async def save_answer(self, message: Message) -> None:
        """See `ChatStore`. Also of an answer that was deleted meanwhile, so that undoing that brings all of it back."""

        def work(connection: sqlite3.Connection) -> None:
            if not write_answer(connection, message):
                raise StoreBug(f"no message {message.id}")

        rescued = RescuedText(
            answer_key(message.id),
            message.chat_id,
            clean_text(message.text),
            clean_text(message.thinking),
            message.state,
        )
        await self._keep(work, rescued)

    async def select(self, message_id: MessageId) -> None:
        def work(connection: sqlite3.Connection) -> None:
            messages.living(connection, message_id)
            messages.show(connection, message_id)

        await self._database.run(work)

    async def delete_from(self, message_id: MessageId) -> None:
        """See `ChatStore`. If it was on screen, its newest other version is shown instead, else the chat ends above."""
        await self._database.run(
            lambda c: messages.delete(c, messages.living(c, message_id), microseconds(self._now()))
        )

    async def undelete_from(self, message_id: MessageId) -> None:
        """See `ChatStore`. What was on screen is on screen again; nothing happens if it is not deleted."""
        await self._database.run(lambda c: messages.undelete(c, message_id))

    async def branch(self, message_id: MessageId, title: str) -> Chat:
        """See `ChatStore`. The new chat has the model of the old one; an answer still growing stops in the copy."""

        def work(connection: sqlite3.Connection) -> Chat:
            source = messages.living(connection, message_id)
            chat_id = self._create(connection, title, _living_chat(connection, source.chat_id).model)
            messages.copy_path(connection, message_id, chat_id)
            return _living_chat(connection, chat_id)

        return await self._database.run(work)

    async def search(self, words: str, limit: int = 200) -> tuple[tuple[ChatId, str], ...]:
        """See `ChatStore`. A word is also found as part of a longer one; answers still growing are not searched."""
        return await self._database.read(lambda c: search.find(c, clean_text(words), limit))

    async def model_usage(self) -> Mapping[str, ModelUsage]:
        return await self._database.read(read_usage)

    async def export(self) -> tuple[ExportedChat, ...]:
        """See `ChatStore`. One consistent look, oldest chat first."""
        return await self._database.read(export_chats)

    def _create(
        self, connection: sqlite3.Connection, title: str, model: str | None, continues: ChatId | None = None
    ) -> ChatId:
        now = microseconds(self._now())
        added = connection.execute(
            "INSERT INTO chat (title, created_at, updated_at, sequence, model, continues_id) "
            "VALUES (?, ?, ?, (SELECT coalesce(max(sequence), 0) + 1 FROM chat), ?, ?)",
            (clean_text(title), now, now, model, continues),
        )
        return ChatId(added.lastrowid or 0)

    async def _update(self, chat_id: ChatId, assignment: str, value: object) -> None:
        await self._database.run(lambda c: _update_chat(c, chat_id, assignment, value))

    async def _keep(self, work: Callable[[sqlite3.Connection], T], words: RescuedText) -> T:
        """Do the work; if the disk refuses, put the words into the rescue file and raise all the same."""
        rescue = self._rescue
        try:
            result = await self._database.run(work)
        except (DiskFull, ReadOnly, Locked):
            if rescue:
                await self._database.outside(lambda _: rescue.keep(words))
            raise
        if rescue and rescue.has(words.key):
            await self._database.outside(lambda _: rescue.forget(words.key))
        return result


def export_chats(connection: sqlite3.Connection) -> tuple[ExportedChat, ...]:
    """Every living chat with its whole tree, oldest chat first."""
    chats = [to_chat(row) for row in connection.execute(f"{SELECT_CHAT} WHERE deleted_at IS NULL ORDER BY id")]
    return tuple(
        ExportedChat(
            chat,
            messages.read_tree(connection, chat.id),
            frozenset(MessageId(id_) for id_ in messages.path_ids(connection, messages.leaf(connection, chat.id))),
        )
        for chat in chats
    )


def _read_chat(connection: sqlite3.Connection, chat_id: ChatId) -> Chat | None:
    row = connection.execute(f"{SELECT_CHAT} WHERE id=? AND deleted_at IS NULL", (chat_id,)).fetchone()
    return to_chat(row) if row else None


def _living_chat(connection: sqlite3.Connection, chat_id: ChatId) -> Chat:
    chat = _read_chat(connection, chat_id)
    if chat is None:
        raise StoreBug(f"no chat {chat_id}")
    return chat


def _update_chat(connection: sqlite3.Connection, chat_id: ChatId, assignment: str, value: object) -> None:
    _living_chat(connection, chat_id)
    connection.execute(f"UPDATE chat SET {assignment} WHERE id=?", (value, chat_id))
