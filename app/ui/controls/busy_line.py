"""A thin line on which something moves as long as nobody knows how long it takes."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import prefers_stillness, theme

_FRAME_MS = 40
_ROUND_MS = 1_600
_PIECE = 0.35
"""Of the length of the line."""


class BusyLine(QWidget):
    """Moves only while it can be seen, and never where the person asked for less motion."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._at_ms = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self._on_frame)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    @property
    def is_moving(self) -> bool:
        return self._timer.isActive()

    def sizeHint(self) -> QSize:
        return QSize(theme().scaled(180), theme().scaled(3))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not prefers_stillness():
            self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _on_frame(self) -> None:
        self._at_ms = (self._at_ms + _FRAME_MS) % _ROUND_MS
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        radius = whole.height() / 2
        painter.setBrush(QColor(theme().tokens.track))
        painter.drawRoundedRect(whole, radius, radius)
        piece = QRectF(self._place(whole.width()), 0, whole.width() * _PIECE, whole.height())
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            piece.moveRight(whole.width() - piece.left())
        painter.setBrush(QColor(theme().tokens.progress))
        painter.drawRoundedRect(piece.intersected(whole), radius, radius)

    def _place(self, width: float) -> float:
        """Where the piece begins: from before the line to behind it; in the middle where nothing moves."""
        if not self._timer.isActive():
            return width * (1 - _PIECE) / 2
        return width * (self._at_ms / _ROUND_MS * (1 + _PIECE) - _PIECE)
