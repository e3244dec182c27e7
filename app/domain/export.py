"""The documented form in which chats leave Baleen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from app.domain.chat import ExportedChat, Message
from app.domain.errors import to_record

FORMAT = "baleen-export"
VERSION = 1


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
