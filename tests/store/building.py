"""Short ways to a store with something in it."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import replace
from pathlib import Path

from app.domain.chat import Chat, Message, State
from app.store.backup import check
from app.store.chats import SqliteChatStore
from app.store.opening import FILE_NAME, OpenedStore, open_store


@contextmanager
def fast_folder() -> Iterator[Path]:
    """A folder for a test that commits hundreds of times: in memory where the system has such a place."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as name:
        yield Path(name)


@asynccontextmanager
async def opened(data_dir: Path) -> AsyncIterator[OpenedStore]:
    """The store of a folder, closed at the end."""
    store = await open_store(data_dir)
    try:
        yield store
    finally:
        await store.close()


async def ask(store: SqliteChatStore, chat: Chat, question: str, answer: str) -> tuple[Message, Message]:
    """A question below what is on screen, with an answer that is done."""
    path = await store.path(chat.id)
    asked, empty = await store.add_question(chat.id, path[-1].id if path else None, question, "m")
    await store.save_answer(replace(empty, text=answer, state=State.DONE))
    return asked, replace(empty, text=answer, state=State.DONE)


async def texts(store: SqliteChatStore, chat: Chat) -> list[str]:
    """What is on screen."""
    return [message.text for message in await store.path(chat.id)]


async def fill(data_dir: Path, pairs: int, size: int = 200) -> list[str]:
    """A closed store with one chat of questions and answers; their texts in order."""
    written: list[str] = []
    async with opened(data_dir) as store:
        chat = await store.chats.create_chat("filled", "m")
        for number in range(pairs):
            pair = f"question {number}", f"answer {number} " + f"{number:04d} lorem ipsum ".ljust(30) * (size // 30)
            await ask(store.chats, chat, *pair)
            written += pair
    return written


def assert_sound(data_dir: Path, *, with_index: bool = True) -> None:
    """SQLite finds nothing wrong, and the index holds exactly the texts."""
    with closing(sqlite3.connect(data_dir / FILE_NAME, isolation_level=None)) as connection:
        check(connection)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        if with_index:
            for index in ("chat_index", "message_index"):
                connection.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
