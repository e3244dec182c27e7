"""Pictures of the first run that follow theme and text size."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui import icons
from app.ui.controls.painting import draw_centred, fill
from app.ui.theme import theme


class Mark(QWidget):
    """Our own mark."""

    def __init__(self, side: int = 52, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        side = theme().scaled(self._side)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_centred(painter, self.rect(), icons.mark_pixmap(self.width(), self.devicePixelRatioF()))


class IconDot(QWidget):
    """An icon on a soft round ground."""

    def __init__(self, icon_name: str, parent: QWidget | None = None, *, has_ground: bool = True) -> None:
        super().__init__(parent)
        self._icon_name = icon_name
        self._has_ground = has_ground
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        side = theme().scaled(36 if self._has_ground else 20)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._has_ground:
            fill(painter, QRectF(self.rect()), self.height() / 2, "accent_soft")
        colour = "accent_text" if self._has_ground else "text2"
        draw_centred(
            painter, self.rect(), icons.pixmap(self._icon_name, colour, theme().scaled(18), self.devicePixelRatioF())
        )
