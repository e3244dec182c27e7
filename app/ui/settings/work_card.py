"""Who does the work, at the top of the page."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.ui import icons
from app.ui.controls.label import WrappedLabel
from app.ui.controls.painting import fill, mirrored
from app.ui.theme import theme
from app.ui.tokens import FontRole

_LEFT_PX = 50


class WorkCard(QWidget):
    """A sentence, and a line that says why."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleIdentifier("settings.work")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._title = WrappedLabel(FontRole.UI_STRONG)
        self._line = WrappedLabel(FontRole.UI, "text2")
        column = QVBoxLayout(self)
        column.setContentsMargins(_LEFT_PX, 13, 16, 13)
        column.setSpacing(2)
        column.addWidget(self._title)
        column.addWidget(self._line)
        theme().changed.connect(self.update)

    def set_words(self, title: str, line: str) -> None:
        self._title.setText(title)
        self._line.setText(line)
        self.setAccessibleName(title)
        self.setAccessibleDescription(line)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        fill(painter, QRectF(self.rect()), 12, "accent_soft")
        side = theme().scaled(20)
        picture = icons.pixmap("zap", "accent_text", side, self.devicePixelRatioF())
        place = mirrored(self, self.rect().adjusted(17, 15, -(self.width() - 17 - side), -(self.height() - 15 - side)))
        painter.drawPixmap(place.topLeft(), picture)
