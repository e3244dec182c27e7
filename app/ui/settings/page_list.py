"""The list of the pages: a column at the leading side, lines above the page where the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QSizePolicy, QWidget

from app.ui.controls.folding import Flow
from app.ui.controls.label import Label
from app.ui.settings import page_accessible
from app.ui.settings.page_button import PageButton
from app.ui.theme import theme
from app.ui.tokens import FontRole

_WIDTH_PX = 208


class PageList(QWidget):
    """Its ground, its title, and one button a page, of which one is chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        page_accessible.install()
        self.title = Label(FontRole.TITLE)
        self.title.setContentsMargins(10, 0, 0, 6)
        self._group = QButtonGroup(self)
        self._is_column = True
        self._flow = Flow(self, spacing=2, margins=(12, 16, 13, 12), is_column=True)
        self._flow.addWidget(self.title)
        theme().changed.connect(self._fit)
        self._fit()

    def add(self, button: PageButton) -> None:
        self._group.addButton(button)
        self._flow.addWidget(button)

    @staticmethod
    def column_px() -> int:
        """How wide the column is with the text as large as it is."""
        return theme().scaled(_WIDTH_PX)

    def set_column(self, is_column: bool) -> None:
        """A column beside the page, or lines above it; there the title is the window's alone."""
        self._is_column = is_column
        self._flow.set_column(is_column)
        self.title.setVisible(is_column)
        self._fit()

    def _fit(self) -> None:
        self.setMinimumWidth(self.column_px() if self._is_column else 0)
        policy = QSizePolicy(
            QSizePolicy.Policy.Preferred,
            QSizePolicy.Policy.Preferred if self._is_column else QSizePolicy.Policy.Minimum,
        )
        policy.setHeightForWidth(not self._is_column)
        self.setSizePolicy(policy)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme().tokens.sidebar))
        border = QColor(theme().tokens.border)
        if not self._is_column:
            painter.fillRect(0, self.height() - 1, self.width(), 1, border)
            return
        edge = self.width() - 1 if self.layoutDirection() is Qt.LayoutDirection.LeftToRight else 0
        painter.fillRect(edge, 0, 1, self.height(), border)
