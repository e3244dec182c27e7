"""A table of an answer; what is wider than the column scrolls sideways. Its first column is where its words begin."""

from __future__ import annotations

from weakref import WeakSet

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from app.render.block import Block
from app.render.direction import reads_right_to_left
from app.ui.chat.column_order import ColumnOrder
from app.ui.chat.nesting import gap_before, indent, paint_nesting
from app.ui.chat.parts import Mark, RenderContext
from app.ui.chat.sideways import paint_bar
from app.ui.chat.style import ChatStyle
from app.ui.chat.table_document import fitted_columns, natural_columns, outer_lines, set_columns
from app.ui.chat.text_parts import BlockPart

_MOST_MOVED = 12
"""Columns of a table that can be painted in another order: each by itself, which costs time for every cell."""


class TablePart(BlockPart):
    """A table, or up to twenty rows of one. All chunks of a table have the columns of the first.

    Those are as wide as the cells of every chunk that was ever laid out want them.
    """

    __slots__ = (
        "_fitted_to",
        "_followers",
        "_full_width",
        "_measured",
        "_offset",
        "_order",
        "_room",
        "_wants",
        "columns",
        "first",
    )

    def __init__(self, block: Block, before: Block | None, style: ChatStyle, first: TablePart | None) -> None:
        super().__init__(block, before, style)
        self.first = first
        self.columns: list[int] = []
        self._full_width = 0
        self._offset = 0
        self._room = 0
        self._order: ColumnOrder | None = None
        """Set where the table reads from right to left."""
        self._wants: tuple[int, list[tuple[int, int]]] = (0, [])
        """The size of letters, and how wide the cells of this chunk want the columns to be at that size."""
        self._measured = (0, "")
        """The size of letters and the words that were looked at last."""
        self._fitted_to = 0
        """The room for which the columns are."""
        self._followers: WeakSet[TablePart] = WeakSet()
        if first is not None:
            first._followers.add(self)
            first.laid_out_width = -1  # it has no end any more

    def lay_out(self, context: RenderContext, width: int) -> None:
        style = context.style
        space = indent(self.block.nesting, style)
        room = self._room = max(80, width - space)
        document = self._fill(context)
        first = self.first or self
        first.fit_columns(context, room, self)
        self.columns = first.columns
        self._full_width = set_columns(document, self.columns)
        document.setTextWidth(max(self._full_width, 40))
        self._is_rtl = len(self.columns) <= _MOST_MOVED and reads_right_to_left(self.block.source)
        self._order = ColumnOrder(document) if self._is_rtl else None
        gap = gap_before(self.before, self.block, style) + (0 if self.block.goes_on else style.px(2))
        before, after = outer_lines(document)
        above = before + 1 if self.block.goes_on else 0  # its upper line is the lower one of the chunk before it
        below = after - 1 if self.block.goes_on or self._followers else 0
        self._origin = QPointF(self._left(space), gap - above)
        bar = style.px(10) if self._full_width > room else 0
        self.height = gap + round(document.size().height()) - above - below + bar
        self.laid_out_width = width

    def fit_columns(self, context: RenderContext, room: int, asking: TablePart) -> None:
        """For the first chunk: make its columns right for the cells of one that is being laid out.

        Where that changes them, the other chunks follow within a moment.
        """
        size = context.style.body.pixelSize()
        is_changed = asking._measure(context, size)
        if self._wants[0] != size:
            is_changed = self._measure(context, size)
        if not is_changed and self._fitted_to == room:
            return
        self._fitted_to = room
        chunks = (self, *self._followers)
        wants = [chunk._wants[1] for chunk in chunks if chunk._wants[0] == size and chunk._wants[1]]
        natural = [
            (max(narrow for narrow, _ in column), max(width for _, width in column))
            for column in zip(*wants, strict=False)
        ]
        columns = fitted_columns(natural, room)
        if columns == self.columns:
            return
        self.columns = columns
        others = [chunk for chunk in chunks if chunk is not asking]
        for chunk in others:
            chunk.laid_out_width = -1
            chunk.touch()
        if others:
            context.formulas.look_again()

    def _measure(self, context: RenderContext, size: int) -> bool:
        """Look at the cells; returns whether they want other columns than before."""
        document = self._fill(context)
        if self._measured == (size, self.block.source) and not document.formula_sources:  # formulas may come late
            return False
        self._measured = (size, self.block.source)
        wants = (size, natural_columns(document, context.style))
        is_changed = wants != self._wants
        self._wants = wants
        return is_changed

    def _left(self, space: int) -> float:
        """Where the document begins: what is not seen hangs over the end of the column at which words end."""
        return self._room - self._full_width + self.offset if self._is_rtl else space - self.offset

    @property
    def offset(self) -> int:
        return self.first.offset if self.first is not None else self._offset

    def scroll_sideways(self, pixels: int) -> bool:
        if self.first is not None:
            return self.first.scroll_sideways(pixels)
        limit = max(0, self._full_width - self._room)
        new = max(0, min(limit, self._offset + (-pixels if self._is_rtl else pixels)))
        is_moved = new != self._offset
        self._offset = new
        if is_moved:
            self.touch()
        return is_moved

    def paint(self, painter: QPainter, context: RenderContext, width: int, clip: QRectF, marks: list[Mark]) -> None:
        space = indent(self.block.nesting, context.style)
        self._origin = QPointF(self._left(space), self._origin.y())
        room = width - space
        seen = QRectF(0 if self._is_rtl else space, 0, room, self.height)
        painter.save()
        painter.setClipRect(seen.intersected(clip))
        if self._order is None:
            self._draw(painter, context, clip, marks)
        else:
            self._draw_columns(self._order, painter, context, clip, marks)
        painter.restore()
        if (hidden := self._full_width - room) > 0:
            track = QRectF(seen.x(), self.height - 8, room, 6)
            paint_bar(
                painter, context.style, track, hidden - self.offset if self._is_rtl else self.offset, self._full_width
            )
        if self.block.nesting:
            gap = gap_before(self.before, self.block, context.style)
            paint_nesting(painter, context.style, self.before, self.block, gap, self.height, width, self._is_rtl)

    def _draw_columns(
        self, order: ColumnOrder, painter: QPainter, context: RenderContext, clip: QRectF, marks: list[Mark]
    ) -> None:
        seen = painter.clipBoundingRect()
        for left, right, move in order.moves():
            column = QRectF(self._origin.x() + left - 0.5, 0, right - left + 1, self.height)
            if not column.translated(move, 0).intersects(seen):
                continue
            painter.save()
            painter.translate(move, 0)
            painter.setClipRect(column, Qt.ClipOperation.IntersectClip)
            self._draw(painter, context, column.intersected(clip.translated(-move, 0)), marks)
            painter.restore()

    def _document_x(self, x: float) -> float:
        if self._order is None:
            return x
        return self._order.document_x(x - self._origin.x()) + self._origin.x()

    def position_at(self, x: float, y: float) -> int:
        return super().position_at(self._document_x(x), y)

    def link_at(self, x: float, y: float) -> str:
        return super().link_at(self._document_x(x), y)

    def rect_of(self, position: int) -> QRectF:
        rect = super().rect_of(position)
        if self._order is not None:
            rect.moveLeft(self._order.painted_x(rect.x() - self._origin.x()) + self._origin.x())
        return rect
