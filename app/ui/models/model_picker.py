"""Choosing the model that answers the next message."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListView, QVBoxLayout, QWidget

from app.presenters.model_list_model import ModelListModel
from app.presenters.picker_model import PickerModel, PickerRole, PickerRow, Section
from app.ui.controls.buttons import RowButton
from app.ui.controls.label import WrappedLabel
from app.ui.controls.overlay import Overlay
from app.ui.controls.painting import SHADOW
from app.ui.controls.search_field import SearchField
from app.ui.controls.separator import Separator
from app.ui.models.model_delegate import HEADING, LINE, ROW, ModelDelegate
from app.ui.theme import theme
from app.ui.tokens import FontRole

_WIDTH = 360
_MOST_ROWS = 9
_LEAST_ROWS = 3


class ModelPicker(Overlay):
    """Opens above its button, or below it where there is more room.

    Typing filters, arrows move, Enter chooses, Esc closes.
    """

    model_chosen = Signal(str)
    """The tag of a model that is here."""
    get_requested = Signal(str)
    """The tag of a recommended model that is to be downloaded."""
    picked = Signal()
    """Something was chosen, for whatever purpose, and the picker is closed."""
    manage_requested = Signal()

    def __init__(self, models: ModelListModel, parent: QWidget) -> None:
        """`models` are those that are here."""
        super().__init__(parent)
        self.setAccessibleIdentifier("picker")
        self._once: Callable[[str], None] | None = None
        self.model = PickerModel(models, self)
        self.filter = SearchField("picker.filter")
        self._empty = WrappedLabel(FontRole.UI, "text2")
        self.list = _ModelList()
        self._manage = RowButton("boxes", "picker.manage")
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        self.list.setModel(self.model)
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
        self._empty.setContentsMargins(10, 4, 10, 8)
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
        self.closed.connect(self.model.close)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        self.list.installEventFilter(self)
        self._manage.clicked.connect(self._on_manage_clicked)
        self.model.modelReset.connect(self._on_reset)

    def open_above(self, opener: QWidget, once: Callable[[str], None] | None = None) -> None:
        """Show the picker over a button, or under it where there is more room; focus returns there afterwards.

        With `once` the model is chosen for one purpose only: that gets the tag, and `model_chosen` is not told.
        """
        self._once = once
        self.filter.clear()
        self.model.open(only_here=once is not None)
        self.open_beside(opener, prefers_above=True, at_end=True)
        self._select_current()
        (self.list if self.model.rowCount() else self.filter).setFocus(Qt.FocusReason.PopupFocusReason)

    def set_place(self, name: str) -> None:
        """The name of the computer whose models these are; empty for this one."""
        self.model.set_place(name)
        self.retranslate()

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self.setAccessibleName(self.tr("Choose a model"))
        self.filter.set_words(self.tr("Find a model"))
        place = self.model.place
        self.list.setAccessibleName(
            self.tr("Models on {name}").replace("{name}", place) if place else self.tr("Models")
        )
        self.model.refresh()
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
        few = min(self.list.height(), _LEAST_ROWS * theme().scaled(ROW))
        return wanted.height() - self.list.height() + few

    def place(self) -> None:
        """The list gives up what there is no room for, and scrolls."""
        super().place()
        lacking = self._whole_height(self.width()) - self.height()
        if lacking > 0:
            self.list.setFixedHeight(max(theme().scaled(ROW), self.list.height() - lacking))

    # Inside -------------------------------------------------------------------------------------

    def _on_filter_changed(self, text: str) -> None:
        self.model.set_filter(text)
        self.place()
        self._select_current()

    def _on_reset(self) -> None:
        self.place()
        if self.isVisible():
            self._select_current()

    def _on_current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        # The row at the cursor has a line more.
        for index in (previous, current):
            if index.isValid():
                self.list.itemDelegate().sizeHintChanged.emit(index)
        if current.isValid() and current.row() <= 1:
            self.list.scrollToTop()  # with its heading

    def _on_manage_clicked(self) -> None:
        self.dismiss()
        self.manage_requested.emit()

    def _choose(self, index: QModelIndex) -> None:
        row = index.data(PickerRole.ROW)
        if not isinstance(row, PickerRow) or row.is_heading:
            return
        once, self._once = self._once, None
        self.dismiss()
        match row.section:
            case Section.HERE:
                (once or self.model_chosen.emit)(row.tag)
                self.picked.emit()
            case Section.TO_GET:
                self.get_requested.emit(row.tag)
                self.picked.emit()
            case Section.COMING:
                self.manage_requested.emit()

    def _choose_pressed(self) -> None:
        for index in self.list.selectionModel().selectedIndexes():
            self._choose(index)

    def _select_current(self) -> None:
        """The cursor goes to the model that answers now, else to the first row that is a model."""
        rows = self.model.rows
        places = [place for place, row in enumerate(rows) if not row.is_heading]
        current = next((place for place in places if rows[place].is_current), None)
        if places:
            self.list.setCurrentIndex(self.model.index(places[0] if current is None else current))

    def _whole_height(self, width: int) -> int:
        """How high all of it would be, in this width."""
        is_flexible = self._layout.hasHeightForWidth()
        return self._layout.totalHeightForWidth(width) if is_flexible else self._layout.totalSizeHint().height()

    def _show_rows(self) -> None:
        """The rows, or why there are none; the list as high as its rows."""
        rows = self.model.rows
        has_models = self.model.has_models
        self._empty.setText(self.tr("No model has that name.") if has_models else self.tr("No model is installed yet."))
        self._empty.setVisible(not rows)
        self.list.setVisible(bool(rows))
        self.filter.setVisible(has_models)
        headings = sum(row.is_heading for row in rows)
        line = LINE if any(row.line for row in rows) else 0
        height = headings * HEADING + (len(rows) - headings) * ROW + line
        self.list.setFixedHeight(theme().scaled(max(ROW, min(height, _MOST_ROWS * ROW))))


class _ModelList(QListView):
    """Keys and the pointer move the cursor and select nothing: what is selected was pressed by a screen reader."""

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        return QItemSelectionModel.SelectionFlag.NoUpdate
