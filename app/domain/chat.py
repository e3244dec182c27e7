"""Chats and their messages, as values."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NewType

if TYPE_CHECKING:
    from datetime import datetime

    from app.domain.errors import AppError
    from app.domain.stream import Usage

ChatId = NewType("ChatId", int)
MessageId = NewType("MessageId", int)

PRIVATE_FROM = 2**30
"""Names of chats and messages above this are of private ones, which are never written down. Still an `int` of Qt."""
TITLE_LIMIT = 60
_NUMBERED = re.compile(r"\s*\(\d{1,2}\)$")


class Role(StrEnum):
    """Who wrote a message."""

    USER = "user"
    ASSISTANT = "assistant"


class State(StrEnum):
    """How far a message got. The values are stored and exported: never rename one."""

    SENT = "sent"
    """Written by the person and on disk."""
    STREAMING = "streaming"
    """Being written by a model. On the next start such a row becomes INTERRUPTED."""
    DONE = "done"
    STOPPED = "stopped"
    """The person pressed Stop; the text so far is kept."""
    INTERRUPTED = "interrupted"
    """The stream ended without the server saying that it was done, or the program died."""
    ERROR = "error"
    """The server refused or failed; `Message.error` says how."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a chat.

    Messages form a tree: `parent_id` is the message this one follows; siblings are versions of
    each other (an answer given again, a question edited).
    """

    id: MessageId
    chat_id: ChatId
    parent_id: MessageId | None
    role: Role
    text: str
    state: State
    created_at: datetime
    thinking: str = ""
    thinking_s: float | None = None
    """Seconds between the first and the last thought; None if there were none."""
    model: str | None = None
    """The tag that answered; None for the person's own messages."""
    usage: Usage | None = None
    error: AppError | None = None
    left_out: int = 0
    """How many of the oldest messages did not fit and were not sent for this answer."""
    sibling_ids: tuple[MessageId, ...] = ()
    """All versions of this message, oldest first, itself included."""


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat as the sidebar lists it."""

    id: ChatId
    title: str
    created_at: datetime
    updated_at: datetime
    """Time of the last message; the order of the list."""
    model: str | None = None
    """The tag chosen last in this chat."""
    draft: str = ""
    """Text in the composer that was not sent yet."""
    is_pinned: bool = False
    continues_id: ChatId | None = None
    """The chat that this one goes on with: its first question is asked with all that was said there."""
    edited_id: MessageId | None = None
    """The question that is being put in other words."""
    edited_text: str = ""
    """Its new words, so far."""


@dataclass(frozen=True, slots=True)
class ExportedChat:
    """A chat with every message of every branch.

    Each message stands before what follows it, versions oldest first, so every path reads in order.
    """

    chat: Chat
    messages: tuple[Message, ...]
    selected_ids: frozenset[MessageId] = frozenset()
    """The messages on screen."""


def is_private(name: int | None) -> bool:
    """Whether a chat, or a message, is in memory only and gone with the program."""
    return name is not None and name > PRIVATE_FROM


def title_from(text: str) -> str:
    """The title a chat gets from its first message: its first line that says something, shortened at a word."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    line = " ".join(line.lstrip("#>*- ").split()) or line
    if len(line) <= TITLE_LIMIT:
        return line
    head = line[: TITLE_LIMIT - 1]
    at_word = head.rsplit(" ", 1)[0] if " " in head[20:] else head
    return at_word.rstrip(",;:. ") + "…"


def title_of_branch(title: str, taken: Collection[str]) -> str:
    """The title of a chat that branches off: the same with the next free number, "Lisbon (2)" after "Lisbon"."""
    base = _NUMBERED.sub("", title).rstrip()
    number = 2
    while f"{base} ({number})".lstrip() in taken:
        number += 1
    return f"{base} ({number})".lstrip()
