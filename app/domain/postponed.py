"""A message that waits for the model that is to answer it."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.chat import ChatId


@dataclass(frozen=True, slots=True)
class Postponed:
    """The draft of this chat is to be sent when the model is there. The words are in the draft alone."""

    chat_id: ChatId | None
    """None: the chat that does not exist yet."""
    model: str
    """The tag that it waits for."""
