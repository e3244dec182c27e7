"""A slider over a few values, with a word at both ends."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSlider, QStyle, QVBoxLayout, QWidget

from app.ui.controls.label import Label
from app.ui.controls.painting import fill
from app.ui.theme import theme
from app.ui.tokens import FontRole


class StepSlider(QWidget):
    """Tells where it is while it moves, and what was chosen when it is let go."""

    moved = Signal()
    chosen = Signal(int)
    """The value that the person chose."""

    def __init__(self, values: Sequence[int], identifier: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values = tuple(values)
        self._chosen = self._values[0]
        self.slider = _Slider(len(self._values), identifier)
        self._marks = _Marks(self.slider)
        self._low = Label(FontRole.CAPTION, "text2")
        self._high = Label(FontRole.CAPTION, "text2")
        ends = QHBoxLayout()
        ends.addWidget(self._low)
        ends.addStretch(1)
        ends.addWidget(self._high)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.slider)
        column.addWidget(self._marks)
        column.addLayout(ends)
        self.setFocusProxy(self.slider)
        self.slider.valueChanged.connect(self._on_moved)
        self.slider.sliderReleased.connect(self._on_chosen)

    @property
    def value(self) -> int:
        """The value under the handle."""
        return self._values[self.slider.value()]

    def set_value(self, value: int) -> None:
        """Show the nearest value; tells nobody."""
        self.slider.blockSignals(True)
        self.slider.setValue(min(range(len(self._values)), key=lambda n: abs(self._values[n] - value)))
        self.slider.blockSignals(False)
        self._chosen = self.value

    def set_marked(self, values: Collection[int]) -> None:
        """Mark those that cannot be had: a dot in the colour of a warning stands below them, a quiet one below the
        others. None marked shows no dots."""
        self._marks.set_marked([value in values for value in self._values] if values else [])

    def set_words(self, low: str, high: str) -> None:
        """What the ends are called."""
        self._low.setText(low)
        self._high.setText(high)

    def setAccessibleName(self, name: str) -> None:
        """For the slider, which is what has the focus."""
        super().setAccessibleName(name)
        self.slider.setAccessibleName(name)

    def _on_moved(self) -> None:
        self.moved.emit()
        if not self.slider.isSliderDown():  # by key, or by a screen reader
            self._on_chosen()

    def _on_chosen(self) -> None:
        if self.value != self._chosen:
            self._chosen = self.value
            self.chosen.emit(self.value)


class _Slider(QSlider):
    def __init__(self, steps: int, identifier: str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(0, steps - 1)
        self.setPageStep(1)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleIdentifier(identifier)

    def sizeHint(self) -> QSize:
        return QSize(theme().scaled(190), max(super().sizeHint().height(), 24))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 24)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page scrolls; a setting must not change on the way


class _Marks(QWidget):
    """A dot below each place of the handle."""

    def __init__(self, slider: QSlider) -> None:
        super().__init__()
        self._slider = slider
        self._marked: list[bool] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()
        theme().changed.connect(self.update)

    def set_marked(self, marked: list[bool]) -> None:
        self._marked = marked
        self.setVisible(bool(marked))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        handle = self._slider.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength, None, self._slider)
        room = self.width() - handle
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        for place, is_marked in enumerate(self._marked):
            at = QStyle.sliderPositionFromValue(0, len(self._marked) - 1, place, room, is_mirrored) + handle / 2
            side = 6 if is_marked else 4
            dot = QRectF(at - side / 2, (self.height() - side) / 2, side, side)
            fill(painter, dot, side / 2, "warning" if is_marked else "border_strong")
