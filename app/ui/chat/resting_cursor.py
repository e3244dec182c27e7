"""A cursor that stops blinking when nobody writes: each blink wakes the program and paints."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

REST_AFTER_MS = 10_000
"""As GTK does it by default; the cursor stays visible."""
_OF_THE_SYSTEM = -1
_WAKING = frozenset({QEvent.Type.KeyPress, QEvent.Type.InputMethod, QEvent.Type.FocusIn})


class RestingCursor(QObject):
    """Watches one field. The pace of blinking belongs to the whole application, in which one field has the focus."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._is_resting = False
        self._timer = QTimer(self, singleShot=True, interval=REST_AFTER_MS)
        self._timer.timeout.connect(self._rest)
        field.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _WAKING:
            self._wake()
            self._timer.start()
        elif kind is QEvent.Type.FocusOut:
            self._timer.stop()
            self._wake()
        return False

    def _rest(self) -> None:
        self._is_resting = True
        QApplication.setCursorFlashTime(0)

    def _wake(self) -> None:
        if self._is_resting:
            self._is_resting = False
            QApplication.setCursorFlashTime(_OF_THE_SYSTEM)
