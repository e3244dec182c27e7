"""Parts that are drawn from a text document: paragraphs, headings, list items, quotes, the person's bubble."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QAbstractTextDocumentLayout, QPainter, QTextCharFormat, QTextCursor

from app.render.block import Block, Kind
from app.render.inline import has_open_mark
from app.render.plain_growth import plain_growth
from app.ui.chat.block_renderer import (
    BlockDocument,
    append_words,
    fill_document,
    plain_document,
)
from app.ui.chat.line_ends import keep_with_formulas
from app.ui.chat.marked_text import marked_text
from app.ui.chat.nesting import gap_before, indent, paint_nesting
from app.ui.chat.parts import Mark, Part, RenderContext
from app.ui.chat.style import BUBBLE_WIDTH, ChatStyle

_CHARACTERS_PER_LINE = 95
_OBJECT = "\ufffc"
_RTL = Qt.LayoutDirection.RightToLeft


class DocumentPart(Part):
    """A part with a document, made when it is first needed and freed when it has not been seen for long."""

    __slots__ = ("_document", "_origin")

    def __init__(self, height: int) -> None:
        super().__init__(height)
        self._document: BlockDocument | None = None
        self._origin = QPointF()
        """Where the document begins inside the part."""

    def drop(self) -> None:
        self._document = None
        self.laid_out_width = -1
        self.touch()

    def text(self) -> str:
        return self._document.toPlainText() if self._document is not None else ""

    def copied(self, start: int, end: int) -> str:
        if self._document is None:
            return ""
        text = utf16_slice(self._document.toPlainText(), 0, end)
        sources = iter(self._document.formula_sources)
        skipped = utf16_slice(text, 0, start).count(_OBJECT)
        for _ in range(skipped):
            next(sources, "")
        pieces = utf16_slice(text, start, end).split(_OBJECT)
        return "".join(
            piece + (next(sources, "") if index < len(pieces) - 1 else "") for index, piece in enumerate(pieces)
        )

    def position_at(self, x: float, y: float) -> int:
        if self._document is None:
            return 0
        point = QPointF(x, y) - self._origin
        return max(0, self._document.documentLayout().hitTest(point, Qt.HitTestAccuracy.FuzzyHit))

    def rect_of(self, position: int) -> QRectF:
        if self._document is None:
            return QRectF(0, 0, 1, self.height)
        block = self._document.findBlock(position)
        line = block.layout().lineForTextPosition(position - block.position())
        place = self._document.documentLayout().blockBoundingRect(block)
        if not line.isValid():
            return place.translated(self._origin)
        found = line.cursorToX(position - block.position())
        x = float(found[0] if isinstance(found, tuple) else found)  # type: ignore[arg-type]
        return QRectF(place.x() + x, place.y() + line.y(), 1, line.height()).translated(self._origin)

    def link_at(self, x: float, y: float) -> str:
        if self._document is None:
            return ""
        return self._document.documentLayout().anchorAt(QPointF(x, y) - self._origin)

    def _draw(self, painter: QPainter, context: RenderContext, clip: QRectF, marks: list[Mark]) -> None:
        document = self._document
        if document is None:
            return
        painter.save()
        painter.translate(self._origin)
        paint = QAbstractTextDocumentLayout.PaintContext()
        paint.palette = context.style.palette
        paint.clip = clip.translated(-self._origin)
        if marks:
            paint.selections = [self._selection(document, mark) for mark in marks]
        document.documentLayout().draw(painter, paint)
        painter.restore()

    def _selection(self, document: BlockDocument, mark: Mark) -> QAbstractTextDocumentLayout.Selection:
        selection = QAbstractTextDocumentLayout.Selection()
        cursor = QTextCursor(document)
        last = document.characterCount() - 1
        cursor.setPosition(min(mark.start, last))
        cursor.setPosition(min(mark.end, last), QTextCursor.MoveMode.KeepAnchor)
        char_format = QTextCharFormat()
        char_format.setBackground(mark.ground)
        selection.cursor = cursor
        selection.format = char_format
        return selection


class BlockPart(DocumentPart):
    """One block of an answer other than code."""

    __slots__ = ("_grown_by", "_has_moved", "_is_filled", "_is_rtl", "before", "block", "line_height")

    def __init__(self, block: Block, before: Block | None, style: ChatStyle) -> None:
        super().__init__(_estimate(block, before, style))
        self.block = block
        self.before = before
        self.line_height = style.line
        self._is_filled = False
        self._grown_by = ""
        """Plain words that are missing at the end of the document."""
        self._is_rtl = False
        self._has_moved = False
        """Whether a formula was moved to another line for the present width."""

    def copied_as_markdown(self, start: int, end: int) -> str:
        if self._document is None or self.block.kind is Kind.TABLE:
            return self.copied(start, end)
        return marked_text(self._document, start, end, is_heading=self.block.kind is Kind.HEADING)

    def set_block(self, block: Block, before: Block | None) -> None:
        """The block grew."""
        added = plain_growth(self.block, block) if self._is_filled and before is self.before else None
        if added is None:
            self.touch(self._unchanged_until(block))
            self._is_filled = False
            self._grown_by = ""
        else:
            self.touch(self.height - 2 * self.line_height)
            self._grown_by += added
        self.block = block
        self.before = before
        self.laid_out_width = -1

    def _unchanged_until(self, block: Block) -> int:
        """The height down to which the longer block looks as this one does: all but its last lines, as a rule."""
        old = self.block
        if block.kind is Kind.TABLE or not block.source.startswith(old.source) or has_open_mark(old.source):
            return 0
        return self.height - 2 * self.line_height

    def drop(self) -> None:
        super().drop()
        self._is_filled = False
        self._grown_by = ""

    def _fill(self, context: RenderContext) -> BlockDocument:
        """The document, with the block in it."""
        if self._document is None:
            self._document = BlockDocument()
        if not self._is_filled:
            fill_document(self._document, self.block, context.style, context.formulas.set_inline, context.picture_words)
            self._is_filled = True
        elif self._grown_by:
            append_words(self._document, self._grown_by)
        self._grown_by = ""
        return self._document

    def lay_out(self, context: RenderContext, width: int) -> None:
        style = context.style
        gap = gap_before(self.before, self.block, style)
        if self.block.kind is Kind.RULE:
            self.height = gap + style.px(14)
            self.laid_out_width = width
            return
        space = indent(self.block.nesting, style)
        room = max(40, width - space)
        if self._has_moved and self._document is not None and self._document.textWidth() != room:
            self._is_filled = self._has_moved = False
        document = self._fill(context)
        if document.textWidth() != room:
            document.setTextWidth(room)
        if document.formula_sources and keep_with_formulas(document):
            self._has_moved = True
        self._is_rtl = document.begin().textDirection() is _RTL
        self.height = gap + round(document.size().height())  # this also lays it out
        lead = style.lead if self.block.kind is not Kind.HEADING else 0
        if document.formula_sources and (first := document.begin().layout()).lineCount():
            # A line that is high because of a formula begins without free space, and the drawing is rounded upwards.
            lead = min(lead, max(-1, style.line - math.ceil(first.lineAt(0).height())))
            self.height += lead < 0
        self._origin = QPointF(0 if self._is_rtl else space, gap - lead)
        self.laid_out_width = width

    def paint(self, painter: QPainter, context: RenderContext, width: int, clip: QRectF, marks: list[Mark]) -> None:
        style = context.style
        gap = gap_before(self.before, self.block, style)
        if self.block.kind is Kind.RULE:
            painter.fillRect(QRectF(0, gap + style.px(7), width, 1), style.border)
            return
        if self.block.nesting:
            paint_nesting(painter, style, self.before, self.block, gap, self.height, width, self._is_rtl)
        self._draw(painter, context, clip, marks)


class BubblePart(DocumentPart):
    """A piece of what the person wrote, in a bubble at the trailing edge. Plain text, as it was typed.

    `source` holds the line break at its end, which is not shown.
    """

    __slots__ = ("_bubble", "is_first", "is_last", "source")

    def __init__(self, source: str, is_first: bool, is_last: bool, style: ChatStyle) -> None:
        lines = sum(1 + len(line) // 66 for line in source.split("\n"))
        super().__init__(lines * style.line + (style.px(10) if is_first else 0) + (style.px(10) if is_last else 0))
        self.source = source
        self._bubble = QRectF()
        self.is_first = is_first
        self.is_last = is_last

    @property
    def bubble(self) -> QRectF:
        """Where the bubble is in the part; empty before it is laid out."""
        return self._bubble

    def lay_out(self, context: RenderContext, width: int) -> None:
        style = context.style
        if self._document is None:
            self._document = plain_document(self.source.removesuffix("\n"), style.body, style)
        padding = style.px(16)
        widest = min(style.px(BUBBLE_WIDTH), width - 2 * padding)
        self._document.setTextWidth(widest)
        used = widest if not (self.is_first and self.is_last) else min(widest, round(self._document.idealWidth()) + 1)
        self._document.setTextWidth(used)
        top = style.px(9) if self.is_first else 0
        bottom = style.px(9) if self.is_last else 0
        body = round(self._document.size().height())
        self.height = top + body + bottom
        is_rtl_window = context.is_rtl
        left = 0 if is_rtl_window else width - used - 2 * padding
        self._bubble = QRectF(left, 0, used + 2 * padding, self.height)
        self._origin = QPointF(left + padding, top - style.lead)
        self.laid_out_width = width

    def paint(self, painter: QPainter, context: RenderContext, width: int, clip: QRectF, marks: list[Mark]) -> None:
        style = context.style
        radius = 20
        rect = QRectF(self._bubble)
        if not self.is_first:
            rect.setTop(rect.top() - 2 * radius)
        if not self.is_last:
            rect.setBottom(rect.bottom() + 2 * radius)
        painter.save()
        painter.setClipRect(self._bubble)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.bubble)
        painter.drawRoundedRect(rect, radius, radius)
        painter.restore()
        self._draw(painter, context, clip, marks)

    def copied(self, start: int, end: int) -> str:
        is_whole = self._document is None or end >= self._document.characterCount() - 1
        return utf16_slice(self.source, start, None if is_whole else end)


def utf16_slice(text: str, start: int, end: int | None) -> str:
    """A slice by positions as Qt counts them."""
    if text.isascii():
        return text[start:end]
    return text.encode("utf-16-le", "surrogatepass")[2 * start : None if end is None else 2 * end].decode(
        "utf-16-le", "replace"
    )


def _estimate(block: Block, before: Block | None, style: ChatStyle) -> int:
    gap = gap_before(before, block, style)
    if block.kind is Kind.TABLE:
        return gap + (block.source.count("\n") + 1) * round(style.line * 1.6)
    lines = 1 + len(block.source) // _CHARACTERS_PER_LINE
    return gap + lines * style.line
