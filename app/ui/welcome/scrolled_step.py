"""A step of the first run in a window that may be too small for it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QScrollArea, QWidget

_FOOT_PX = 12
"""Above the button that goes on."""


class ScrolledStep(QScrollArea):
    """In the middle, no wider than its own maximum; as high as its words need in this width, and scrolled then.

    Qt's own asks for the height of texts in a width that they do not get. The button that goes on stays in sight below
    what is scrolled.
    """

    def __init__(self, step: QWidget, go: QPushButton, place: QBoxLayout, parent: QWidget | None = None) -> None:
        """`place` is the layout of the step that holds the button `go`, among others, in its middle."""
        super().__init__(parent)
        self._go, self._place, self._index = go, place, place.indexOf(go)
        self._is_pinned = False
        self._page = page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(step, 1000)
        row.addStretch(1)
        self._row = row
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(page)
        page.installEventFilter(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._page and event.type() is QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        width = self.viewport().width()
        if not self._row.hasHeightForWidth():
            return
        needed = self._row.totalHeightForWidth(width)
        self._page.setMinimumHeight(needed)
        button = self._go.sizeHint()
        self._pin(needed + (button.height() if self._is_pinned else 0) > self.height())
        if self._is_pinned:
            left = (self.width() - min(button.width(), self.width())) // 2
            top = self.height() - button.height()
            self._go.setGeometry(QRect(left, top, min(button.width(), self.width()), button.height()))
            self.setViewportMargins(0, 0, 0, button.height() + _FOOT_PX)

    def _pin(self, is_pinned: bool) -> None:
        if is_pinned is self._is_pinned:
            return
        self._is_pinned = is_pinned
        had_focus = self.window().focusWidget() is self._go
        if is_pinned:
            self._place.removeWidget(self._go)
            self._go.setParent(self)
        else:
            self._place.insertWidget(self._index, self._go, alignment=Qt.AlignmentFlag.AlignCenter)
            self.setViewportMargins(0, 0, 0, 0)
        self._go.show()
        if had_focus:
            self._go.setFocus(Qt.FocusReason.OtherFocusReason)
