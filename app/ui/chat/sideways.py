"""The thin bar below code and tables that are wider than the column."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from app.ui.chat.style import ChatStyle


def paint_bar(painter: QPainter, style: ChatStyle, track: QRectF, offset: int, full_width: int) -> None:
    """Show which piece of `full_width` pixels is seen through `track`."""
    length = max(32.0, track.width() * track.width() / max(1, full_width))
    travel = max(1.0, full_width - track.width())
    x = track.x() + (track.width() - length) * min(1.0, offset / travel)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(style.tokens.track))
    radius = track.height() / 2
    painter.drawRoundedRect(QRectF(x, track.y(), length, track.height()), radius, radius)
