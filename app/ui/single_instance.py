"""One window per profile: a second start asks the first to show itself.

Imported after the first paint, or when a first instance is there: QtNetwork is not needed to show a window.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

ANSWER_WITHIN_MS = 3_000
_SHOW = b"show\n"


def _name(state: Path) -> str:
    return f"baleen-{hashlib.sha256(str(state).encode()).hexdigest()[:16]}"


def show_running(state: Path) -> bool:
    """Ask the instance that holds this profile to come to the front; False if it does not answer."""
    socket = QLocalSocket()
    socket.connectToServer(_name(state))
    if not socket.waitForConnected(ANSWER_WITHIN_MS):
        return False
    socket.write(_SHOW)
    socket.waitForBytesWritten(ANSWER_WITHIN_MS)
    return socket.waitForReadyRead(ANSWER_WITHIN_MS)


class RunningInstance(QObject):
    """Hears other starts. It understands "show" and nothing else (design: reliability S-14)."""

    show_requested = Signal()

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
        if socket.readAll().data() == _SHOW:
            self.show_requested.emit()
            socket.write(b"ok\n")
            socket.flush()
