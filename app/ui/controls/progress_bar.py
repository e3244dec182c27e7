"""How much is done, as a thin bar."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.theme import theme

HEIGHT_PX = 8


class ProgressBar(QWidget):
    """Parts of a whole beside each other, each in a colour of the theme; the rest is the track."""

    def __init__(self, *colours: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours = colours or ("progress",)
        self._parts: tuple[float, ...] = ()
        self.setFixedHeight(HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def set_parts(self, *parts: float) -> None:
        """Fractions of the whole, in the order of the colours."""
        if parts != self._parts:
            self._parts = parts
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        radius = whole.height() / 2
        painter.setBrush(QColor(theme().tokens.track))
        painter.drawRoundedRect(whole, radius, radius)
        left = 0.0
        for part, colour in zip(self._parts, self._colours, strict=False):
            if part <= 0:
                continue
            width = max(whole.height(), whole.width() * min(part, 1.0))
            piece = QRectF(left, 0, min(width, whole.width() - left), whole.height())
            if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
                piece.moveRight(whole.width() - left)
            painter.setBrush(QColor(getattr(theme().tokens, colour)))
            painter.drawRoundedRect(piece, radius, radius)
            left += piece.width() + 2
