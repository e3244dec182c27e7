"""How a model is drawn in the picker."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.presenters.explain import size_text
from app.presenters.model_list_model import ModelRole
from app.ui import icons
from app.ui.controls.painting import draw_centred, fill, mirrored
from app.ui.theme import theme
from app.ui.tokens import FontRole

_Index = QModelIndex | QPersistentModelIndex


class ModelDelegate(QStyledItemDelegate):
    """Tick, name, size."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, theme().scaled(36))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        painter.setLayoutDirection(option.direction)
        rect = QRect(option.rect)
        view = option.widget
        is_at_cursor = isinstance(view, QAbstractItemView) and view.currentIndex() == index
        if is_at_cursor or option.state & QStyle.StateFlag.State_MouseOver:
            fill(painter, QRectF(rect), 8, "hover")
        side = theme().scaled(16)
        if index.data(ModelRole.IS_CURRENT):
            tick_rect = mirrored(option.widget, QRect(theme().scaled(10), rect.y(), side, rect.height()))
            picture = icons.pixmap("check", "accent_text", side, option.widget.devicePixelRatioF())
            draw_centred(painter, tick_rect, picture)
        size = size_text(int(index.data(ModelRole.SIZE_BYTES)))
        painter.setFont(theme().font(FontRole.CAPTION))
        painter.setPen(QColor(theme().tokens.text3))
        size_width = painter.fontMetrics().horizontalAdvance(size)
        inner = rect.adjusted(theme().scaled(36), 0, -theme().scaled(12), 0)
        size_rect = QRect(inner.right() - size_width, inner.y(), size_width + 1, inner.height())
        painter.drawText(mirrored(option.widget, size_rect), Qt.AlignmentFlag.AlignVCenter, size)
        painter.setFont(theme().font(FontRole.UI_MEDIUM if index.data(ModelRole.IS_CURRENT) else FontRole.UI))
        painter.setPen(QColor(theme().tokens.text))
        name_rect = inner.adjusted(0, 0, -size_width - 12, 0)
        name = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideMiddle, name_rect.width())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading
        painter.drawText(mirrored(option.widget, name_rect), flags, name)
        painter.restore()
