"""The place of the downloads in the sidebar."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from app.ui.theme import theme

_LEAST_PX = 88
"""At 100 % text: the name and the bar."""


class DownloadsPlace(QScrollArea):
    """As high as the rows in this width; scrolled where large text leaves less room, so that no line is cut for good.

    Hidden with what is in it.
    """

    def __init__(self, rows: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setViewport(QWidget())  # ours, which paints no ground
        self.setWidget(rows)
        rows.setAutoFillBackground(False)
        rows.installEventFilter(self)
        theme().changed.connect(self._fit)

    def sizeHint(self) -> QSize:
        return QSize(self._rows.sizeHint().width(), self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._rows.minimumSizeHint().width(), min(self._height, theme().scaled(_LEAST_PX)))

    @property
    def _height(self) -> int:
        wanted = self._rows.heightForWidth(self.viewport().width())
        return wanted if wanted >= 0 else self._rows.sizeHint().height()  # before it has rows

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._rows:
            if event.type() is QEvent.Type.LayoutRequest:
                self._fit()
            elif event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
                self.setVisible(not self._rows.isHidden())
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        if self._rows.minimumHeight() != self._height or self.maximumHeight() != self._height:
            self._rows.setMinimumHeight(self._height)
            self.setMaximumHeight(self._height)
            self.updateGeometry()
