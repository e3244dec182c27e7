"""Shapes that several controls paint."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from app.ui.theme import theme


def fill(painter: QPainter, rect: QRectF, radius: float, ground: str | None, border: str | None = None) -> None:
    """A rounded rectangle; `ground` and `border` (one pixel, inside) are token names, None leaves them out."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    tokens = theme().tokens
    painter.setBrush(QColor(getattr(tokens, ground)) if ground else Qt.BrushStyle.NoBrush)
    if border:
        painter.setPen(QPen(QColor(getattr(tokens, border)), 1))
        rect = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    else:
        painter.setPen(Qt.PenStyle.NoPen)
    painter.drawRoundedRect(rect, radius, radius)


SHADOW = 6
"""Pixels that a floating card leaves around itself for its shadow."""


def floating_card(painter: QPainter, rect: QRectF) -> None:
    """What floats over the window: a rounded card, `SHADOW` pixels smaller than the rectangle, in its soft shadow."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 6))
    card = rect.adjusted(SHADOW, SHADOW, -SHADOW, -SHADOW)
    for step in range(SHADOW, 0, -1):
        painter.drawRoundedRect(card.adjusted(-step, -step + 2, step, step), 12 + step, 12 + step)
    fill(painter, card, 12, "surface", "border")


def focus_ring(painter: QPainter, rect: QRectF, radius: float, colour: str = "focus") -> None:
    """The ring of keyboard focus: two pixels, inside the shape."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(getattr(theme().tokens, colour)), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius - 1, radius - 1)


def draw_centred(painter: QPainter, rect: QRect, picture: QPixmap) -> None:
    """A picture in the middle of a rectangle, on whole pixels."""
    size = picture.deviceIndependentSize()
    x = rect.x() + round((rect.width() - size.width()) / 2)
    y = rect.y() + round((rect.height() - size.height()) / 2)
    painter.drawPixmap(QPointF(x, y), picture)


def mirrored(widget: QWidget, rect: QRect) -> QRect:
    """The rectangle where people read from right to left: on the other side of the widget."""
    if widget.layoutDirection() is Qt.LayoutDirection.LeftToRight:
        return rect
    return QRect(widget.width() - rect.right() - 1, rect.y(), rect.width(), rect.height())
