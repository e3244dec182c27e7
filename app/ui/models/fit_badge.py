"""The verdict on a model as a badge: icon, words and colour."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.fit import Fit, Verdict
from app.presenters.catalogue_words import badge, why
from app.ui import icons
from app.ui.controls.painting import fill, mirrored
from app.ui.theme import theme
from app.ui.tokens import FontRole

_LOOKS = {
    Fit.GREAT: ("success", "zap"),
    Fit.SLOW: ("warning", "clock"),
    Fit.TOO_BIG: ("danger", "circle-alert"),
    Fit.NO_DISK: ("danger", "hard-drive"),
}


class FitBadge(QWidget):
    """Hidden until there is a verdict."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._fit = Fit.GREAT
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)
        self.hide()

    def set_verdict(self, verdict: Verdict | None) -> None:
        """What the badge says; None hides it."""
        self.setVisible(verdict is not None)
        if verdict is not None:
            self._text, self._fit = badge(verdict), verdict.fit
            self.setAccessibleName(self._text)
            self.setToolTip(why(verdict))
            self.updateGeometry()
            self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme().font(FontRole.CAPTION_STRONG))
        return QSize(metrics.horizontalAdvance(self._text) + theme().scaled(38), theme().scaled(24))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        colour, icon_name = _LOOKS[self._fit]
        painter = QPainter(self)
        rect = QRectF(self.rect())
        fill(painter, rect, rect.height() / 2, f"{colour}_soft")
        side = theme().scaled(14)
        place = mirrored(self, QRect(theme().scaled(10), (self.height() - side) // 2, side, side))
        painter.drawPixmap(place.topLeft(), icons.pixmap(icon_name, colour, side, self.devicePixelRatioF()))
        painter.setFont(theme().font(FontRole.CAPTION_STRONG))
        painter.setPen(QColor(getattr(theme().tokens, colour)))
        left = theme().scaled(28)
        words = QRect(left, 0, self.width() - left, self.height())
        painter.drawText(
            mirrored(self, words), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, self._text
        )
