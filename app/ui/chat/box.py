"""The box around code."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen

from app.ui.chat.style import ChatStyle

_RADIUS = 12
_CAP = 2 * _RADIUS


def paint_box(painter: QPainter, style: ChatStyle, box: QRectF, clip: QRectF) -> None:
    """A rounded box with a border of one pixel.

    Round corners cost a millisecond on a big box: they are drawn only where they are seen, in two low caps.
    """
    middle = box.adjusted(0, _RADIUS, 0, -_RADIUS).intersected(clip)
    if not middle.isEmpty():
        painter.fillRect(middle, style.code_ground)
        painter.fillRect(QRectF(box.x(), middle.y(), 1, middle.height()), style.border)
        painter.fillRect(QRectF(box.right() - 1, middle.y(), 1, middle.height()), style.border)
    upper = QRectF(box.x(), box.y(), box.width(), _RADIUS)
    lower = QRectF(box.x(), box.bottom() - _RADIUS, box.width(), _RADIUS)
    for cap, shape in ((upper, QRectF(upper)), (lower, QRectF(lower))):
        if not cap.intersects(clip):
            continue
        shape.setHeight(2 * _CAP)
        if cap is lower:
            shape.moveBottom(box.bottom())
        painter.save()
        painter.setClipRect(cap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(style.border, 1))
        painter.setBrush(style.code_ground)
        painter.drawRoundedRect(shape.adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)
        painter.restore()
