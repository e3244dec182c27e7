"""What the server says about itself, and where it is kept."""

from __future__ import annotations

import os
import re
import threading
from collections import deque
from contextlib import suppress
from pathlib import Path

_LISTENING = re.compile(r'msg="Listening on (?:127\.0\.0\.1|0\.0\.0\.0|\[::\]):(\d{1,5}) \(version [^)]*\)"')
_FIELD = re.compile(r'(\w+)=("(?:[^"\\]|\\.)*"|\S*)')
_QUESTION = re.compile(r'^\[GIN\] [^|]*\| 200 \|[^"]*GET +"/api/(?:tags|ps|version)"$')

PASSWORD = re.compile(r"(://)[^/\s@\"']+@")
"""Name and password in an address, of a proxy for example: the server writes its settings into its log."""
_CAP_BYTES = 2 * 2**20
_TAIL_LINES = 60


def listening_port(line: str) -> int | None:
    """The port in the line that the server writes when it has one."""
    found = _LISTENING.search(line)
    return int(found[1]) if found else None


def compute_device(line: str) -> str | None:
    """The graphics card named by an `inference compute` line: empty for the processor, None for any other line.

    There is one such line for each card, the one with most free memory first.
    """
    if 'msg="inference compute"' not in line:
        return None
    fields = {name: value.strip('"') for name, value in _FIELD.findall(line)}
    return "" if fields.get("library") == "cpu" else fields.get("description") or fields.get("name", "")


def is_mere_question(line: str) -> bool:
    """Whether it says only that somebody asked how things are, as Baleen does every second, and was answered."""
    return _QUESTION.search(line) is not None


def _private(path: str, flags: int) -> int:
    """What the server says is nobody else's business."""
    return os.open(path, flags, 0o600)


class ServerLog:
    """Keeps the last lines in memory and up to twice `cap_bytes` in a file and the one before it.

    A disk that takes no more loses lines of the log, never the server: whoever writes here must not be held up or
    fail. Safe to call from several threads.
    """

    def __init__(self, path: Path, cap_bytes: int = _CAP_BYTES) -> None:
        self._path = path
        self._cap_bytes = cap_bytes
        self._tail: deque[str] = deque(maxlen=_TAIL_LINES)
        self._lock = threading.Lock()

    def write(self, line: str) -> None:
        """Add one line, given without its end. Names and passwords in addresses are left out."""
        line = PASSWORD.sub(r"\1***@", line)
        with self._lock:
            self._tail.append(line)
            with suppress(OSError):
                self._turn_over()
                with open(self._path, "a", encoding="utf-8", newline="\n", opener=_private) as file:
                    file.write(line + "\n")

    def last_lines(self) -> str:
        with self._lock:
            return "\n".join(self._tail)

    def _turn_over(self) -> None:
        try:
            size = self._path.stat().st_size
        except FileNotFoundError:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            return
        if size >= self._cap_bytes:
            self._path.replace(self._path.with_suffix(".1.log"))
