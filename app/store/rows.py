"""Rows of the database as values of the domain, and back."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from app.domain.chat import Chat, Message, MessageId, Role, State
from app.domain.errors import from_record, to_record
from app.domain.stream import Usage
from app.domain.text import clean_text

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_ROLES = {role.value: role for role in Role}
_STATES = {state.value: state for state in State}
_CHAT = "id, title, created_at, updated_at, model, draft, is_pinned, continues_id, edited_id, edited_text"
_MESSAGE = "id, chat_id, parent_id, role, text, state, created_at, thinking, thinking_s, model, usage, error, left_out"
SELECT_CHAT = f"SELECT {_CHAT} FROM chat"
SELECT_MESSAGE = f"SELECT {_MESSAGE} FROM message"


def microseconds(moment: datetime) -> int:
    """An aware time as the database keeps it, exactly."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(stored: int) -> datetime:
    """A stored time as an aware datetime in UTC."""
    return _EPOCH + timedelta(microseconds=stored)


def checksum(text: str, thinking: str) -> int:
    """What `message.crc32` must be."""
    return zlib.crc32(thinking.encode(), zlib.crc32(text.encode()))


def to_chat(row: Sequence[Any]) -> Chat:
    """The value of a row of `SELECT_CHAT`."""
    id_, title, created, updated, model, draft, is_pinned, continues_id, edited_id, edited_text = row
    return Chat(
        id=id_,
        title=title,
        created_at=moment(created),
        updated_at=moment(updated),
        model=model,
        draft=draft,
        is_pinned=bool(is_pinned),
        continues_id=continues_id,
        edited_id=edited_id,
        edited_text=edited_text,
    )


def to_message(row: Sequence[Any], sibling_ids: Iterable[int] = ()) -> Message:
    """The value of a row of `SELECT_MESSAGE`. The table is STRICT, so the columns have their types."""
    id_, chat_id, parent, role, text, state, created, thinking, thinking_s, model, usage, error, left_out = row
    return Message(
        id=id_,
        chat_id=chat_id,
        parent_id=parent,
        role=_ROLES[role],
        text=text,
        state=_STATES[state],
        created_at=moment(created),
        thinking=thinking,
        thinking_s=thinking_s,
        model=model,
        usage=to_usage(usage) if usage else None,
        error=from_record(json.loads(error)) if error else None,
        left_out=left_out,
        sibling_ids=tuple(map(MessageId, sibling_ids)),
    )


def write_answer(connection: sqlite3.Connection, message: Message) -> bool:
    """Write what `ChatStore.save_answer` may change; False when there is no such row."""
    text, thinking = clean_text(message.text), clean_text(message.thinking)
    changed = connection.execute(
        "UPDATE message SET text=?, thinking=?, crc32=?, state=?, thinking_s=?, usage=?, error=?, left_out=?, model=? "
        "WHERE id=?",
        (
            text,
            thinking,
            checksum(text, thinking),
            message.state,
            message.thinking_s,
            _json(asdict(message.usage)) if message.usage else None,
            _json(to_record(message.error)) if message.error else None,
            message.left_out,
            message.model,
            message.id,
        ),
    )
    return changed.rowcount == 1


def _json(record: Mapping[str, object]) -> str:
    # Clean after dumping: controls are escaped by then, only half characters are left to replace.
    return clean_text(json.dumps(record, ensure_ascii=False))


def to_usage(stored: str) -> Usage:
    """The value of the column `usage`; keys of a newer Baleen are left out."""
    known = {f.name for f in fields(Usage)}
    return Usage(**{key: value for key, value in json.loads(stored).items() if key in known})
