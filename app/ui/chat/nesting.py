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
    return style.px(22 if nest.number is None else 26)


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
    begins_item = bool(block.nesting) and block.nesting[-1].is_start
    if is_text and begins_item and before.nesting and not before.nesting[0].is_quote:
        return style.px(_BETWEEN_ITEMS)
    if block.kind is Kind.FOOTNOTE and before.kind is Kind.FOOTNOTE:
        return 0
    after_box = 5 if before.kind in (Kind.TABLE, Kind.CODE) and is_text_like else 0
    return style.px(_BETWEEN_BLOCKS + after_box)


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
    """How many of the outermost levels are the same quote as around the block before."""
    if before is None:
        return 0
    count = 0
    for one, other in zip(before.nesting, block.nesting, strict=False):
        if one.is_quote is not other.is_quote or (not other.is_quote and other.is_start):
            break
        count += 1
    return count


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
