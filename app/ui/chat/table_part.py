"""A table of an answer; what is wider than the column scrolls sideways."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from app.render.block import Block
from app.ui.chat.nesting import gap_before, indent, paint_nesting
from app.ui.chat.parts import Mark, RenderContext
from app.ui.chat.sideways import paint_bar
from app.ui.chat.style import ChatStyle
from app.ui.chat.table_document import fitted_columns, natural_columns, set_columns
from app.ui.chat.text_parts import BlockPart


class TablePart(BlockPart):
    """A table, or up to twenty rows of one. A chunk that goes on has the columns of the first."""

    __slots__ = ("_full_width", "_offset", "_room", "columns", "first")

    def __init__(self, block: Block, before: Block | None, style: ChatStyle, first: TablePart | None) -> None:
        super().__init__(block, before, style)
        self.first = first
        self.columns: list[int] = []
        self._full_width = 0
        self._offset = 0
        self._room = 0

    def lay_out(self, context: RenderContext, width: int) -> None:
        style = context.style
        space = indent(self.block.nesting, style)
        room = self._room = max(80, width - space)
        if self.first is not None:
            self.first.fit_columns(context, room)
            self.columns = self.first.columns
        else:
            self.columns = []
        self.fit_columns(context, room)
        assert self._document is not None
        self._full_width = set_columns(self._document, self.columns)
        self._document.setTextWidth(max(self._full_width, 40))
        gap = gap_before(self.before, self.block, style) + (0 if self.block.goes_on else style.px(2))
        self._origin = QPointF(space - self.offset, gap)
        bar = style.px(10) if self._full_width > room else 0
        self.height = gap + round(self._document.size().height()) + bar - (1 if self.block.goes_on else 0)
        self.laid_out_width = width

    def fit_columns(self, context: RenderContext, room: int) -> None:
        """Make the document and, unless they are known, the widths of the columns."""
        document = self._fill(context)
        if not self.columns:
            self.columns = fitted_columns(natural_columns(document, context.style), room)

    @property
    def offset(self) -> int:
        return self.first.offset if self.first is not None else self._offset

    def scroll_sideways(self, pixels: int) -> bool:
        if self.first is not None:
            return self.first.scroll_sideways(pixels)
        limit = max(0, self._full_width - self._room)
        new = max(0, min(limit, self._offset + pixels))
        is_moved = new != self._offset
        self._offset = new
        if is_moved:
            self.touch()
        return is_moved

    def paint(self, painter: QPainter, context: RenderContext, width: int, clip: QRectF, marks: list[Mark]) -> None:
        space = indent(self.block.nesting, context.style)
        self._origin = QPointF(space - self.offset, self._origin.y())
        room = width - space
        painter.save()
        painter.setClipRect(QRectF(space, 0, room, self.height).intersected(clip))
        self._draw(painter, context, clip, marks)
        painter.restore()
        if self._full_width > room:
            paint_bar(painter, context.style, QRectF(space, self.height - 8, room, 6), self.offset, self._full_width)
        if self.block.nesting:
            gap = gap_before(self.before, self.block, context.style)
            paint_nesting(painter, context.style, self.before, self.block, gap, self.height, width, is_rtl=False)
