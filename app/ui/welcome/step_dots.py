"""How far the first run is: one stroke a screen."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ui.controls.painting import fill, mirrored
from app.ui.theme import theme

_STROKE, _GAP, _THICK = 36, 6, 4


class StepDots(QWidget):
    """The third screen is the chat itself."""

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = count
        self._step = 1
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)
        self.set_step(1)

    def set_step(self, step: int) -> None:
        """The screen that is shown, from 1 on."""
        self._step = step
        words = self.tr("Step {step} of {count}").replace("{step}", str(step)).replace("{count}", str(self._count))
        self.setAccessibleName(words)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme().scaled(self._count * (_STROKE + _GAP) - _GAP), theme().scaled(_THICK))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for number in range(self._count):
            left = theme().scaled(number * (_STROKE + _GAP))
            stroke = QRectF(left, 0, theme().scaled(_STROKE), self.height())
            ground = "progress" if number < self._step else "track"
            fill(painter, QRectF(mirrored(self, stroke.toRect())), self.height() / 2, ground)
