"""What there is to know about one answer."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.chat import Message


@dataclass(frozen=True, slots=True)
class MessageDetails:
    """An answer, and the room its conversation had."""

    message: Message
    context_tokens: int | None
    """How long a conversation with its model may be now; None if the server does not say."""

    @property
    def used_tokens(self) -> int:
        """Length of the conversation with this answer at its end; 0 if it was not measured."""
        usage = self.message.usage
        return usage.prompt_tokens + usage.answer_tokens if usage else 0
