"""Notices answers that run in a circle, on screen or in the background."""

from __future__ import annotations

from app.domain.chat import MessageId
from app.render.repetition import RepetitionGuard

AT_ONCE = 240
"""Characters that are read together: a loop is thousands of them long, and each look costs a piece of a frame."""


class _Reader:
    """Reads one of the two texts of an answer, some sentences at a time."""

    def __init__(self) -> None:
        self.guard = RepetitionGuard()
        self._unread: list[str] = []
        self._unread_size = 0

    def feed(self, text: str) -> None:
        self._unread.append(text)
        self._unread_size += len(text)
        if self._unread_size >= AT_ONCE:
            self.guard.feed("".join(self._unread))
            self._unread.clear()
            self._unread_size = 0


class LoopWatch:
    """Reads every answer while it is written; what is thought and what is answered may each be a loop."""

    def __init__(self) -> None:
        self._readers: dict[MessageId, tuple[_Reader, _Reader]] = {}

    def feed(self, message_id: MessageId, text: str, thinking: str) -> bool:
        """More of an answer. True once an answer: when a loop in it has become evident."""
        readers = self._readers.get(message_id)
        if readers is None:
            readers = self._readers[message_id] = (_Reader(), _Reader())
        was_looping = self.is_looping(message_id)
        for reader, piece in zip(readers, (text, thinking), strict=True):
            if piece:
                reader.feed(piece)
        return self.is_looping(message_id) and not was_looping

    def is_looping(self, message_id: MessageId) -> bool:
        """Whether a loop was noticed in this answer."""
        return any(reader.guard.is_repeating for reader in self._readers.get(message_id, ()))

    def forget(self, message_id: MessageId) -> None:
        """The answer has ended, or begins anew."""
        self._readers.pop(message_id, None)
