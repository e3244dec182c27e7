"""A displayed formula: in the middle of the column, or its source where it cannot be drawn."""

from __future__ import annotations

import re
import time

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from app.render.block import Block
from app.ui.chat.block_renderer import plain_document
from app.ui.chat.maths_service import FormulaState, MathsImage
from app.ui.chat.nesting import gap_before, indent, paint_nesting
from app.ui.chat.parts import Mark, RenderContext
from app.ui.chat.sideways import paint_bar
from app.ui.chat.style import ChatStyle
from app.ui.chat.text_parts import BlockPart

_TALL = re.compile(r"\\(?:[dt]?frac|sum|int|prod|lim|binom|sqrt|begin|under|over|big)")
_ROW, _TALL_ROW, _AROUND = 22, 40, 8


class MathsPart(BlockPart):
    """Leaves its place free while the formula is written and drawn; where that takes long, its source stands there,
    quietly and in the font of code.
    """

    __slots__ = ("_image", "_offset", "_room", "_since")

    def __init__(self, block: Block, before: Block | None, style: ChatStyle) -> None:
        super().__init__(block, before, style)
        self.height = gap_before(before, block, style) + _estimated_height(block.source, style)
        self._since = time.monotonic()
        """When it began to wait for its drawing."""
        self._image: MathsImage | None = None
        self._offset = 0
        self._room = 0

    def drop(self) -> None:
        super().drop()
        self._image = None

    def lay_out(self, context: RenderContext, width: int) -> None:
        style = context.style
        gap = gap_before(self.before, self.block, style)
        space = indent(self.block.nesting, style)
        self._room = width - space
        self.laid_out_width = width
        state, self._image = FormulaState.PENDING, None
        if self.block.is_closed:
            state = FormulaState.FAILED
            if self.block.source:
                state, self._image = context.formulas.image(self.block.source, is_display=True)
        if self._image is not None:
            bar = style.px(10) if self._image.width > self._room else 0
            self.height = gap + round(self._image.height) + style.px(_AROUND) + bar
            self._document = None
        elif state is FormulaState.FAILED:
            self._show_source(style, space, gap, style.text)
            self.height = gap + self._source_height
        else:
            self._document = None
            self.height = gap + _estimated_height(self.block.source, style)
            if context.formulas.has_waited(self._since):
                self._show_source(style, space, gap, style.text3)
                self.height = max(self.height, gap + self._source_height)

    def _show_source(self, style: ChatStyle, space: int, gap: int, colour: QColor) -> None:
        self._document = plain_document(self.block.source, style.mono, style, colour)
        self._document.setTextWidth(max(40, self._room))
        self._origin = QPointF(space, gap)

    @property
    def _source_height(self) -> int:
        return round(self._document.size().height()) if self._document is not None else 0

    def scroll_sideways(self, pixels: int) -> bool:
        limit = max(0, round(self._image.width) - self._room) if self._image else 0
        new = max(0, min(limit, self._offset + pixels))
        is_moved = new != self._offset
        self._offset = new
        if is_moved:
            self.touch()
        return is_moved

    def text(self) -> str:
        return "\ufffc" if self._image is not None else super().text()

    def copied(self, start: int, end: int) -> str:
        if self._document is None:
            return f"$$\n{self.block.source}\n$$" if end > start else ""
        return super().copied(start, end)

    def position_at(self, x: float, y: float) -> int:
        if self._image is None:
            return super().position_at(x, y)
        return int(x > self._room / 2)

    def paint(self, painter: QPainter, context: RenderContext, width: int, clip: QRectF, marks: list[Mark]) -> None:
        if self._image is None:
            super().paint(painter, context, width, clip, marks)
            return
        style = context.style
        gap = gap_before(self.before, self.block, style)
        space = indent(self.block.nesting, style)
        x = space + max(0.0, (self._room - self._image.width) / 2) - self._offset
        target = QRectF(round(x), gap + style.px(4), self._image.width, self._image.height)
        painter.save()
        painter.setClipRect(QRectF(space, 0, self._room, self.height))
        for mark in marks:
            if mark.start < mark.end:
                painter.fillRect(target, mark.ground)
        painter.drawImage(target, self._image.image)
        painter.restore()
        if self._image.width > self._room:
            track = QRectF(space, self.height - 8, self._room, 6)
            paint_bar(painter, style, track, self._offset, round(self._image.width))
        if self.block.nesting:
            paint_nesting(painter, style, self.before, self.block, gap, self.height, width, is_rtl=False)
        painter.setPen(Qt.PenStyle.NoPen)


def _estimated_height(tex: str, style: ChatStyle) -> int:
    """About how high the drawing will be."""
    rows = 1 + tex.count("\\\\")
    return rows * style.px(_TALL_ROW if _TALL.search(tex) else _ROW) + style.px(_AROUND)
