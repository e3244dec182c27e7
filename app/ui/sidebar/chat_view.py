"""The list of chats, for mouse and keyboard."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from app.presenters.chat_list_model import ChatRole
from app.ui.controls.keys import typed
from app.ui.controls.menu import Menu
from app.ui.theme import theme

if TYPE_CHECKING:
    from app.ui.sidebar.chat_delegate import ChatDelegate


class ChatView(QListView):
    """Shows any model with `ChatRole`s. Tells wishes; changes nothing itself."""

    chat_chosen = Signal(int)
    """The person moved to another chat."""
    rename_requested = Signal(int, str)
    pin_requested = Signal(int, bool)
    delete_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Ours, which paints no ground. To ask for Qt's own makes the types of all widgets there are: 5 ms of the start.
        self.setViewport(QWidget())
        self._selected_id: int | None = None
        # Keys, mouse and screen readers all select, in different orders of events: look when all is done.
        self._look_soon = QTimer(self)
        self._look_soon.setSingleShot(True)
        self._look_soon.timeout.connect(self._on_selected)
        self.setAccessibleIdentifier("sidebar.chats")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(400)
        self.setMouseTracking(True)
        theme().changed.connect(self._follow_theme)

    @cached_property
    def _delegate(self) -> ChatDelegate:
        """Made for the first rows, which come after the window: what it draws with takes 7 ms to load."""
        from app.ui.sidebar.chat_delegate import ChatDelegate

        delegate = ChatDelegate(self)
        delegate.renamed.connect(self.rename_requested)
        return delegate

    def _expect_rows(self) -> None:
        if self.itemDelegate() is not self._delegate:
            self.setItemDelegate(self._delegate)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            model.modelAboutToBeReset.connect(self._expect_rows)
            model.rowsAboutToBeInserted.connect(self._expect_rows)
            if model.rowCount():
                self._expect_rows()
            model.modelReset.connect(self._select_again)
            model.rowsInserted.connect(self._look_soon.start)
            self.selectionModel().selectionChanged.connect(lambda *_: self._look_soon.start())

    def select(self, chat_id: int | None) -> None:
        """Mark a chat as the open one without telling anybody; None marks none."""
        self._selected_id = chat_id
        self._select_again()

    def edit_title(self, chat_id: int) -> None:
        """Let the person rename a chat in its row."""
        index = self._index_of(chat_id)
        if index.isValid():
            self.scrollTo(index)
            self.edit(index)

    # Selection ----------------------------------------------------------------------------------

    def rowsAboutToBeRemoved(self, parent: QModelIndex | QPersistentModelIndex, start: int, end: int) -> None:
        """A chat that is filtered out loses its mark to no other: Qt would select a neighbour, which would open it."""
        if start <= self.currentIndex().row() <= end:
            self.selectionModel().clear()
        super().rowsAboutToBeRemoved(parent, start, end)

    def _index_of(self, chat_id: int | None) -> QModelIndex:
        model = self.model()
        if chat_id is None or model is None or model.rowCount() == 0:
            return QModelIndex()
        found = model.match(model.index(0, 0), ChatRole.CHAT_ID, chat_id, 1, Qt.MatchFlag.MatchExactly)
        return found[0] if found else QModelIndex()

    def _select_again(self) -> None:
        selection = self.selectionModel()
        index = self._index_of(self._selected_id)
        if selection is None or (index.isValid() and selection.isSelected(index) and index == self.currentIndex()):
            return
        selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if index.isValid():
            self.scrollTo(index)

    def _on_selected(self) -> None:
        """Open the chat that was selected; where the open one was deselected, select it again."""
        selected = self.selectionModel().selectedIndexes()
        if not selected:
            self._select_again()
            return
        if selected[0] != self.currentIndex():
            self.setCurrentIndex(selected[0])  # a screen reader moves the selection alone
        chat_id = selected[0].data(ChatRole.CHAT_ID)
        if chat_id is not None and chat_id != self._selected_id:
            self._selected_id = int(chat_id)
            self.chat_chosen.emit(self._selected_id)

    # Keyboard and mouse -------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        chat_id = self.currentIndex().data(ChatRole.CHAT_ID)
        is_delete = event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        # On a Mac it is Command and Backspace.
        is_bare_backspace = event.key() == Qt.Key.Key_Backspace and not event.modifiers()
        if chat_id is not None and is_delete and not is_bare_backspace:
            self.delete_requested.emit(int(chat_id))
        elif chat_id is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chat_chosen.emit(int(chat_id))
        elif typed(event):
            event.ignore()  # whoever writes means a message, not another chat
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self._delegate.is_on_menu(self, self.visualRect(index), event.position().toPoint()):
            event.accept()  # the release opens the menu; the row does not become the open chat
            return
        if event.button() is Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        position = event.position().toPoint()
        index = self.indexAt(position)
        if (
            index.isValid()
            and event.button() is Qt.MouseButton.LeftButton
            and self._delegate.is_on_menu(self, self.visualRect(index), position)
        ):
            self._open_menu(index, position)
            return
        super().mouseReleaseEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            place = self.visualRect(index).center()
        else:
            index = self.indexAt(event.pos())
            place = event.pos()
        self._open_menu(index, place)

    def focusInEvent(self, event: QFocusEvent) -> None:
        by_keyboard = event.reason() not in (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.PopupFocusReason)
        self.setProperty("keyboard_focus", by_keyboard)
        super().focusInEvent(event)

    # Menu ---------------------------------------------------------------------------------------

    def _open_menu(self, index: QModelIndex, place: QPoint) -> None:
        chat_id = index.data(ChatRole.CHAT_ID)
        if chat_id is None:
            return
        is_pinned = bool(index.data(ChatRole.IS_PINNED))
        menu = Menu(self)
        menu.add(self.tr("Rename"), "pencil").clicked.connect(lambda: self.edit_title(int(chat_id)))
        pin_icon, pin_text = ("pin-off", self.tr("Unpin")) if is_pinned else ("pin", self.tr("Pin"))
        menu.add(pin_text, pin_icon).clicked.connect(lambda: self.pin_requested.emit(int(chat_id), not is_pinned))
        menu.add_separator()
        menu.add(self.tr("Delete"), "trash-2").clicked.connect(lambda: self.delete_requested.emit(int(chat_id)))
        menu.open_at(self.viewport().mapTo(self, place))

    def _follow_theme(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()
