"""A choice of many."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QWidget

from app.ui import icons
from app.ui.controls.painting import draw_centred, mirrored
from app.ui.theme import theme

_MOST_ROWS = 20
"""Longer than any list here: whoever sees the last row sees the last value."""
_OPENING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F4)


class Combo(QComboBox):
    """One of several values. Give it a label as buddy: screen readers say the value alone."""

    chosen = Signal(object)
    """The value that the person chose."""

    def __init__(self, values: Sequence[object], identifier: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values = tuple(values)
        self.setProperty("kind", "field")
        self.setAccessibleIdentifier(identifier)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.addItems([""] * len(self._values))
        self.setMaxVisibleItems(_MOST_ROWS)
        # A screen reader's press selects an item and leaves the cursor; all else moves both, the cursor last.
        self._look_soon = QTimer(self)
        self._look_soon.setSingleShot(True)
        self._look_soon.timeout.connect(self._choose_pressed)
        self.view().selectionModel().selectionChanged.connect(lambda *_: self._look_soon.start())
        self.currentIndexChanged.connect(lambda place: self.view().setCurrentIndex(self.model().index(place, 0)))
        self.activated.connect(lambda place: self.chosen.emit(self._values[place]))
        theme().changed.connect(self.updateGeometry)

    def set_values(self, values: Sequence[object], texts: Sequence[str]) -> None:
        """Other values with what they are called; the one that is shown stays if it is among them. Tells nobody."""
        now = self._values[self.currentIndex()] if self._values and self.currentIndex() >= 0 else None
        if tuple(values) != self._values:
            self.blockSignals(True)
            self._values = tuple(values)
            self.clear()
            self.addItems([""] * len(self._values))
            self.setCurrentIndex(self._values.index(now) if now in self._values else 0)
            self.blockSignals(False)
        self.set_words(texts)

    def set_words(self, texts: Sequence[str]) -> None:
        """What the values are called, in their order."""
        for place, text in enumerate(texts):
            self.setItemText(place, text)

    def set_value(self, value: object) -> None:
        """Show another value; tells nobody."""
        self.setCurrentIndex(self._values.index(value))

    def _choose_pressed(self) -> None:
        pressed = self.view().selectionModel().selectedIndexes()
        if pressed and pressed != [self.view().currentIndex()]:
            self.hidePopup()
            self.setCurrentIndex(pressed[0].row())
            self.activated.emit(pressed[0].row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys choose in the open list only: a setting must not change while one looks for another."""
        if event.key() in _OPENING:
            self.showPopup()
        else:
            event.ignore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page scrolls; a setting must not change on the way

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = theme().scaled(16)
        rect = mirrored(self, QRect(self.width() - side - 10, 0, side, self.height()))
        draw_centred(QPainter(self), rect, icons.pixmap("chevron-down", "text2", side, self.devicePixelRatioF()))
