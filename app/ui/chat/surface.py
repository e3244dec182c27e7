"""What the transcript is painted on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget


class Surface(QWidget):
    """The viewport; says when the mouse left it."""

    left = Signal()

    def leaveEvent(self, event: QEvent) -> None:
        self.left.emit()
