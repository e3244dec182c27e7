"""What happens in chats, as those who show them are told."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.chat import ChatId, Message, MessageId
from app.domain.errors import StoreError


@dataclass(frozen=True, slots=True)
class MessageAdded:
    """A message was stored at the end of its chat's path."""

    message: Message


@dataclass(frozen=True, slots=True)
class AnswerGrew:
    """More text of an answer; exactly one of the two texts is not empty."""

    chat_id: ChatId
    message_id: MessageId
    text: str = ""
    thinking: str = ""


@dataclass(frozen=True, slots=True)
class AnswerWasThinking:
    """What was told of an answer so far turned out to be its thinking; it goes on."""

    message: Message


@dataclass(frozen=True, slots=True)
class MessageChanged:
    """A message has another state, or its text was put right."""

    message: Message


@dataclass(frozen=True, slots=True)
class PathChanged:
    """Other messages are on screen now: a version was chosen, a part was deleted or brought back."""

    chat_id: ChatId


@dataclass(frozen=True, slots=True)
class ChatsChanged:
    """The list of chats is different."""


@dataclass(frozen=True, slots=True)
class SavingFailed:
    """Text could not be saved; it is still in memory."""

    error: StoreError


ChatNews = MessageAdded | AnswerGrew | AnswerWasThinking | MessageChanged | PathChanged | ChatsChanged | SavingFailed
