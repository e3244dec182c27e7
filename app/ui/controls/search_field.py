"""A field that filters what stands below it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from app.ui import icons
from app.ui.controls.painting import draw_centred, mirrored
from app.ui.theme import theme


class SearchField(QLineEdit):
    """Esc clears it, the arrow down leaves it for the list below."""

    left_downwards = Signal()

    def __init__(self, identifier: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "field")
        self.setAccessibleIdentifier(identifier)
        theme().changed.connect(self._follow_theme)
        self._follow_theme()

    def set_words(self, text: str) -> None:
        """The name, which also stands in the empty field."""
        self.setPlaceholderText(text)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme().scaled(36))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme().scaled(80), theme().scaled(36))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._follow_theme()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() == Qt.Key.Key_Down:
            self.left_downwards.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        side = theme().scaled(16)
        rect = mirrored(self, QRect(theme().scaled(7), 0, side, self.height()))
        draw_centred(painter, rect, icons.pixmap("search", "text2", side, self.devicePixelRatioF()))

    def _follow_theme(self) -> None:
        room = theme().scaled(28)
        is_ltr = self.layoutDirection() is Qt.LayoutDirection.LeftToRight
        self.setTextMargins(room if is_ltr else 0, 0, 0 if is_ltr else room, 0)
        self.updateGeometry()
