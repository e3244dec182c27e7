"""Notices answers that run in a circle, on screen or in the background."""

from __future__ import annotations

from app.domain.chat import MessageId
from app.render.repetition import RepetitionGuard


class LoopWatch:
    """Reads every answer while it is written; what is thought and what is answered may each be a loop."""

    def __init__(self) -> None:
        self._guards: dict[MessageId, tuple[RepetitionGuard, RepetitionGuard]] = {}

    def feed(self, message_id: MessageId, text: str, thinking: str) -> bool:
        """More of an answer. True once an answer: when a loop in it has become evident."""
        guards = self._guards.setdefault(message_id, (RepetitionGuard(), RepetitionGuard()))
        was_looping = self.is_looping(message_id)
        for guard, piece in zip(guards, (text, thinking), strict=True):
            if piece:
                guard.feed(piece)
        return self.is_looping(message_id) and not was_looping

    def is_looping(self, message_id: MessageId) -> bool:
        """Whether a loop was noticed in this answer."""
        return any(guard.is_repeating for guard in self._guards.get(message_id, ()))

    def forget(self, message_id: MessageId) -> None:
        """The answer has ended, or begins anew."""
        self._guards.pop(message_id, None)
