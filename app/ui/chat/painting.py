"""Painting the parts that are on the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter

from app.ui.chat.column import Place
from app.ui.chat.parts import Mark, RenderContext, WidgetPart


def paint_places(
    painter: QPainter,
    dirty: QRect,
    places: Iterable[Place],
    context: RenderContext,
    column: QRect,
    top: int,
    marks_of: Callable[[Place], list[Mark]],
) -> None:
    """Paint what is `dirty` of a viewport whose upper edge is at `top` of the column, the ground included.

    Parts that were not laid out in time stay blank.
    """
    painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # each text has a direction of its own
    painter.fillRect(dirty, context.style.bg)
    x, width = column.x(), column.width()
    upper, lower = dirty.top(), dirty.bottom()
    for place in places:
        part = place.part
        y = place.y - top
        if y > lower or y + part.height <= upper:
            continue
        if isinstance(part, WidgetPart) or part.laid_out_width != width:
            continue
        painter.save()
        painter.translate(x, y)
        part.paint(painter, context, width, QRectF(dirty).translated(-x, -y), marks_of(place))
        painter.restore()
