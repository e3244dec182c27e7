"""How full the model's memory of the chat is, as a ring with a few words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.controls.buttons import PaintedButton
from app.ui.controls.painting import fill, focus_ring, mirrored
from app.ui.theme import theme
from app.ui.tokens import FontRole

if TYPE_CHECKING:
    from app.domain.context import Fullness

_RING = 14
_LINE = 2.5
_EDGE = 10
_GAP = 8


class FullnessGauge(PaintedButton):
    """Opens what can be done about it. Where there is no room for the words, the ring stays."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("composer.memory", parent)
        self._found: Fullness | None = None
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.hide()

    def set_fullness(self, found: Fullness | None) -> None:
        """None hides it: nothing is known, or there is nothing to remember yet."""
        self._found = found
        self._retranslate()
        self.setVisible(found is not None)
        self.updateGeometry()
        self.update()

    def _retranslate(self) -> None:
        if self._found is None:
            return
        from app.presenters.fullness_words import gauge_words  # not before there is something to say

        words = gauge_words(self._found)
        self.setText(words)
        self.set_words(words, self.tr("{words}. How much the model remembers of this chat").format(words=words))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def sizeHint(self) -> QSize:
        words = QFontMetrics(theme().font(FontRole.CAPTION)).horizontalAdvance(self.text())
        return QSize(self.minimumSizeHint().width() + theme().scaled(_GAP) + words, theme().scaled(34))

    def minimumSizeHint(self) -> QSize:
        return QSize(max(theme().scaled(_RING + 2 * _EDGE), 32), max(theme().scaled(34), 32))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._found is None:
            return
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.underMouse() or self.isDown():
            fill(painter, rect, 8, "hover")
        self._paint_ring(painter)
        if self.width() >= self.sizeHint().width():
            start = theme().scaled(_EDGE + _RING + _GAP)
            painter.setFont(theme().font(FontRole.CAPTION))
            painter.setPen(QColor(theme().tokens.warning if self._found.is_long else theme().tokens.text3))
            painter.setLayoutDirection(self.layoutDirection())
            text_rect = mirrored(self, QRect(start, 0, self.width() - start, self.height()))
            painter.drawText(text_rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeading, self.text())
        if self.hasFocus():
            focus_ring(painter, rect, 8)

    def _paint_ring(self, painter: QPainter) -> None:
        assert self._found is not None
        side, line = theme().scaled(_RING), theme().scaled(10) * _LINE / 10
        square = mirrored(self, QRect(theme().scaled(_EDGE), (self.height() - side) // 2, side, side))
        ring = QRectF(square).adjusted(line / 2, line / 2, -line / 2, -line / 2)
        tokens = theme().tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(tokens.track), line))
        painter.drawEllipse(ring)
        share = 1.0 if self._found.is_forgetting else min(1.0, self._found.share)
        pen = QPen(QColor(tokens.warning if self._found.is_long else tokens.progress), line)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        turn = -1 if self.layoutDirection() is Qt.LayoutDirection.LeftToRight else 1
        painter.drawArc(ring, 90 * 16, round(turn * share * 360 * 16))
