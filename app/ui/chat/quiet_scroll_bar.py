"""A scroll bar that keeps its place but shows nothing while there is nothing to scroll."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QScrollBar, QWidget


class QuietScrollBar(QScrollBar):
    """Always there, so that the column never changes its width when it overflows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.maximum() > self.minimum():
            super().paintEvent(event)
        else:
            QPainter(self).fillRect(event.rect(), self.palette().color(QPalette.ColorRole.Window))
