"""The scroll bar of the transcript: always there, and visible only while there is something to scroll."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractSlider, QScrollBar, QStyle, QStyleOptionSlider, QWidget

from app.ui.theme import theme

_INSET = 2
_LAZY_S = 0.25


class QuietScrollBar(QScrollBar):
    """Keeps its width, so that the column never moves when it overflows.

    Paints itself: through a style sheet that costs a noticeable piece of every frame of streaming text.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.is_lazy = False
        """While true, changes are painted four times a second: growing text changes the range in every frame."""
        self._painted_at = 0.0
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(round(_LAZY_S * 1_000))
        self._later.timeout.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        self._painted_at = time.monotonic()
        painter = QPainter(self)
        tokens = theme().tokens
        painter.fillRect(self.rect(), QColor(tokens.bg))
        if self.maximum() <= self.minimum():
            return
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = self.style().subControlRect(
            QStyle.ComplexControl.CC_ScrollBar, option, QStyle.SubControl.SC_ScrollBarSlider, self
        )
        is_active = self.isSliderDown() or self.underMouse()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.border_strong if is_active else tokens.track))
        shape = QRectF(handle).adjusted(_INSET, _INSET, -_INSET, -_INSET)
        painter.drawRoundedRect(shape, shape.width() / 2, shape.width() / 2)

    def sliderChange(self, change: QAbstractSlider.SliderChange) -> None:
        if not self.is_lazy:
            super().sliderChange(change)
        elif time.monotonic() - self._painted_at >= _LAZY_S:
            self._later.stop()
            self.update()  # with the text of this frame: to wake up for it alone costs more
        elif not self._later.isActive():
            self._later.start()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        is_taken = super().event(event)
        if event.type() in (QEvent.Type.Polish, QEvent.Type.StyleChange):
            # A style sheet takes it away; without it all that is below the bar is painted first.
            self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        return is_taken
