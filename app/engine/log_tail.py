"""Reads the log of our own server while it is being written."""

from __future__ import annotations

from pathlib import Path

from app.engine.server_log import PASSWORD

_SHOWN_BYTES = 256 * 1024
"""The end of the log that is shown at first; what led to a crash is in there."""


class LogTail:
    """Implements `domain.ports.EngineLogFile`."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read_to = 0
        self._number = 0
        self._begun = b""

    def folder(self) -> Path:
        return self._file.parent

    def read(self, *, from_start: bool) -> str:
        try:
            with self._file.open("rb") as file:
                # The server's log turns over: then there is another file under the name.
                status = self._file.stat()
                is_other = status.st_ino != self._number or status.st_size < self._read_to
                if from_start or is_other:
                    self._number = status.st_ino
                    self._read_to = max(0, status.st_size - _SHOWN_BYTES) if from_start else 0
                    self._begun = b""
                    file.seek(self._read_to)
                    if self._read_to:
                        self._read_to += len(file.readline())  # a line that is cut says nothing
                file.seek(self._read_to)
                new = file.read()
        except OSError:
            return ""
        self._read_to += len(new)
        whole, end, begun = (self._begun + new).rpartition(b"\n")
        self._begun = begun
        return PASSWORD.sub(r"\1***@", (whole + end).decode("utf-8", "replace"))
