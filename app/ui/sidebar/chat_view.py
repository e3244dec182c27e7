"""The list of chats, for mouse and keyboard."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QIcon, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from app.presenters.chat_list_model import ChatRole
from app.ui import icons
from app.ui.controls.menu import Menu
from app.ui.sidebar.chat_delegate import ChatDelegate
from app.ui.theme import theme


class ChatView(QListView):
    """Shows any model with `ChatRole`s. Tells wishes; changes nothing itself."""

    chat_chosen = Signal(int)
    """The person moved to another chat."""
    rename_requested = Signal(int, str)
    pin_requested = Signal(int, bool)
    delete_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._selected_id: int | None = None
        self._is_quiet = False
        self._menu = Menu(self)
        self._delegate = ChatDelegate(self)
        self._delegate.renamed.connect(self.rename_requested)
        self.setItemDelegate(self._delegate)
        self.setAccessibleIdentifier("sidebar.chats")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(400)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        theme().changed.connect(self._follow_theme)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            model.modelReset.connect(self._select_again)
            self.selectionModel().currentChanged.connect(self._on_current_changed)

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

    def _index_of(self, chat_id: int | None) -> QModelIndex:
        model = self.model()
        if chat_id is None or model is None or model.rowCount() == 0:
            return QModelIndex()
        found = model.match(model.index(0, 0), ChatRole.CHAT_ID, chat_id, 1, Qt.MatchFlag.MatchExactly)
        return found[0] if found else QModelIndex()

    def _select_again(self) -> None:
        selection = self.selectionModel()
        index = self._index_of(self._selected_id)
        if selection is None or (index == self.currentIndex() and index.isValid()):
            return
        selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if index.isValid():
            self.scrollTo(index)

    def _on_current_changed(self, current: QModelIndex) -> None:
        chat_id = current.data(ChatRole.CHAT_ID)
        if chat_id is not None and chat_id != self._selected_id and not self._is_quiet:
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
        # Qt puts the cursor on the first row where there is none; that must not open the chat.
        self._is_quiet = True
        super().focusInEvent(event)
        self._is_quiet = False

    # Menu ---------------------------------------------------------------------------------------

    def _open_menu(self, index: QModelIndex, place: QPoint) -> None:
        chat_id = index.data(ChatRole.CHAT_ID)
        if chat_id is None:
            return
        is_pinned = bool(index.data(ChatRole.IS_PINNED))
        self._menu.clear()
        rename = self._menu.addAction(_menu_icon("pencil"), self.tr("Rename"))
        rename.triggered.connect(lambda: self.edit_title(int(chat_id)))
        pin = self._menu.addAction(
            _menu_icon("pin-off" if is_pinned else "pin"), self.tr("Unpin") if is_pinned else self.tr("Pin")
        )
        pin.triggered.connect(lambda: self.pin_requested.emit(int(chat_id), not is_pinned))
        self._menu.addSeparator()
        delete = self._menu.addAction(_menu_icon("trash-2"), self.tr("Delete"))
        delete.triggered.connect(lambda: self.delete_requested.emit(int(chat_id)))
        self._menu.popup(self.viewport().mapToGlobal(place))

    def _follow_theme(self) -> None:
        self.scheduleDelayedItemsLayout()
        self.viewport().update()


def _menu_icon(name: str) -> QIcon:
    return icons.icon(name, "text2", 16)
