"""A step of the first run in a window that may be too small for it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QWidget


class ScrolledStep(QScrollArea):
    """In the middle, no wider than its own maximum; as high as its words need in this width, and scrolled then.

    Qt's own asks for the height of texts in a width that they do not get.
    """

    def __init__(self, step: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        if self._row.hasHeightForWidth():
            self._page.setMinimumHeight(self._row.totalHeightForWidth(width))
