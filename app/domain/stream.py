"""What the stream of an answer is made of."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DoneReason(StrEnum):
    """Why the model stopped writing, in the server's words."""

    STOP = "stop"
    LENGTH = "length"
    """The memory of the model (its context) is full, or the answer reached its limit."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Usage:
    """What an answer cost, as the server measured it. Zero where the server said nothing."""

    prompt_tokens: int = 0
    """Length of everything that was sent, cached part included."""
    answer_tokens: int = 0
    """Thinking included."""
    answer_s: float = 0.0
    load_s: float = 0.0
    prompt_s: float = 0.0
    """Time for the part of the prompt that was not cached."""
    cached_tokens: int = 0
    """The part of the prompt that the server still knew from the last answer."""
    is_cut: bool = False
    """The model's memory was full before the answer was complete."""

    @property
    def tokens_per_s(self) -> float | None:
        """Writing speed; None when the server did not measure it."""
        return self.answer_tokens / self.answer_s if self.answer_tokens and self.answer_s else None


@dataclass(frozen=True, slots=True)
class ThinkingDelta:
    """More of the model's thinking."""

    text: str


@dataclass(frozen=True, slots=True)
class TextDelta:
    """More of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class TextWasThinking:
    """All that came as the answer so far was thinking: its end was marked, its beginning was not."""


@dataclass(frozen=True, slots=True)
class StreamDone:
    """The server's own word that the answer is complete. A stream without it was interrupted."""

    reason: DoneReason
    usage: Usage


StreamEvent = ThinkingDelta | TextDelta | TextWasThinking | StreamDone
