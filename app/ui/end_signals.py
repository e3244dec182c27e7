"""Logout, Ctrl+C and a closed terminal, as a Qt signal."""

from __future__ import annotations

import signal
import socket
import sys

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

POLL_MS = 500


class EndSignals(QObject):
    """Tells when the system asks the program to end (SIGTERM, SIGINT, SIGHUP). One a process, on the main thread."""

    arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        if sys.platform == "win32":
            signal.signal(signal.SIGINT, lambda *_: self.arrived.emit())
            # Python runs its handlers only between byte codes: a timer gives it some.
            self._timer = QTimer(self, interval=POLL_MS)
            self._timer.timeout.connect(lambda: None)
            self._timer.start()
            return
        self._numbers = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
        self._receiver, self._sender = socket.socketpair()
        for end in (self._receiver, self._sender):
            end.setblocking(False)
        # The C++ loop waits without running byte code, so the C-level handler must wake it through a socket.
        signal.set_wakeup_fd(self._sender.fileno(), warn_on_full_buffer=False)
        for number in self._numbers:
            signal.signal(number, lambda *_: None)
        self._notifier = QSocketNotifier(self._receiver.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_bytes)

    def _on_bytes(self) -> None:
        if self._numbers & set(self._receiver.recv(64)):
            self.arrived.emit()
