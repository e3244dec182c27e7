"""Quotes and lists around a block: how far they indent it, and their bars and markers."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.render.block import Block, Kind, Nest
from app.ui.chat.style import ChatStyle

_BETWEEN_BLOCKS = 11
_BETWEEN_ITEMS = 3
_BEFORE_HEADING = 16


def step(nest: Nest, style: ChatStyle) -> int:
    """How far one quote or list item indents."""
    if nest.is_quote:
        return style.px(16)
    if nest.number is None:
        return style.px(22)
    number = round(style.body_metrics.horizontalAdvance(f"{nest.number}."))
    return max(style.px(26), number + style.px(6))


def indent(nesting: tuple[Nest, ...], style: ChatStyle) -> int:
    """How far all of them indent."""
    return sum(step(nest, style) for nest in nesting)


def gap_before(before: Block | None, block: Block, style: ChatStyle) -> int:
    """The free space above a block."""
    if before is None or block.goes_on:
        return 0
    is_text_like = block.kind in (Kind.PARAGRAPH, Kind.FOOTNOTE)
    is_text = is_text_like and before.kind in (Kind.PARAGRAPH, Kind.FOOTNOTE)
    if block.kind is Kind.HEADING:
        return style.px(_BEFORE_HEADING)
    if is_text and _is_next_item(before.nesting, block):
        return style.px(_BETWEEN_ITEMS)
    if block.kind is Kind.FOOTNOTE and before.kind is Kind.FOOTNOTE:
        return 0
    after_box = 5 if before.kind in (Kind.TABLE, Kind.CODE) and is_text_like else 0
    return style.px(_BETWEEN_BLOCKS + after_box)


def _is_next_item(before: tuple[Nest, ...], block: Block) -> bool:
    """Whether the block begins an item of the list, or of a list in the item, that the block before it is in.

    Not where that one is another paragraph of its item: then the items stand apart.
    """
    after = block.nesting
    depth = next((level for level, nest in enumerate(after) if nest.is_start), len(after))
    if depth == len(after) or after[depth].is_quote or _shared(before, after) < depth:
        return False
    if len(before) == depth:
        return depth > 0 and not before[-1].is_quote
    one, other = before[depth], after[depth]
    is_same_list = not one.is_quote and (one.number is None) is (other.number is None)
    is_counted_on = one.number is None or other.number is None or other.number > one.number
    return is_same_list and is_counted_on and before[-1].is_start and not before[-1].is_quote


def _shared(before: tuple[Nest, ...], after: tuple[Nest, ...]) -> int:
    """How many of the outermost levels are the same quote or item."""
    count = 0
    for one, other in zip(before, after, strict=False):
        if one.is_quote is not other.is_quote or other.is_start:
            break
        count += 1
    return count


def paint_nesting(
    painter: QPainter,
    style: ChatStyle,
    before: Block | None,
    block: Block,
    top: float,
    bottom: float,
    width: int,
    is_rtl: bool,
) -> None:
    """Bars of quotes, and the markers of the items that begin here. `top` is where the block itself begins."""
    x = 0
    same_quotes = _shared_quotes(before, block)
    baseline = top + max(0, style.line - style.lead - style.body_metrics.descent())
    for depth, nest in enumerate(block.nesting):
        space = step(nest, style)
        if nest.is_quote:
            upper = 0 if depth < same_quotes else top
            bar = QRectF(x, upper, 3, bottom - upper)
            painter.fillRect(_mirrored(bar, width, is_rtl), style.border)
        elif nest.is_start:
            _paint_marker(painter, style, nest, x, space, baseline, width, is_rtl)
        x += space


def _shared_quotes(before: Block | None, block: Block) -> int:
    """How many of the outermost levels go on from the block before."""
    if before is None:
        return 0
    return _shared(before.nesting, block.nesting)


def _mirrored(rect: QRectF, width: int, is_rtl: bool) -> QRectF:
    return QRectF(width - rect.right(), rect.y(), rect.width(), rect.height()) if is_rtl else rect


def _paint_marker(
    painter: QPainter, style: ChatStyle, nest: Nest, x: int, space: int, baseline: float, width: int, is_rtl: bool
) -> None:
    middle = baseline - style.body_metrics.xHeight() / 2
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if nest.is_checked is not None:
        side = style.px(14)
        box = _mirrored(QRectF(x, middle - side / 2, side, side).adjusted(0.5, 0.5, -0.5, -0.5), width, is_rtl)
        _paint_box(painter, style, box, nest.is_checked)
    elif nest.number is None:
        radius = 2.7 * style.scale
        centre = x + space - style.px(7)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(style.text)
        painter.drawEllipse(QPointF(width - centre if is_rtl else centre, middle), radius, radius)
    else:
        label = f"{nest.number}."
        painter.setFont(style.body)
        painter.setPen(style.text)
        advance = style.body_metrics.horizontalAdvance(label)
        left = x + space - style.px(6) - advance
        painter.drawText(QPointF(width - left - advance if is_rtl else left, baseline), label)


def _paint_box(painter: QPainter, style: ChatStyle, box: QRectF, is_checked: bool) -> None:
    painter.setPen(QPen(QColor(style.tokens.accent if is_checked else style.tokens.border_strong), 1.2))
    painter.setBrush(style.accent if is_checked else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 3, 3)
    if is_checked:
        painter.setPen(QPen(QColor(style.tokens.on_accent), 1.8))
        w, h = box.width(), box.height()
        painter.drawPolyline(
            [
                QPointF(box.x() + w * 0.24, box.y() + h * 0.52),
                QPointF(box.x() + w * 0.43, box.y() + h * 0.70),
                QPointF(box.x() + w * 0.76, box.y() + h * 0.32),
            ]
        )
