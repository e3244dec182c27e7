"""How a row of the list of chats is drawn and edited."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.presenters.chat_list_model import ChatRole
from app.ui import icons
from app.ui.controls.painting import draw_centred, fill, focus_ring, mirrored
from app.ui.theme import theme
from app.ui.tokens import FontRole

_Index = QModelIndex | QPersistentModelIndex
_GAP = 1
"""Pixels between two rows."""


class ChatDelegate(QStyledItemDelegate):
    """Rows of 34 px, two lines with an excerpt, headings in small print, ⋯ where the pointer or the focus is."""

    renamed = Signal(int, str)
    """(chat id, new title)"""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        if index.data(ChatRole.IS_HEADING):
            return QSize(0, theme().scaled(28 if index.row() == 0 else 32))
        rows_px = 52 if index.data(ChatRole.EXCERPT) else 34
        return QSize(0, theme().scaled(rows_px) + _GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        painter.setLayoutDirection(option.direction)
        if index.data(ChatRole.IS_HEADING):
            self._paint_heading(painter, option, index)
        else:
            self._paint_chat(painter, option, index)
        painter.restore()

    def _paint_heading(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.setFont(theme().font(FontRole.CAPTION_STRONG))
        painter.setPen(QColor(theme().tokens.text3))
        rect = option.rect.adjusted(_inset(), 0, -_inset(), -theme().scaled(3))
        flags = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignBottom
        painter.drawText(rect, flags, str(index.data()))

    def _paint_chat(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect = QRect(option.rect).adjusted(0, 0, 0, -_GAP)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        has_focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        if is_selected:
            fill(painter, QRectF(rect), 8, "selected")
        elif is_hovered:
            fill(painter, QRectF(rect), 8, "hover")
        has_menu = is_selected or is_hovered or has_focus
        left = _inset()
        if index.data(ChatRole.IS_BUSY):
            left += self._paint_busy_dot(painter, option.widget, rect)
        right = self._menu_rect(rect).width() + 4 if has_menu else _inset()
        text_rect = mirrored(option.widget, rect.adjusted(left, 0, -right, 0))
        excerpt = str(index.data(ChatRole.EXCERPT) or "")
        title_rect = QRect(text_rect)
        if excerpt:
            title_rect.setHeight(text_rect.height() // 2 + 2)
            excerpt_rect = text_rect.adjusted(0, text_rect.height() // 2, 0, -4)
            _draw_line(painter, excerpt_rect, excerpt, FontRole.CAPTION, "text3")
        is_strong = is_selected or index.data(ChatRole.IS_UNREAD)
        role = FontRole.UI_STRONG if index.data(ChatRole.IS_UNREAD) else FontRole.UI
        role = FontRole.UI_MEDIUM if is_strong and role is FontRole.UI else role
        _draw_line(painter, title_rect, str(index.data()), role, "text")
        if has_menu:
            picture = icons.pixmap("ellipsis", "text2", theme().scaled(16), option.widget.devicePixelRatioF())
            draw_centred(painter, mirrored(option.widget, self._menu_rect(rect)), picture)
        if has_focus and _shows_focus(option.widget):
            focus_ring(painter, QRectF(rect), 8)

    def _paint_busy_dot(self, painter: QPainter, widget: QWidget, rect: QRect) -> int:
        """Draws the dot of a chat that is answering; returns the room it takes."""
        side = theme().scaled(7)
        dot = mirrored(widget, QRect(rect.x() + _inset(), rect.center().y() - side // 2, side, side))
        fill(painter, QRectF(dot), side / 2, "progress")
        return side + theme().scaled(7)

    def _menu_rect(self, row: QRect) -> QRect:
        """The ⋯ of a row, as if people read from left to right."""
        side = theme().scaled(34)
        return QRect(row.right() - side - 2, row.y(), side, row.height())

    def is_on_menu(self, view: QWidget, row: QRect, position: QPoint) -> bool:
        """Whether a place in the view is the ⋯ of a row."""
        return mirrored(view, self._menu_rect(row)).contains(position)

    # Renaming -----------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        # Beside the list, not in it: Qt shows screen readers nothing of a list but its items.
        editor = QLineEdit(option.widget.parentWidget() or parent)
        editor.setProperty("kind", "field")
        editor.setAccessibleIdentifier("sidebar.rename")
        editor.setAccessibleName(self.tr("New name for the chat"))
        editor.setMaxLength(200)
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        """Over the row, as far as that can be seen."""
        view, beside = option.widget, editor.parentWidget()
        assert isinstance(view, QAbstractItemView)
        assert beside is not None
        seen = option.rect.intersected(view.viewport().rect())
        editor.setGeometry(QRect(view.viewport().mapTo(beside, seen.topLeft()), seen.size()))

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        assert isinstance(editor, QLineEdit)
        editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
        editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        """Passes the wish on; the list changes when the chat did."""
        assert isinstance(editor, QLineEdit)
        title = " ".join(editor.text().split())
        if title and title != index.data(Qt.ItemDataRole.EditRole):
            self.renamed.emit(int(index.data(ChatRole.CHAT_ID)), title)


def _inset() -> int:
    return theme().scaled(10)


def _draw_line(painter: QPainter, rect: QRect, text: str, role: FontRole, colour: str) -> None:
    painter.setFont(theme().font(role))
    painter.setPen(QColor(getattr(theme().tokens, colour)))
    elided = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter, elided)


def _shows_focus(widget: QWidget) -> bool:
    """The ring is for people at the keyboard."""
    return bool(widget.property("keyboard_focus"))
