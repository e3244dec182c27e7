"""Choosing the model that answers the next message."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPoint,
    QRectF,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QVBoxLayout, QWidget

from app.presenters.model_list_model import ModelRole
from app.ui.controls.buttons import RowButton
from app.ui.controls.label import Label, WrappedLabel
from app.ui.controls.menu import RADIUS, round_off
from app.ui.controls.painting import fill
from app.ui.controls.search_field import SearchField
from app.ui.controls.separator import Separator
from app.ui.models.model_delegate import ModelDelegate
from app.ui.theme import theme
from app.ui.tokens import FontRole

_WIDTH = 360
_MOST_ROWS = 8


class ModelPicker(QFrame):
    """A popup that opens above its button. Typing filters, arrows move, Enter chooses, Esc closes."""

    model_chosen = Signal(str)
    """The tag."""
    manage_requested = Signal()

    def __init__(self, model: QAbstractItemModel, parent: QWidget | None = None) -> None:
        """`model` has the roles of `ModelRole`."""
        flags = Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint
        super().__init__(parent, flags)
        self.setAccessibleIdentifier("picker")
        self._opener: QWidget | None = None
        self._once: Callable[[str], None] | None = None
        self._shown = QSortFilterProxyModel(self)
        self._shown.setSourceModel(model)
        self._shown.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.filter = SearchField("picker.filter")
        self._heading = Label(FontRole.CAPTION_STRONG, "text3")
        self._empty = WrappedLabel(FontRole.UI, "text2")
        self.list = QListView()
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
        layout.setContentsMargins(8, 8, 8, 8)
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
        self.list.installEventFilter(self)
        self._manage.clicked.connect(self._on_manage_clicked)
        for signal in (self._shown.rowsInserted, self._shown.rowsRemoved, self._shown.modelReset):
            signal.connect(self._fit)

    def open_above(self, opener: QWidget, once: Callable[[str], None] | None = None) -> None:
        """Show the picker over a button, or under it where there is no room; focus returns there afterwards.

        With `once` the model is chosen for one purpose only: that gets the tag, and `model_chosen` is not told.
        """
        self._opener = opener
        self._once = once
        self.filter.clear()
        self._fit()
        screen = opener.screen().availableGeometry()
        is_ltr = self.layoutDirection() is Qt.LayoutDirection.LeftToRight
        top = opener.mapToGlobal(QPoint(0, 0))
        x = top.x() + (opener.width() - self.width() if is_ltr else 0)
        y = top.y() - self.height() - 6
        if y < screen.top():
            y = top.y() + opener.height() + 6
        x = max(screen.left(), min(x, screen.right() - self.width()))
        self.move(x, max(screen.top(), min(y, screen.bottom() - self.height())))
        self.show()
        self._select_current()
        (self.list if self._shown.rowCount() else self.filter).setFocus(Qt.FocusReason.PopupFocusReason)

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self.setAccessibleName(self.tr("Choose a model"))
        self.filter.set_words(self.tr("Find a model"))
        self.list.setAccessibleName(self.tr("Models on this computer"))
        self._heading.setText(self.tr("On this computer"))
        self._manage.setText(self.tr("Manage models…"))
        self._fit()

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

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._opener is not None:
            self._opener.setFocus(Qt.FocusReason.PopupFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        round_off(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        fill(QPainter(self), QRectF(self.rect()), RADIUS, "surface", "border")

    def sizeHint(self) -> QSize:
        return QSize(theme().scaled(_WIDTH), self._layout.sizeHint().height())

    # Inside -------------------------------------------------------------------------------------

    def _on_filter_changed(self, text: str) -> None:
        self._shown.setFilterFixedString(text)
        self._fit()
        self._select_current()

    def _on_manage_clicked(self) -> None:
        self.hide()
        self.manage_requested.emit()

    def _choose(self, index: QModelIndex) -> None:
        tag = index.data(ModelRole.TAG)
        if tag:
            chosen, self._once = self._once or self.model_chosen.emit, None
            self.hide()
            chosen(str(tag))

    def _select_current(self) -> None:
        found = self._shown.match(self._shown.index(0, 0), ModelRole.IS_CURRENT, True, 1, Qt.MatchFlag.MatchExactly)
        self.list.setCurrentIndex(found[0] if found else self._shown.index(0, 0))

    def _fit(self) -> None:
        """As high as its rows."""
        rows = self._shown.rowCount()
        is_empty = self._shown.sourceModel().rowCount() == 0
        self._empty.setText(self.tr("No model is installed yet.") if is_empty else self.tr("No model has that name."))
        self._empty.setVisible(rows == 0)
        self._heading.setVisible(rows > 0)
        self.list.setVisible(rows > 0)
        self.filter.setVisible(not is_empty)
        self.list.setFixedHeight(max(1, min(rows, _MOST_ROWS)) * theme().scaled(36))
        width = theme().scaled(_WIDTH)
        bottom = self.geometry().bottom()
        self._layout.activate()
        self.resize(width, self._layout.totalSizeHint().height())
        if self.isVisible():
            self.move(self.x(), bottom - self.height() + 1)
