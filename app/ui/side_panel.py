"""The place of the sidebar: beside the chat in a wide window, a drawer over it in a narrow one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from app.ui.sidebar.sidebar import WIDTH, Sidebar

NARROW_PX = 820
"""Below this width of the window the sidebar is a drawer."""


class SidePanel(QWidget):
    """Sidebar and chat; lays the sidebar out as the width allows."""

    shown_changed = Signal(bool)
    """Whether the sidebar can be seen."""

    def __init__(self, sidebar: Sidebar, chat: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sidebar = sidebar
        self._is_narrow = False
        self._is_wanted = True
        self._width = WIDTH
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.setHandleWidth(0)
        self._splitter.addWidget(sidebar)
        self._splitter.addWidget(chat)
        self._splitter.setStretchFactor(0, 0)
        self._splitter.setStretchFactor(1, 1)
        self._splitter.splitterMoved.connect(self._on_moved)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)
        self._scrim = _Scrim(self)
        self._scrim.pressed.connect(self.close_drawer)

    @property
    def sidebar_width(self) -> int:
        return self._width

    @property
    def is_wanted(self) -> bool:
        """Whether the person wants the sidebar in a wide window."""
        return self._is_wanted

    @property
    def is_drawer_open(self) -> bool:
        return self._is_narrow and self._scrim.isVisible()

    def set_sidebar(self, width: int, is_wanted: bool) -> None:
        """Width in pixels, and whether a wide window shows it."""
        self._width = width
        self._is_wanted = is_wanted
        self._place()

    def toggle(self) -> None:
        """Show the sidebar, or hide it."""
        if not self._is_narrow:
            self._is_wanted = not self._is_wanted
            self._place()
        elif self.is_drawer_open:
            self.close_drawer()
        else:
            self.open_drawer()

    def open_drawer(self) -> None:
        """Show the sidebar, whatever the width."""
        if not self._is_narrow:
            self._is_wanted = True
            self._place()
            return
        self._scrim.show()
        self._scrim.raise_()
        self._sidebar.show()
        self._sidebar.raise_()
        self._place_drawer()
        self.shown_changed.emit(True)

    def close_drawer(self) -> None:
        """Put the drawer away; nothing in a wide window."""
        if self.is_drawer_open:
            self._scrim.hide()
            self._sidebar.hide()
            self.shown_changed.emit(False)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutDirectionChange):
            self._on_resized()
        return super().event(event)

    def _on_resized(self) -> None:
        is_narrow = self.width() < NARROW_PX
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._place()
        elif self.is_drawer_open:
            self._place_drawer()

    def _place(self) -> None:
        self._scrim.hide()
        if self._is_narrow:
            self._sidebar.setParent(self)
            self._sidebar.hide()
        else:
            self._splitter.insertWidget(0, self._sidebar)
            self._sidebar.setVisible(self._is_wanted)
            self._splitter.setSizes([self._width, max(self.width() - self._width, 1)])
        self.shown_changed.emit(self._is_wanted and not self._is_narrow)

    def _place_drawer(self) -> None:
        self._scrim.setGeometry(self.rect())
        width = min(self._width, self.width() - 48)
        is_ltr = self.layoutDirection() is Qt.LayoutDirection.LeftToRight
        self._sidebar.setGeometry(QRect(0 if is_ltr else self.width() - width, 0, width, self.height()))

    def _on_moved(self) -> None:
        if not self._is_narrow:
            self._width = self._sidebar.width()


class _Scrim(QWidget):
    """Darkens what is behind the drawer; a press closes it."""

    pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), QColor(0, 0, 0, 96))
