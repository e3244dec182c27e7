"""A reader of the events that a server in OpenAI's manner sends (`data: {…}`, WHATWG server-sent events)."""

from __future__ import annotations

from typing import Any

from app.domain.errors import BadAnswer
from app.llm.limits import MAX_ANSWER_BYTES, MAX_LINE_BYTES
from app.llm.ndjson import NdjsonReader

_UNTOLD = (b":", b"event:", b"id:", b"retry:")
"""Comments, which keep a connection alive, and fields that say nothing to us."""
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_FIELDS = (b"data:", b"error:")
"""llama.cpp told errors under a field of their own for a while."""


class EventReader:
    """Takes bytes in any cuts and gives the objects that are whole, as `NdjsonReader` does, which reads them.

    Never raises. A body that is no stream of events but one JSON object (some servers answer errors so) is given too.
    """

    def __init__(self, *, max_line_bytes: int = MAX_LINE_BYTES, max_bytes: int = MAX_ANSWER_BYTES) -> None:
        self.is_done = False
        """The server has said `[DONE]`."""
        self._objects = NdjsonReader(max_line_bytes=max_line_bytes, max_bytes=max_bytes)
        self._max_line_bytes = max_line_bytes
        self._open_line = bytearray()

    @property
    def fault(self) -> BadAnswer | None:
        """Set once the bytes make no sense any more; nothing more is read then."""
        return self._objects.fault

    def feed(self, data: bytes) -> list[dict[str, Any]]:
        """The objects whose last byte is in `data`, in order."""
        *ends, rest = data.split(b"\n")
        objects = []
        for end in ends:
            objects += self._take(bytes(self._open_line) + end)
            self._open_line.clear()
        self._open_line += rest
        if len(self._open_line) > self._max_line_bytes:
            objects += self._objects.feed(bytes(self._open_line))  # which refuses it
            self._open_line.clear()
        return objects

    def finish(self) -> list[dict[str, Any]]:
        """The object of the last line, if it is whole though no line feed follows."""
        last = bytes(self._open_line)
        self._open_line.clear()
        return self._take(last) + self._objects.finish()

    def _take(self, line: bytes) -> list[dict[str, Any]]:
        line = line.removeprefix(_BYTE_ORDER_MARK).strip()
        if not line or line.startswith(_UNTOLD):
            return []
        for field in _FIELDS:
            line = line.removeprefix(field).strip()
        if line == b"[DONE]":
            self.is_done = True
            return []
        return self._objects.feed(line + b"\n")
