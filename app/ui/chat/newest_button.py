"""The round button above the composer that goes to the newest text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.ui import icons
from app.ui.controls.buttons import PaintedButton
from app.ui.controls.painting import draw_centred, focus_ring
from app.ui.theme import theme

GAP = 12
"""Between the button and the lower edge of the chat."""


def _side() -> int:
    return max(theme().scaled(36), 32)


def newest_room() -> int:
    """How much of the lower edge of the chat the button takes, with what is to stay free around it."""
    return _side() + 2 * GAP


class NewestButton(PaintedButton):
    """Shown while the end is out of sight; a dot says that something new came."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("transcript.newest", parent)
        self._has_news = False
        self._retranslate()

    def set_news(self, has_news: bool) -> None:
        """Whether text came that nobody saw."""
        if has_news != self._has_news:
            self._has_news = has_news
            self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.set_words(self.tr("To the newest"))

    def sizeHint(self) -> QSize:
        return QSize(_side(), _side())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = theme().tokens
        circle = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.setBrush(QColor(tokens.hover if self.underMouse() else tokens.surface))
        painter.drawEllipse(circle)
        picture = icons.pixmap("arrow-down", "text2", theme().scaled(18), self.devicePixelRatioF())
        draw_centred(painter, self.rect(), picture)
        if self._has_news:
            painter.setPen(QPen(QColor(tokens.surface), 2))
            painter.setBrush(QColor(tokens.accent))
            painter.drawEllipse(QRectF(self.width() - 12, 1, 10, 10))
        if self.hasFocus():
            focus_ring(painter, QRectF(self.rect()), self.width() / 2)
