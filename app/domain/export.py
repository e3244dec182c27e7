"""The documented form in which chats leave Baleen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from app.domain.chat import Chat, ChatId, ExportedChat, Message, MessageId, Role, State
from app.domain.errors import NewerSchema, NotAnExport, from_record, to_record
from app.domain.stream import Usage
from app.domain.text import clean_text

FORMAT = "baleen-export"
VERSION = 1


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of all chats that Baleen made by itself."""

    path: Path
    made_at: datetime


def to_export(chats: Iterable[ExportedChat]) -> dict[str, object]:
    """Chats as plain values for JSON. Times are ISO 8601 in UTC; ids count within the document.

    Every version of every message is there, each before what follows it; those with `selected` are, in this order,
    the conversation on screen. Fields may be added, never changed, while `version` stays 1.
    """
    return {"format": FORMAT, "version": VERSION, "chats": [_chat(exported) for exported in chats]}


def _chat(exported: ExportedChat) -> Mapping[str, object]:
    chat = exported.chat
    return {
        "id": chat.id,
        "title": chat.title,
        "created_at": chat.created_at.isoformat(),
        "updated_at": chat.updated_at.isoformat(),
        "model": chat.model,
        "pinned": chat.is_pinned,
        "draft": chat.draft,
        "messages": [_message(message, message.id in exported.selected_ids) for message in exported.messages],
    }


def _message(message: Message, is_selected: bool) -> Mapping[str, object]:
    return {
        "id": message.id,
        "parent": message.parent_id,
        "role": message.role.value,
        "text": message.text,
        "thinking": message.thinking,
        "state": message.state.value,
        "model": message.model,
        "created_at": message.created_at.isoformat(),
        "thinking_s": message.thinking_s,
        "usage": asdict(message.usage) if message.usage else None,
        "error": to_record(message.error) if message.error else None,
        "left_out": message.left_out,
        "selected": is_selected,
    }


def from_export(document: object) -> tuple[ExportedChat, ...]:
    """The chats of a document that `to_export` made, or a newer Baleen of the same version.

    Fields that are not known are left out, missing ones that can be done without have their default.
    Raises: `NotAnExport`, `NewerSchema`.
    """
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise NotAnExport("not an export of Baleen")
    version = document.get("version")
    if isinstance(version, int) and version > VERSION:
        raise NewerSchema(found=version, known=VERSION)
    try:
        return tuple(_read_chat(record) for record in _list(document["chats"]))
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise NotAnExport(f"{type(error).__name__}: {error}") from error


def _read_chat(record: Mapping[str, object]) -> ExportedChat:
    chat_id = ChatId(_int(record["id"]))
    messages: dict[int, Message] = {}
    selected: set[MessageId] = set()
    for each in _list(record["messages"]):
        message = _read_message(each, chat_id)
        if message.id in messages or (message.parent_id is not None and message.parent_id not in messages):
            raise ValueError(f"message {message.id} is out of place")
        messages[message.id] = message
        if each.get("selected") is True:
            selected.add(message.id)
    model = record.get("model")
    chat = Chat(
        id=chat_id,
        title=_text(record["title"]),
        created_at=_moment(record["created_at"]),
        updated_at=_moment(record.get("updated_at") or record["created_at"]),
        model=None if model is None else _text(model),
        draft=_text(record.get("draft", "")),
        is_pinned=record.get("pinned") is True,
    )
    return ExportedChat(chat, tuple(messages.values()), frozenset(selected))


def _read_message(record: Mapping[str, object], chat_id: ChatId) -> Message:
    parent, model, error = record["parent"], record.get("model"), record.get("error")
    usage, seconds = _record(record.get("usage")), record.get("thinking_s")
    known = {f.name for f in fields(Usage)}
    figures = {k: v for k, v in usage.items() if k in known and isinstance(v, int | float)} if usage else {}
    return Message(
        id=MessageId(_int(record["id"])),
        chat_id=chat_id,
        parent_id=None if parent is None else MessageId(_int(parent)),
        role=Role(_text(record["role"])),
        text=_text(record["text"]),
        state=State(_text(record["state"])),
        created_at=_moment(record["created_at"]),
        thinking=_text(record.get("thinking", "")),
        thinking_s=float(seconds) if isinstance(seconds, int | float) else None,
        model=None if model is None else _text(model),
        usage=Usage(**figures) if figures else None,  # type: ignore[arg-type]
        error=from_record(error) if isinstance(error, dict) else None,
        left_out=_int(record.get("left_out", 0)),
    )


def _record(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Mapping[str, object]]:
    if isinstance(value, list) and all(isinstance(each, dict) for each in value):
        return value
    raise TypeError("not a list of records")


def _text(value: object) -> str:
    if isinstance(value, str):
        return clean_text(value)
    raise TypeError("not a text")


def _int(value: object) -> int:
    if type(value) is int and 0 <= value < 2**62:
        return value
    raise TypeError("not a number")


def _moment(value: object) -> datetime:
    moment = datetime.fromisoformat(_text(value))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
