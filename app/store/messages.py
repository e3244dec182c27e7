"""The tree of messages of a chat: rules on the connection, inside a transaction of the caller.

A message below a deleted one is always deleted too, so whatever is alive can be reached from the first message.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator

from app.domain.chat import ChatId, Message, MessageId, Role, State
from app.domain.errors import StoreBug
from app.store.rows import SELECT_MESSAGE, checksum, to_message

_BELOW = """
WITH RECURSIVE below (id) AS (
    VALUES (:id) UNION ALL SELECT message.id FROM message JOIN below ON message.parent_id = below.id
)
"""
_UPWARDS = """
WITH RECURSIVE up (id, parent) AS (
    SELECT id, parent_id FROM message WHERE id = :id
    UNION ALL SELECT message.id, message.parent_id FROM message JOIN up ON message.id = up.parent
)
"""


def path_ids(connection: sqlite3.Connection, leaf_id: int | None) -> list[int]:
    """The ids from the first message down to this one."""
    found = connection.execute(f"{_UPWARDS} SELECT id FROM up", {"id": leaf_id}).fetchall()
    return [id_ for (id_,) in reversed(found)]


def leaf(connection: sqlite3.Connection, chat_id: ChatId) -> int | None:
    """The last message on screen; None for an empty chat."""
    row = connection.execute("SELECT leaf_id FROM chat WHERE id=?", (chat_id,)).fetchone()
    return row[0] if row else None


def read_path(connection: sqlite3.Connection, chat_id: ChatId) -> tuple[Message, ...]:
    """The messages on screen, each with its versions."""
    versions = _versions(connection, chat_id)
    rows = connection.execute(
        f"{_UPWARDS} {SELECT_MESSAGE} WHERE id IN (SELECT id FROM up) ORDER BY id",
        {"id": leaf(connection, chat_id)},
    )
    return tuple(to_message(row, versions[row[2]]) for row in rows)


def read_tree(connection: sqlite3.Connection, chat_id: ChatId) -> tuple[Message, ...]:
    """Every message that is not deleted, each before what is below it, versions oldest first."""
    versions = _versions(connection, chat_id)
    rows = connection.execute(f"{SELECT_MESSAGE} WHERE chat_id=? AND deleted_at IS NULL", (chat_id,))
    by_id = {row[0]: to_message(row, versions[row[2]]) for row in rows}
    return tuple(by_id[id_] for id_ in _depth_first(versions))


def _versions(connection: sqlite3.Connection, chat_id: ChatId) -> defaultdict[int | None, list[int]]:
    """The ids below each message of a chat, oldest first; under None the first messages."""
    below: defaultdict[int | None, list[int]] = defaultdict(list)
    for id_, parent in connection.execute(
        "SELECT id, parent_id FROM message WHERE chat_id=? AND deleted_at IS NULL ORDER BY id", (chat_id,)
    ):
        below[parent].append(id_)
    return below


def _depth_first(below: defaultdict[int | None, list[int]]) -> Iterator[int]:
    waiting = below[None][::-1]
    while waiting:
        id_ = waiting.pop()
        yield id_
        waiting += below[id_][::-1]


def read_message(connection: sqlite3.Connection, message_id: MessageId) -> Message | None:
    """One message with its versions; None if it does not exist or is deleted."""
    row = connection.execute(f"{SELECT_MESSAGE} WHERE id=? AND deleted_at IS NULL", (message_id,)).fetchone()
    if row is None:
        return None
    return to_message(row, _versions(connection, ChatId(row[1]))[row[2]])


def living(connection: sqlite3.Connection, message_id: MessageId) -> Message:
    """The message. Raises: `StoreBug` when it is not there: callers name only messages that are on screen."""
    message = read_message(connection, message_id)
    if message is None:
        raise StoreBug(f"no message {message_id}")
    return message


def insert(
    connection: sqlite3.Connection,
    chat_id: ChatId,
    parent_id: MessageId | None,
    role: Role,
    text: str,
    *,
    model: str | None,
    now: int,
) -> MessageId:
    """A new message (an answer begins STREAMING) that is then the last one on screen; `text` is clean."""
    state = State.SENT if role is Role.USER else State.STREAMING
    added = connection.execute(
        "INSERT INTO message (chat_id, parent_id, role, text, crc32, state, created_at, model) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (chat_id, parent_id, role, text, checksum(text, ""), state, now, model),
    )
    connection.execute(
        "UPDATE chat SET leaf_id=?, updated_at=?, sequence=(SELECT max(sequence) + 1 FROM chat) WHERE id=?",
        (added.lastrowid, now, chat_id),
    )
    return MessageId(added.lastrowid or 0)


def show(connection: sqlite3.Connection, message_id: int) -> None:
    """Make this message and the newest below it the ones on screen."""
    last = message_id
    while True:
        row = connection.execute(
            "SELECT max(id) FROM message WHERE parent_id=? AND deleted_at IS NULL", (last,)
        ).fetchone()
        if row[0] is None:
            break
        last = row[0]
    connection.execute("UPDATE chat SET leaf_id=? WHERE id=(SELECT chat_id FROM message WHERE id=?)", (last, last))


def delete(connection: sqlite3.Connection, message: Message, now: int) -> None:
    """Hide a message and what is below it. If it was on screen, its newest other version is shown, else its parent."""
    last = leaf(connection, message.chat_id)
    was_shown = message.id in path_ids(connection, last)
    connection.execute(
        f"{_BELOW} UPDATE message SET deleted_at=:now, deleted_with=:id "
        "WHERE id IN (SELECT id FROM below) AND deleted_at IS NULL",
        {"id": message.id, "now": now},
    )
    if not was_shown:
        return
    connection.execute("UPDATE message SET leaf_before=? WHERE id=?", (last, message.id))
    others = [id_ for id_ in message.sibling_ids if id_ != message.id]
    if others:
        show(connection, others[-1])
    else:
        connection.execute("UPDATE chat SET leaf_id=? WHERE id=?", (message.parent_id, message.chat_id))


def undelete(connection: sqlite3.Connection, message_id: MessageId) -> None:
    """Bring back what `delete` hid, on screen if it was there. Below a deleted message it waits for that one."""
    row = connection.execute(
        "SELECT message.chat_id, message.leaf_before, parent.deleted_with "
        "FROM message LEFT JOIN message AS parent ON parent.id = message.parent_id "
        "WHERE message.id=?1 AND message.deleted_with=?1",
        (message_id,),
    ).fetchone()
    if row is None:
        return
    chat_id, leaf_before, above = row
    if above is not None:
        connection.execute("UPDATE message SET deleted_with=? WHERE deleted_with=?", (above, message_id))
        return
    connection.execute("UPDATE message SET deleted_at=NULL, deleted_with=NULL WHERE deleted_with=?", (message_id,))
    connection.execute("UPDATE message SET leaf_before=NULL WHERE id=?", (message_id,))
    if leaf_before is not None:
        connection.execute("UPDATE chat SET leaf_id=? WHERE id=?", (leaf_before, chat_id))


def copy_path(connection: sqlite3.Connection, message_id: MessageId, chat_id: ChatId) -> None:
    """Copy the messages down to this one into an empty chat. An answer still growing is interrupted in the copy."""
    parent: int | None = None
    for id_ in path_ids(connection, message_id):
        copied = connection.execute(
            "INSERT INTO message (chat_id, parent_id, role, text, thinking, crc32, state, created_at, thinking_s,"
            " model, usage, error, left_out) "
            "SELECT ?, ?, role, text, thinking, crc32, iif(state='streaming', 'interrupted', state), created_at,"
            " thinking_s, model, usage, error, left_out FROM message WHERE id=?",
            (chat_id, parent, id_),
        )
        parent = copied.lastrowid
    connection.execute("UPDATE chat SET leaf_id=? WHERE id=?", (parent, chat_id))
