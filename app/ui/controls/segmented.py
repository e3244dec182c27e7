"""A choice of a few, all in sight."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QRadioButton, QSizePolicy, QWidget

from app.ui.controls.folding import Flow
from app.ui.controls.painting import fill, focus_ring
from app.ui.theme import theme
from app.ui.tokens import FontRole


class Segmented(QWidget):
    """One of several values. Radio buttons in another dress: arrows move, screen readers know them."""

    chosen = Signal(object)
    """The value that the person chose."""

    def __init__(self, values: Sequence[object], identifier: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values = tuple(values)
        self._segments = [_Segment(f"{identifier}.{value}") for value in values]
        self.setAccessibleIdentifier(identifier)
        policy = QSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        layout = Flow(self, spacing=2, margins=(3, 3, 3, 3))
        for value, segment in zip(self._values, self._segments, strict=True):
            layout.addWidget(segment)
            # Not `clicked`: a screen reader toggles.
            segment.toggled.connect(lambda is_on, value=value: self.chosen.emit(value) if is_on else None)
        theme().changed.connect(self.update)

    def set_words(self, texts: Sequence[str]) -> None:
        """What the segments say, in the order of the values."""
        for text, segment in zip(texts, self._segments, strict=True):
            segment.setText(text)
            segment.updateGeometry()

    def set_value(self, value: object) -> None:
        """Show another value; tells nobody."""
        segment = self._segments[self._values.index(value)]
        segment.blockSignals(True)
        segment.setChecked(True)
        segment.blockSignals(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        fill(QPainter(self), QRectF(self.rect()), 9, "raised")


class _Segment(QRadioButton):
    def __init__(self, identifier: str) -> None:
        super().__init__()
        self.setAccessibleIdentifier(identifier)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme().font(FontRole.UI_STRONG))
        return QSize(metrics.horizontalAdvance(self.text()) + theme().scaled(28), theme().scaled(31))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def hitButton(self, position: QPoint) -> bool:
        return self.rect().contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        rect = QRectF(self.rect())
        if self.isChecked():
            fill(painter, rect, 7, "surface", "border")
        painter.setFont(theme().font(FontRole.UI_STRONG if self.isChecked() else FontRole.UI))
        tokens = theme().tokens
        colour = tokens.disabled if not self.isEnabled() else tokens.text if self.isChecked() else tokens.text2
        painter.setPen(QColor(colour))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        if self.hasFocus():
            focus_ring(painter, rect, 7)
