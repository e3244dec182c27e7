"""A block of code: never wrapped, scrolls sideways, draws only the lines that are seen."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTextCharFormat, QTextLayout, QTextOption

from app.render.block import Block
from app.render.code import LineColours, to_utf16
from app.render.code_languages import display_name
from app.ui.chat.box import paint_box
from app.ui.chat.nesting import gap_before, indent, paint_nesting
from app.ui.chat.parts import Mark, Part, RenderContext
from app.ui.chat.sideways import paint_bar
from app.ui.chat.style import ChatStyle

FOLD_ABOVE = 40
FOLDED_LINES = 25
_HEADER = 36
_PADDING = 15
_BAR = 12


class CodePart(Part):
    """Code in a box with its language above. Lines have one height, so nothing but what is seen is laid out."""

    __slots__ = (
        "_colours",
        "_is_kept_open",
        "_layouts",
        "_may_fold",
        "_offset",
        "_starts",
        "_style",
        "_view_width",
        "_widest",
        "before",
        "block",
        "is_folded",
        "lines",
        "wants_colours",
    )

    def __init__(self, block: Block, before: Block | None, style: ChatStyle, *, may_fold: bool) -> None:
        self.block = block
        self.before = before
        self._style = style
        self.lines: list[str] = []
        self.is_folded = False
        self._colours: list[LineColours] = []
        self._layouts: dict[int, QTextLayout] = {}
        self._offset = 0
        self._widest = 0
        self._view_width = 0
        self._starts: list[int] | None = None
        self.wants_colours = block.is_closed
        """The code is complete and nobody coloured it yet."""
        self._may_fold = may_fold
        self._is_kept_open = False
        """The person unfolded it."""
        self._take_lines("")
        super().__init__(0)
        self.height = self._height(style)

    def set_block(self, block: Block, before: Block | None) -> None:
        """The block grew: what is known of the lines that stayed is kept."""
        old_source = self.block.source
        self.block = block
        self.before = before
        self.wants_colours = block.is_closed
        first_new = self._take_lines(old_source)
        self.laid_out_width = -1
        self.touch(self._y_of_line(first_new))

    def _y_of_line(self, index: int) -> int:
        style = self._style
        return gap_before(self.before, self.block, style) + style.px(_HEADER) + index * style.code_line

    def _take_lines(self, old_source: str) -> int:
        """Take over the lines of the block; returns the index of the first that is not as it was."""
        source = self.block.source
        first_new = 0
        if self.lines and source.startswith(old_source):
            # Only its end is looked at: a long block would cost more with each line.
            first_new = len(self.lines) - 1
            last = self.lines.pop()
            self.lines += source[old_source.rfind("\n") + 1 :].expandtabs(4).split("\n")
            if self.lines[first_new] == last:
                first_new += 1
        else:
            self.lines = source.expandtabs(4).split("\n")
            self._widest = 0
        for index in [index for index in self._layouts if index >= first_new]:
            del self._layouts[index]
        del self._colours[first_new:]
        self._starts = None
        self._widest = max(self._widest, max(map(len, self.lines[first_new:]), default=0))
        self.is_folded = self._may_fold and len(self.lines) > FOLD_ABOVE
        return first_new

    @property
    def shown_lines(self) -> int:
        """How many lines are on the screen."""
        return FOLDED_LINES if self.is_folded else len(self.lines)

    def unfold(self) -> None:
        """Show all lines."""
        self._is_kept_open = True
        self._may_fold = self.is_folded = False
        self.wants_colours = self.block.is_closed
        self.laid_out_width = -1
        self.touch()

    def fold_if_long(self) -> bool:
        """Show no more lines than when the chat is opened; returns whether that are fewer than now.

        What the person unfolded stays.
        """
        if self._is_kept_open or self.is_folded:
            return False
        self._may_fold = True
        self.is_folded = len(self.lines) > FOLD_ABOVE
        if self.is_folded:
            self.height = self._height(self._style)
            self.laid_out_width = -1
            self.touch()
        return self.is_folded

    def set_colours(self, first: int, colours: list[LineColours]) -> None:
        """Take the colours of some lines from `first` on."""
        while len(self._colours) < first:
            self._colours.append(())
        known = self._colours[first : first + len(colours)]
        self._colours[first : first + len(colours)] = colours
        if known == colours[: len(known)] and not any(colours[len(known) :]):
            return
        changed = [
            first + offset
            for offset, line in enumerate(colours)
            if line != (known[offset] if offset < len(known) else ())
        ]
        for index in changed:
            self._layouts.pop(index, None)
        if changed:
            self.touch(self._y_of_line(changed[0]))

    @property
    def coloured_lines(self) -> int:
        """How many lines have got their colours, if only a guess."""
        return len(self._colours)

    def _height(self, style: ChatStyle) -> int:
        fold = style.px(36) if self.is_folded else 0
        gap = gap_before(self.before, self.block, style)
        return gap + style.px(_HEADER) + self.shown_lines * style.code_line + style.px(_BAR) + fold

    def lay_out(self, context: RenderContext, width: int) -> None:
        style = self._style = context.style
        self._view_width = width - indent(self.block.nesting, style) - 2 * style.px(_PADDING)
        self.height = self._height(style)
        self._offset = min(self._offset, self._travel(style))
        self.laid_out_width = width

    def drop(self) -> None:
        self._layouts.clear()
        self.laid_out_width = -1
        self.touch()

    def _travel(self, style: ChatStyle) -> int:
        return max(0, self._full_width(style) - self._view_width)

    def _full_width(self, style: ChatStyle) -> int:
        return round((self._widest + 1) * style.mono_metrics.horizontalAdvance("0"))

    def scroll_sideways(self, pixels: int) -> bool:
        before, self._offset = self._offset, max(0, min(self._travel(self._style), self._offset + pixels))
        if self._offset != before:
            self.touch()
        return self._offset != before

    def header_rect(self, style: ChatStyle, width: int) -> QRectF:
        """Where the language and the buttons are."""
        left = indent(self.block.nesting, style)
        return QRectF(left, gap_before(self.before, self.block, style), width - left, style.px(_HEADER))

    def paint(self, painter: QPainter, context: RenderContext, width: int, clip: QRectF, marks: list[Mark]) -> None:
        style = context.style
        header = self.header_rect(style, width)
        box = QRectF(header.x(), header.y(), header.width(), self.height - header.y())
        paint_box(painter, style, box, clip)
        padding = style.px(_PADDING)
        if header.bottom() >= clip.top():
            painter.setFont(style.caption_strong)
            painter.setPen(style.text3)
            inner = header.adjusted(padding, style.px(4), -padding, 0)
            side = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
            painter.drawText(inner, side, display_name(self.block.lang))
        self._paint_lines(painter, style, header.bottom(), box, clip, marks)
        if self._full_width(style) > self._view_width > 0:
            track = QRectF(box.x() + padding, self.height - 9, self._view_width, 5)
            paint_bar(painter, style, track, self._offset, self._full_width(style))
        if self.block.nesting:
            paint_nesting(painter, style, self.before, self.block, header.y(), self.height, width, is_rtl=False)

    def _paint_lines(
        self, painter: QPainter, style: ChatStyle, top: float, box: QRectF, clip: QRectF, marks: list[Mark]
    ) -> None:
        first = max(0, int((clip.top() - top) // style.code_line))
        last = min(self.shown_lines, int((clip.bottom() - top) // style.code_line) + 1)
        if first >= last:
            return
        padding = style.px(_PADDING)
        painter.save()
        painter.setClipRect(QRectF(box.x() + 1, top, box.width() - 2, self.height - top).intersected(clip))
        painter.setPen(style.text)
        x = box.x() + padding - self._offset
        starts = self._line_starts() if marks else []
        for index in range(first, last):
            layout = self._layout_of(index, style)
            selections = _line_marks(marks, starts[index], len(self.lines[index])) if marks else []
            space = (style.code_line - layout.boundingRect().height()) / 2
            layout.draw(painter, QPointF(x, top + index * style.code_line + space), selections)
        painter.restore()

    def _layout_of(self, index: int, style: ChatStyle) -> QTextLayout:
        layout = self._layouts.get(index)
        if layout is None:
            line = self.lines[index]
            layout = QTextLayout(line, style.mono)
            option = QTextOption()
            option.setTextDirection(Qt.LayoutDirection.LeftToRight)
            option.setWrapMode(QTextOption.WrapMode.NoWrap)
            layout.setTextOption(option)
            if index < len(self._colours) and self._colours[index]:
                layout.setFormats(_formats(to_utf16(line, self._colours[index]), style))
            layout.setCacheEnabled(True)
            layout.beginLayout()
            layout.createLine()
            layout.endLayout()
            self._layouts[index] = layout
        return layout

    # -- text ----------------------------------------------------------------------------------------------------

    def text(self) -> str:
        return "\n".join(self.lines)

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            self._starts = [0]
            for line in self.lines:
                self._starts.append(self._starts[-1] + _units(line) + 1)
        return self._starts

    def position_at(self, x: float, y: float) -> int:
        style = self._style
        top = self._y_of_line(0)
        index = max(0, min(self.shown_lines - 1, int((y - top) // style.code_line)))
        if y < top:
            return 0
        left = indent(self.block.nesting, style) + style.px(_PADDING) - self._offset
        line = self._layout_of(index, style).lineAt(0)
        column = line.xToCursor(x - left) if line.isValid() else 0
        return self._line_starts()[index] + column

    def rect_of(self, position: int) -> QRectF:
        style = self._style
        starts = self._line_starts()
        index = next((i for i in range(len(starts) - 1) if starts[i + 1] > position), len(self.lines) - 1)
        return QRectF(0, self._y_of_line(index), 1, style.code_line)


def _formats(colours: LineColours, style: ChatStyle) -> list[QTextLayout.FormatRange]:
    ranges = []
    for span in colours:
        look = QTextCharFormat()
        look.setForeground(style.code_colours[span.role])
        ranges.append(_range(span.start, span.length, look))
    return ranges


def _line_marks(marks: list[Mark], start: int, length: int) -> list[QTextLayout.FormatRange]:
    ranges = []
    for mark in marks:
        begin, end = max(mark.start - start, 0), min(mark.end - start, length)
        if begin < end:
            look = QTextCharFormat()
            look.setBackground(mark.ground)
            ranges.append(_range(begin, end - begin, look))
    return ranges


def _range(start: int, length: int, look: QTextCharFormat) -> QTextLayout.FormatRange:
    found = QTextLayout.FormatRange()
    found.start, found.length, found.format = start, length, look
    return found


def _units(line: str) -> int:
    return len(line) if line.isascii() else len(line.encode("utf-16-le")) // 2
