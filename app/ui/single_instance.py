"""One window per profile: a second start asks the first to show itself, and hands it the file it was given.

Imported after the first paint, or when a first instance is there: QtNetwork is not needed to show a window.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

ANSWER_WITHIN_MS = 3_000
_SHOW = b"show\n"
_OPEN = b"open "
_MOST_BYTES = 16_384
"""Longer than any path."""


def _name(state: Path) -> str:
    return f"baleen-{hashlib.sha256(str(state).encode()).hexdigest()[:16]}"


def show_running(state: Path, file: Path | None = None) -> bool:
    """Ask the instance that holds this profile to come to the front, and to open a file; False if it does not answer.

    The path is whole: the other one may have been started elsewhere.
    """
    socket = QLocalSocket()
    socket.connectToServer(_name(state))
    if not socket.waitForConnected(ANSWER_WITHIN_MS):
        return False
    socket.write(_SHOW if file is None else _OPEN + os.fsencode(file).hex().encode() + b"\n")
    socket.waitForBytesWritten(ANSWER_WITHIN_MS)
    return socket.waitForReadyRead(ANSWER_WITHIN_MS)


class RunningInstance(QObject):
    """Hears other starts. It understands "show" and "open", which leads to a question (design: reliability S-14)."""

    show_requested = Signal()
    file_given = Signal(str)

    def __init__(self, state: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        # A name left by a crash would keep us from listening; the lock says that nobody else is there.
        QLocalServer.removeServer(_name(state))
        self._server.listen(_name(state))
        self._server.newConnection.connect(self._on_connection)

    def _on_connection(self) -> None:
        while socket := self._server.nextPendingConnection():
            socket.readyRead.connect(lambda socket=socket: self._on_bytes(socket))
            socket.disconnected.connect(socket.deleteLater)

    def _on_bytes(self, socket: QLocalSocket) -> None:
        if socket.bytesAvailable() > _MOST_BYTES:
            socket.abort()
        if not socket.canReadLine():
            return
        line = bytes(socket.readLine().data())
        if line == _SHOW:
            self._show(socket)
        elif line.startswith(_OPEN) and (path := _path(line[len(_OPEN) :])):
            self._show(socket)
            self.file_given.emit(path)

    def _show(self, socket: QLocalSocket) -> None:
        self.show_requested.emit()
        socket.write(b"ok\n")
        socket.flush()


def _path(digits: bytes) -> str:
    """The path of a file that is there; empty for anything else."""
    try:
        path = Path(os.fsdecode(bytes.fromhex(digits.decode("ascii"))))
        return str(path) if path.is_absolute() and path.is_file() else ""
    except (ValueError, OSError):
        return ""
