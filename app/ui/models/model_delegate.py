"""How a row of the picker is drawn."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.domain.fit import Fit
from app.presenters.picker_model import PickerRole, PickerRow, Section
from app.ui import icons
from app.ui.controls.painting import draw_centred, fill, mirrored
from app.ui.theme import theme
from app.ui.tokens import FontRole

_Index = QModelIndex | QPersistentModelIndex
ROW, HEADING, LINE, GAP = 36, 28, 18, 12
"""Heights, and the room between two texts, at a text size of 100 %; a row has a line more while the cursor is on it."""
_COLOURS = {Fit.GREAT: "success", Fit.SLOW: "warning", Fit.TOO_BIG: "danger", Fit.NO_DISK: "danger"}


class ModelDelegate(QStyledItemDelegate):
    """Tick, name, size and verdict; below them, at the cursor, what the model is good at."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        row = _row(index)
        if row.is_heading:
            return QSize(0, theme().scaled(HEADING))
        view = self.parent()
        is_at_cursor = isinstance(view, QAbstractItemView) and view.currentIndex() == index
        return QSize(0, theme().scaled(ROW + (LINE if is_at_cursor and row.line else 0)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        painter.setLayoutDirection(option.direction)
        row, rect, widget = _row(index), QRect(option.rect), option.widget
        if row.is_heading:
            place = rect.adjusted(theme().scaled(10), theme().scaled(6), 0, 0)
            _write(painter, widget, place, row.name, FontRole.CAPTION_STRONG, "text3")
        else:
            view = option.widget
            is_at_cursor = isinstance(view, QAbstractItemView) and view.currentIndex() == index
            if is_at_cursor or option.state & QStyle.StateFlag.State_MouseOver:
                fill(painter, QRectF(rect), 8, "hover")
            self._paint_model(painter, widget, rect, row, has_line=is_at_cursor and bool(row.line))
        painter.restore()

    def _paint_model(self, painter: QPainter, widget: QWidget, rect: QRect, row: PickerRow, *, has_line: bool) -> None:
        first = QRect(rect.x(), rect.y(), rect.width(), theme().scaled(ROW))
        if row.is_current:
            side = theme().scaled(16)
            tick = mirrored(widget, QRect(theme().scaled(10), first.y(), side, first.height()))
            draw_centred(painter, tick, icons.pixmap("check", "accent_text", side, widget.devicePixelRatioF()))
        inner = first.adjusted(theme().scaled(36), 0, -theme().scaled(12), 0)
        colour = "accent_text" if row.section is Section.TO_GET else _COLOURS[row.fit] if row.fit else "text3"
        role = FontRole.UI_MEDIUM if row.is_current else FontRole.UI
        name, size = _wanted(row.name, role), _wanted(row.size, FontRole.CAPTION)
        for words, shade, kept in ((row.state, colour, name + size + theme().scaled(GAP)), (row.size, "text3", name)):
            taken = _write_at_end(painter, widget, inner, words, shade, kept)
            inner.setRight(inner.right() - taken)
        _write(painter, widget, inner, row.name, role, "text", Qt.TextElideMode.ElideMiddle)
        if has_line:
            below = rect.adjusted(theme().scaled(36), theme().scaled(ROW - 8), -theme().scaled(12), -theme().scaled(4))
            _write(painter, widget, below, row.line, FontRole.CAPTION, "text2")


def _row(index: _Index) -> PickerRow:
    row = index.data(PickerRole.ROW)
    return row if isinstance(row, PickerRow) else PickerRow(Section.HERE, str(index.data() or ""))


def _write(
    painter: QPainter,
    widget: QWidget,
    rect: QRect,
    text: str,
    role: FontRole,
    colour: str,
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> None:
    painter.setFont(theme().font(role))
    painter.setPen(QColor(getattr(theme().tokens, colour)))
    shown = painter.fontMetrics().elidedText(text, elide, rect.width())
    flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
    painter.drawText(mirrored(widget, rect), flags, shown)


def _wanted(text: str, role: FontRole) -> int:
    """Pixels that the whole text takes."""
    return QFontMetrics(theme().font(role)).horizontalAdvance(text) + 1


def _write_at_end(painter: QPainter, widget: QWidget, rect: QRect, text: str, colour: str, kept: int) -> int:
    """Write at the far side; returns the pixels that it took, with a gap.

    It leaves `kept` pixels to what comes before, and where that is too little for both, takes a quarter.
    """
    if not text:
        return 0
    painter.setFont(theme().font(FontRole.CAPTION))
    gap = theme().scaled(GAP)
    most = max(rect.width() // 4, rect.width() - kept - gap)
    width = min(painter.fontMetrics().horizontalAdvance(text) + 1, most)
    place = QRect(rect.right() - width, rect.y(), width + 1, rect.height())
    _write(painter, widget, place, text, FontRole.CAPTION, colour)
    return width + gap
