"""Menus."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.controls.buttons import RowButton
from app.ui.controls.overlay import Overlay
from app.ui.controls.painting import SHADOW
from app.ui.controls.separator import Separator
from app.ui.theme import theme

_PADDING = 6


class Menu(Overlay):
    """A menu for one use: fill it, open it; it deletes itself when it closes."""

    def __init__(self, opener: QWidget) -> None:
        """A screen reader calls it what it calls the opener."""
        super().__init__(opener)
        self._menu_opener = opener
        self._has_gap = False
        self.setAccessibleIdentifier("menu")
        self.setAccessibleName(opener.accessibleName())
        self._column = QVBoxLayout(self)
        edge = SHADOW + _PADDING
        self._column.setContentsMargins(edge, edge, edge, edge)
        self._column.setSpacing(0)
        self.closed.connect(self.deleteLater)

    @property
    def rows(self) -> list[MenuRow]:
        """What can be chosen, from top to bottom."""
        return self.findChildren(MenuRow)

    def add(self, text: str, icon_name: str = "") -> MenuRow:
        """One more row; its `clicked` comes when the menu is closed and the focus is back."""
        if self._has_gap and self.rows:
            self._column.addSpacing(_PADDING)
            self._column.addWidget(Separator())
            self._column.addSpacing(_PADDING)
        self._has_gap = False
        row = MenuRow(icon_name, text)
        row.clicked.connect(self.dismiss)
        self._column.addWidget(row)
        return row

    def add_separator(self) -> None:
        """A line before the next row, where there is one above and below it."""
        self._has_gap = True

    def open(self, anchor: QRect | None = None) -> None:
        """Open it below a rectangle of the opener, or below all of it."""
        self.open_beside(self._menu_opener, anchor)
        self.rows[0].setFocus(Qt.FocusReason.PopupFocusReason)

    def open_at(self, point: QPoint) -> None:
        """Open it at a point of the opener."""
        self.open(QRect(point, QSize(1, 1)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        rows = self.rows
        here = next((place for place, row in enumerate(rows) if row.hasFocus()), -1)
        match event.key():
            case Qt.Key.Key_Down:
                rows[(here + 1) % len(rows)].setFocus()
            case Qt.Key.Key_Up:
                rows[(here - 1) % len(rows)].setFocus()
            case Qt.Key.Key_Home:
                rows[0].setFocus()
            case Qt.Key.Key_End:
                rows[-1].setFocus()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if here >= 0:
                rows[here].click()
            case _:
                super().keyPressEvent(event)


class MenuRow(RowButton):
    """One thing to do. The pointer and the keyboard share one mark."""

    has_ring = False

    def __init__(self, icon_name: str, text: str) -> None:
        super().__init__(icon_name, f"menu.{icon_name}" if icon_name else "menu.row")
        self.setText(text)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme().scaled(34))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def ground(self) -> str | None:
        return "selected" if self.isDown() else "hover" if self.hasFocus() else None
