"""Choosing the model that answers the next message."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    QSortFilterProxyModel,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListView, QVBoxLayout, QWidget

from app.presenters.model_list_model import ModelRole
from app.ui.controls.buttons import RowButton
from app.ui.controls.label import Label, WrappedLabel
from app.ui.controls.overlay import Overlay
from app.ui.controls.painting import SHADOW
from app.ui.controls.search_field import SearchField
from app.ui.controls.separator import Separator
from app.ui.models.model_delegate import ModelDelegate
from app.ui.theme import theme
from app.ui.tokens import FontRole

_WIDTH = 360
_ROW = 36
_MOST_ROWS = 8
_LEAST_ROWS = 3


class ModelPicker(Overlay):
    """Opens above its button, or below it where there is more room.

    Typing filters, arrows move, Enter chooses, Esc closes.
    """

    model_chosen = Signal(str)
    """The tag."""
    picked = Signal()
    """Something was chosen, for whatever purpose, and the picker is closed."""
    manage_requested = Signal()

    def __init__(self, model: QAbstractItemModel, parent: QWidget) -> None:
        """`model` has the roles of `ModelRole`."""
        super().__init__(parent)
        self.setAccessibleIdentifier("picker")
        self._once: Callable[[str], None] | None = None
        self._models = model
        self._place = ""
        self._shown = QSortFilterProxyModel(self)
        self._shown.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.filter = SearchField("picker.filter")
        self._heading = Label(FontRole.CAPTION_STRONG, "text3")
        self._empty = WrappedLabel(FontRole.UI, "text2")
        self.list = _ModelList()
        self._manage = RowButton("boxes", "picker.manage")
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self.list.setModel(self._shown)
        self.list.setItemDelegate(ModelDelegate(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setMouseTracking(True)
        self.list.setAccessibleIdentifier("picker.models")
        self.list.viewport().setAutoFillBackground(False)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._layout = layout = QVBoxLayout(self)
        edge = SHADOW + 8
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(4)
        layout.addWidget(self.filter)
        layout.addSpacing(4)
        self._heading.setContentsMargins(10, 0, 10, 0)
        self._empty.setContentsMargins(10, 4, 10, 8)
        layout.addWidget(self._heading)
        layout.addWidget(self._empty)
        layout.addWidget(self.list)
        layout.addWidget(Separator())
        layout.addWidget(self._manage)

    def _connect(self) -> None:
        self.filter.textChanged.connect(self._on_filter_changed)
        self.filter.left_downwards.connect(self.list.setFocus)
        self.filter.returnPressed.connect(lambda: self._choose(self.list.currentIndex()))
        self.list.clicked.connect(self._choose)
        # Only a screen reader selects. Choosing ends its item, so let it return from the press first.
        self._choose_soon = QTimer(self)
        self._choose_soon.setSingleShot(True)
        self._choose_soon.timeout.connect(self._choose_pressed)
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._choose_soon.start())
        # For a screen reader the items of a list show even while the list does not.
        self.closed.connect(lambda: self._shown.setSourceModel(None))  # type: ignore[arg-type]
        self.list.installEventFilter(self)
        self._manage.clicked.connect(self._on_manage_clicked)
        for signal in (self._shown.rowsInserted, self._shown.rowsRemoved, self._shown.modelReset):
            signal.connect(self.place)

    def open_above(self, opener: QWidget, once: Callable[[str], None] | None = None) -> None:
        """Show the picker over a button, or under it where there is more room; focus returns there afterwards.

        With `once` the model is chosen for one purpose only: that gets the tag, and `model_chosen` is not told.
        """
        self._once = once
        self._shown.setSourceModel(self._models)
        self.filter.clear()
        self.open_beside(opener, prefers_above=True, at_end=True)
        self._select_current()
        (self.list if self._shown.rowCount() else self.filter).setFocus(Qt.FocusReason.PopupFocusReason)

    def set_place(self, name: str) -> None:
        """The name of the computer whose models these are; empty for this one."""
        if name != self._place:
            self._place = name
            self.retranslate()

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self.setAccessibleName(self.tr("Choose a model"))
        self.filter.set_words(self.tr("Find a model"))
        if self._place:
            self.list.setAccessibleName(self.tr("Models on {name}").replace("{name}", self._place))
            self._heading.setText(self.tr("On {name}").replace("{name}", self._place))
        else:
            self.list.setAccessibleName(self.tr("Models on this computer"))
            self._heading.setText(self.tr("On this computer"))
        self._manage.setText(self.tr("Manage models…"))
        self.place()

    # Qt's side ----------------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.list and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
                self._choose(self.list.currentIndex())
                return True
            if event.text().isprintable() and event.text():
                self.filter.setFocus()
                self.filter.insert(event.text())
                return True
        return super().eventFilter(watched, event)

    def wanted_size(self) -> QSize:
        self._show_rows()
        width = theme().scaled(_WIDTH) + 2 * SHADOW
        self._layout.activate()
        return QSize(width, self._whole_height(width))

    def least_height(self, wanted: QSize) -> int:
        few = min(self.list.height(), _LEAST_ROWS * theme().scaled(_ROW))
        return wanted.height() - self.list.height() + few

    def place(self) -> None:
        """The list gives up what there is no room for, and scrolls."""
        super().place()
        lacking = self._whole_height(self.width()) - self.height()
        if lacking > 0:
            self.list.setFixedHeight(max(theme().scaled(_ROW), self.list.height() - lacking))

    # Inside -------------------------------------------------------------------------------------

    def _on_filter_changed(self, text: str) -> None:
        self._shown.setFilterFixedString(text)
        self.place()
        self._select_current()

    def _on_manage_clicked(self) -> None:
        self.dismiss()
        self.manage_requested.emit()

    def _choose(self, index: QModelIndex) -> None:
        tag = index.data(ModelRole.TAG)
        if tag:
            chosen, self._once = self._once or self.model_chosen.emit, None
            self.dismiss()
            chosen(str(tag))
            self.picked.emit()

    def _choose_pressed(self) -> None:
        for index in self.list.selectionModel().selectedIndexes():
            self._choose(index)

    def _select_current(self) -> None:
        found = self._shown.match(self._shown.index(0, 0), ModelRole.IS_CURRENT, True, 1, Qt.MatchFlag.MatchExactly)
        self.list.setCurrentIndex(found[0] if found else self._shown.index(0, 0))

    def _whole_height(self, width: int) -> int:
        """How high all of it would be, in this width."""
        is_flexible = self._layout.hasHeightForWidth()
        return self._layout.totalHeightForWidth(width) if is_flexible else self._layout.totalSizeHint().height()

    def _show_rows(self) -> None:
        """The rows, or why there are none; the list as high as its rows."""
        rows = self._shown.rowCount()
        is_empty = self._models.rowCount() == 0
        self._empty.setText(self.tr("No model is installed yet.") if is_empty else self.tr("No model has that name."))
        self._empty.setVisible(rows == 0)
        self._heading.setVisible(rows > 0)
        self.list.setVisible(rows > 0)
        self.filter.setVisible(not is_empty)
        self.list.setFixedHeight(max(1, min(rows, _MOST_ROWS)) * theme().scaled(_ROW))


class _ModelList(QListView):
    """Keys and the pointer move the cursor and select nothing: what is selected was pressed by a screen reader."""

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        return QItemSelectionModel.SelectionFlag.NoUpdate
