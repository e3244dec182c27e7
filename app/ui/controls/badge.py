"""A badge: icon, words and colour, never colour alone."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import icons
from app.ui.controls.painting import fill, mirrored
from app.ui.theme import theme
from app.ui.tokens import FontRole


class Badge(QWidget):
    """A pill with an icon before its words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._icon_name = "info"
        self._colour = "accent_text"
        self._ground = "accent_soft"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def set_badge(self, text: str, icon_name: str, colour: str = "accent_text", ground: str = "accent_soft") -> None:
        """What it says; `colour` and `ground` are tokens."""
        self._text, self._icon_name, self._colour, self._ground = text, icon_name, colour, ground
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme().font(FontRole.CAPTION_STRONG))
        return QSize(metrics.horizontalAdvance(self._text) + theme().scaled(38), theme().scaled(24))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        fill(painter, rect, rect.height() / 2, self._ground)
        side = theme().scaled(14)
        place = mirrored(self, QRect(theme().scaled(10), (self.height() - side) // 2, side, side))
        painter.drawPixmap(place.topLeft(), icons.pixmap(self._icon_name, self._colour, side, self.devicePixelRatioF()))
        painter.setFont(theme().font(FontRole.CAPTION_STRONG))
        painter.setPen(QColor(getattr(theme().tokens, self._colour)))
        left = theme().scaled(28)
        words = QRect(left, 0, self.width() - left, self.height())
        painter.setLayoutDirection(self.layoutDirection())
        painter.drawText(
            mirrored(self, words), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, self._text
        )
