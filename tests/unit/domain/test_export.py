"""The documented form of an export."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime

from app.domain.chat import Chat, ChatId, ExportedChat, Message, MessageId, Role, State
from app.domain.export import to_export
from app.domain.stream import Usage


def test_the_document_is_plain_and_complete() -> None:
    at = datetime(2026, 5, 4, 3, 2, 1, tzinfo=UTC)
    usage = Usage(1, 2, 3.0)
    message = Message(
        MessageId(2),
        ChatId(1),
        None,
        Role.USER,
        "hi",
        State.SENT,
        at,
        usage=usage,
        sibling_ids=(MessageId(2),),
    )
    document = to_export([ExportedChat(Chat(ChatId(1), "t", at, at), (message,), frozenset({MessageId(2)}))])
    assert json.loads(json.dumps(document)) == {
        "format": "baleen-export",
        "version": 1,
        "chats": [
            {
                "id": 1,
                "title": "t",
                "created_at": "2026-05-04T03:02:01+00:00",
                "updated_at": "2026-05-04T03:02:01+00:00",
                "model": None,
                "pinned": False,
                "draft": "",
                "messages": [
                    {
                        "id": 2,
                        "parent": None,
                        "role": "user",
                        "text": "hi",
                        "thinking": "",
                        "state": "sent",
                        "model": None,
                        "created_at": "2026-05-04T03:02:01+00:00",
                        "thinking_s": None,
                        "usage": asdict(usage),
                        "error": None,
                        "left_out": 0,
                        "selected": True,
                    }
                ],
            }
        ],
    }
    assert to_export([]) == {"format": "baleen-export", "version": 1, "chats": []}
