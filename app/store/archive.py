"""Chats come back: from an export, or from a backup."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from app.domain.chat import ChatId, ExportedChat, MessageId, State
from app.domain.errors import Damaged, NotAnExport
from app.domain.export import Backup, from_export
from app.domain.text import clean_text
from app.store.backup import Backups, time_of, verify
from app.store.chats import export_chats
from app.store.clock import utc_now
from app.store.database import Database, connect
from app.store.faults import translated
from app.store.migrations import migrate
from app.store.rows import checksum, microseconds, write_answer

_SQLITE = b"SQLite format 3\0"
_MOST_BYTES = 2**29
"""A larger text is no export of anybody's chats, and would fill the memory before it is known to be none."""


class SqliteChatArchive:
    """The real `domain.ports.ChatArchive` of one data folder."""

    def __init__(self, database: Database, data_dir: Path, back_up: Callable[[sqlite3.Connection], None]) -> None:
        self._database = database
        self._data_dir = data_dir
        self._back_up = back_up

    async def backups(self) -> tuple[Backup, ...]:
        """See `ChatArchive`."""
        return await asyncio.to_thread(
            lambda: tuple(Backup(path, time_of(path)) for path in Backups(self._data_dir, utc_now).newest_first())
        )

    async def back_up(self) -> None:
        """See `ChatArchive`."""
        await self._database.outside(self._back_up)

    async def read(self, path: Path) -> tuple[ExportedChat, ...]:
        """See `ChatArchive`."""
        return await asyncio.to_thread(read_chats_of, path)

    async def add(self, chats: Sequence[ExportedChat]) -> tuple[ChatId, ...]:
        """See `ChatArchive`."""
        return await self._database.run(lambda connection: add_chats(connection, chats))


def read_chats_of(path: Path) -> tuple[ExportedChat, ...]:
    """The chats of an export or of a backup, which is told by its first bytes. The file is not changed.

    Raises: `NotAnExport`, `NewerSchema`, other `StoreError` where it cannot be read.
    """
    with translated():
        with path.open("rb") as file:
            start = file.read(len(_SQLITE))
        if start == _SQLITE:
            return _read_backup(path)
        if path.stat().st_size > _MOST_BYTES:
            raise NotAnExport("too large")
        content = path.read_bytes()
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NotAnExport(str(error)) from error
    return from_export(document)


def _read_backup(path: Path) -> tuple[ExportedChat, ...]:
    """Through a copy: a backup of an older Baleen must be migrated before it can be read."""
    with tempfile.TemporaryDirectory(prefix="baleen-") as folder:
        copy = Path(folder) / "backup.sqlite"
        shutil.copyfile(path, copy)
        try:
            verify(copy)
            with closing(connect(copy)) as connection:
                migrate(connection)
                return export_chats(connection)
        except Damaged as error:
            raise NotAnExport(error.detail) from error


def add_chats(connection: sqlite3.Connection, chats: Sequence[ExportedChat]) -> tuple[ChatId, ...]:
    """Add the chats that are not there yet; the ids of those. A chat is there when one that was begun at the same
    moment has all of its messages. New ones stand in the list where their last message puts them.
    """
    added = tuple(_add(connection, chat) for chat in chats if not _is_there(connection, chat))
    if added:
        _put_in_order(connection, frozenset(added))
    return added


def _is_there(connection: sqlite3.Connection, exported: ExportedChat) -> bool:
    wanted = {
        (m.role.value, microseconds(m.created_at), checksum(clean_text(m.text), clean_text(m.thinking)))
        for m in exported.messages
    }
    found = connection.execute(
        "SELECT id FROM chat WHERE created_at=? AND deleted_at IS NULL", (microseconds(exported.chat.created_at),)
    ).fetchall()
    return any(
        wanted
        <= set(
            connection.execute(
                "SELECT role, created_at, crc32 FROM message WHERE chat_id=? AND deleted_at IS NULL", (id_,)
            )
        )
        for (id_,) in found
    )


def _add(connection: sqlite3.Connection, exported: ExportedChat) -> ChatId:
    chat = exported.chat
    row = connection.execute(
        "INSERT INTO chat (title, created_at, updated_at, sequence, model, draft, is_pinned) "
        "VALUES (?, ?, ?, (SELECT coalesce(max(sequence), 0) + 1 FROM chat), ?, ?, ?)",
        (
            clean_text(chat.title),
            microseconds(chat.created_at),
            microseconds(chat.updated_at),
            None if chat.model is None else clean_text(chat.model),
            clean_text(chat.draft),
            int(chat.is_pinned),
        ),
    )
    chat_id = ChatId(row.lastrowid or 0)
    new_ids: dict[int, int] = {}
    for message in exported.messages:
        inserted = connection.execute(
            "INSERT INTO message (chat_id, parent_id, role, text, crc32, state, created_at) "
            "VALUES (?, ?, ?, '', 0, 'streaming', ?)",  # what it says comes next, which also puts it into the index
            (
                chat_id,
                None if message.parent_id is None else new_ids[message.parent_id],
                message.role,
                microseconds(message.created_at),
            ),
        )
        new_id = new_ids[message.id] = inserted.lastrowid or 0
        state = State.INTERRUPTED if message.state is State.STREAMING else message.state
        write_answer(connection, replace(message, id=MessageId(new_id), state=state))
    shown = [m.id for m in exported.messages if m.id in exported.selected_ids] or [m.id for m in exported.messages]
    if shown:
        connection.execute("UPDATE chat SET leaf_id=? WHERE id=?", (new_ids[shown[-1]], chat_id))
    return chat_id


def _put_in_order(connection: sqlite3.Connection, added: frozenset[ChatId]) -> None:
    """Number all chats anew. Those that were there keep their order among themselves, whatever their clock said."""
    latest = 0
    places: list[tuple[int, int]] = []
    for id_, updated_at in connection.execute("SELECT id, updated_at FROM chat ORDER BY sequence").fetchall():
        latest = latest if id_ in added else max(latest, updated_at)
        places.append((updated_at if id_ in added else latest, id_))
    places.sort(key=lambda place: place[0])
    connection.executemany(
        "UPDATE chat SET sequence=? WHERE id=?", [(number, id_) for number, (_, id_) in enumerate(places, 1)]
    )
