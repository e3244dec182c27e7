"""Getting rows out of a damaged file, one by one by their key."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from app.domain.chat import title_from
from app.domain.errors import Damaged
from app.store.rows import checksum

MISSES = 2_000
"""So many keys in a row without a row end the search where the table's end cannot be read."""
_CHAT = (
    "id", "title", "created_at", "updated_at", "sequence", "model", "draft", "is_pinned", "leaf_id", "deleted_at",
    "continues_id", "edited_id", "edited_text",
)  # fmt: skip
_MESSAGE = (
    "id", "chat_id", "parent_id", "role", "text", "thinking", "crc32", "state", "created_at", "thinking_s", "model",
    "usage", "error", "left_out", "deleted_at", "deleted_with", "leaf_before",
)  # fmt: skip
_Row = dict[str, object]


def salvage(damaged: Path, into: sqlite3.Connection) -> int:
    """Copy every readable row over those of a backup (or into an empty database); how many.

    A message whose checksum is wrong is taken only where there is no other. Rows that lost their chat or the message
    above them are attached where they still make sense, so that no words are out of reach.
    """
    into.execute("PRAGMA foreign_keys=OFF")
    taken = 0
    try:
        with contextlib.closing(sqlite3.connect(f"{damaged.absolute().as_uri()}?mode=ro", uri=True)) as source:
            source.text_factory = lambda raw: raw.decode("utf-8", "replace")
            into.execute("BEGIN IMMEDIATE")
            taken += sum(_put(into, "chat", row) for row in _rows(source, "chat", _CHAT, _last(into, "chat")))
            for row in _rows(source, "message", _MESSAGE, _last(into, "message")):
                taken += _put_message(into, row)
            _mend(into)
            into.execute("COMMIT")
    except sqlite3.Error:
        # Nothing can be read, the first page for example: what the backup had is all there is.
        if into.in_transaction:
            into.execute("ROLLBACK")
        taken = 0
    finally:
        into.execute("PRAGMA foreign_keys=ON")
    return taken


def check_texts(connection: sqlite3.Connection, newest: int | None) -> None:
    """Compare the checksums of the newest messages, or of all for None. Raises: `Damaged`, `sqlite3.Error`."""
    rows = connection.execute(
        "SELECT id, text, thinking, crc32 FROM message ORDER BY id DESC LIMIT ?", (-1 if newest is None else newest,)
    )
    for id_, text, thinking, crc in rows:
        if checksum(text, thinking) != crc:
            raise Damaged(f"checksum of message {id_}")


def _rows(source: sqlite3.Connection, table: str, columns: tuple[str, ...], known_last: int) -> Iterator[_Row]:
    columns = _known_columns(source, table, columns)
    query = f"SELECT {', '.join(columns)} FROM {table} WHERE id=?"
    id_, misses = 0, 0
    last = _last(source, table)
    while misses < MISSES or id_ < max(last, known_last):
        id_ += 1
        try:
            row = source.execute(query, (id_,)).fetchone()
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_ERROR:
                return  # no such table
            row = None
        if row is None:
            misses += 1
        else:
            misses = 0
            yield dict(zip(columns, row, strict=True))


def _known_columns(source: sqlite3.Connection, table: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the columns that a file has which an older Baleen wrote; all where the file does not tell."""
    try:
        known = {row[1] for row in source.execute(f"PRAGMA table_info({table})")}
    except sqlite3.DatabaseError:
        return columns
    return tuple(column for column in columns if column in known) or columns


def _last(connection: sqlite3.Connection, table: str) -> int:
    try:
        found = connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0]
    except sqlite3.DatabaseError:
        return 0
    # A damaged page can hold any number; nobody wrote a hundred million messages.
    return found if isinstance(found, int) and 0 < found < 10**8 else 0


def _put_message(into: sqlite3.Connection, row: _Row) -> bool:
    text, thinking = str(row["text"]), str(row["thinking"])
    is_sound = row["crc32"] == checksum(text, thinking)
    if not is_sound and into.execute("SELECT 1 FROM message WHERE id=?", (row["id"],)).fetchone():
        return False
    return _put(into, "message", row | {"text": text, "thinking": thinking, "crc32": checksum(text, thinking)})


def _put(into: sqlite3.Connection, table: str, row: _Row) -> bool:
    """Insert or overwrite. The rules of the table refuse what damage made of a row."""
    names = ", ".join(row)
    marks = ", ".join("?" * len(row))
    changes = ", ".join(f"{name}=excluded.{name}" for name in row if name != "id")
    try:
        into.execute(
            f"INSERT INTO {table} ({names}) VALUES ({marks}) ON CONFLICT (id) DO UPDATE SET {changes}",
            tuple(row.values()),
        )
    except (sqlite3.IntegrityError, UnicodeEncodeError):
        return False
    return True


def _mend(connection: sqlite3.Connection) -> None:
    """Make the references true again."""
    lost = connection.execute(
        "SELECT DISTINCT chat_id FROM message WHERE chat_id NOT IN (SELECT id FROM chat)"
    ).fetchall()
    for (chat_id,) in lost:
        text, created_at = connection.execute(
            "SELECT text, created_at FROM message WHERE chat_id=? ORDER BY id LIMIT 1", (chat_id,)
        ).fetchone()
        connection.execute(
            "INSERT INTO chat (id, title, created_at, updated_at, sequence) "
            "VALUES (?1, ?2, ?3, ?3, (SELECT coalesce(max(sequence), 0) + 1 FROM chat))",
            (chat_id, title_from(text), created_at),
        )
    connection.execute(
        "UPDATE message AS child SET parent_id = "
        "(SELECT max(id) FROM message WHERE chat_id = child.chat_id AND id < child.id AND deleted_at IS NULL) "
        "WHERE parent_id IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM message WHERE id = child.parent_id AND chat_id = child.chat_id AND id < child.id)"
    )
    connection.execute(
        "UPDATE chat SET leaf_id = (SELECT max(id) FROM message WHERE chat_id = chat.id AND deleted_at IS NULL) "
        "WHERE NOT EXISTS "
        "(SELECT 1 FROM message WHERE id = chat.leaf_id AND chat_id = chat.id AND deleted_at IS NULL)"
    )
    connection.execute("UPDATE chat SET continues_id = NULL WHERE continues_id NOT IN (SELECT id FROM chat)")
    connection.execute(
        "UPDATE chat SET edited_id = NULL WHERE edited_id NOT IN (SELECT id FROM message WHERE chat_id = chat.id)"
    )
