"""A reader of newline-delimited JSON that nothing can break.

Ours, because the library splits lines at U+0085 and U+2028 as well, and gives up at the first bad line
(design: reliability F12, F13).
"""

from __future__ import annotations

import json
from typing import Any

from app.domain.errors import BadAnswer
from app.llm.limits import MAX_ANSWER_BYTES, MAX_BAD_LINES, MAX_LINE_BYTES


class NdjsonReader:
    """Takes bytes in any cuts and gives the objects that are whole.

    Never raises. Lines that are no JSON object are counted in `bad_lines`; bytes that are no UTF-8 become U+FFFD.
    Once `fault` is set nothing more is read.
    """

    def __init__(
        self,
        *,
        max_line_bytes: int = MAX_LINE_BYTES,
        max_bytes: int = MAX_ANSWER_BYTES,
        max_bad_lines: int = MAX_BAD_LINES,
    ) -> None:
        self.fault: BadAnswer | None = None
        self.bad_lines = 0
        self.good_lines = 0
        self._max_line_bytes = max_line_bytes
        self._max_bad_lines = max_bad_lines
        self._bytes_left = max_bytes
        self._open_line = bytearray()

    def feed(self, data: bytes) -> list[dict[str, Any]]:
        """The objects whose last byte is in `data`, in order."""
        if self.fault:
            return []
        self._bytes_left -= len(data)
        *ends, rest = data.split(b"\n")
        objects = []
        for end in ends:
            self._open_line += end
            objects += self._close_line()
        self._open_line += rest
        if self._bytes_left < 0:
            self._give_up("answer too long")
        elif len(self._open_line) > self._max_line_bytes:
            self._give_up("line too long")
        return objects

    def finish(self) -> list[dict[str, Any]]:
        """The object of the last line, if it is whole though no line feed follows."""
        objects = [] if self.fault else self._close_line()
        if self.bad_lines and not self.good_lines and not self.fault:
            self._give_up("no line was JSON")
        return objects

    def _close_line(self) -> list[dict[str, Any]]:
        line = bytes(self._open_line)
        self._open_line.clear()
        if self.fault or not line.strip():
            return []
        if len(line) > self._max_line_bytes:
            self._give_up("line too long")
            return []
        found = _parse(line)
        if found is None:
            self.bad_lines += 1
            if self.bad_lines > self._max_bad_lines:
                self._give_up("too many lines were not JSON")
            return []
        self.good_lines += 1
        return [found]

    def _give_up(self, reason: str) -> None:
        self.fault = BadAnswer(reason)
        self._open_line.clear()


def _parse(line: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):  # RecursionError: thousands of nested brackets
        return None
    return found if isinstance(found, dict) else None
