"""A memory as a bar: the model, other programs, what is free."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.memory_use import MemoryUse
from app.presenters.memory_words import memory_parts, memory_title, memory_total
from app.ui.controls.folding import Flow, FoldingRow
from app.ui.controls.label import Label, WrappedLabel
from app.ui.controls.painting import fill
from app.ui.controls.progress_bar import ProgressBar
from app.ui.theme import theme
from app.ui.tokens import FontRole

_COLOURS = ("progress", "text3", "track")
"""Of the three parts, in the order of `memory_parts`."""


class MemoryRow(QWidget):
    """Name and sum above the bar, what the colours mean below."""

    def __init__(self, identifier: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleIdentifier(identifier)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._title = Label(FontRole.UI_MEDIUM)
        self._total = Label(FontRole.UI, "text2")
        self._bar = ProgressBar(*_COLOURS[:2])
        self._legend = [_Meaning() for _ in _COLOURS]
        head, legend = QWidget(), QWidget()
        words = FoldingRow(head)
        words.addWidget(self._title)
        words.addWidget(self._total)
        parts = Flow(legend, spacing=14)
        for label, colour in zip(self._legend, _COLOURS, strict=True):
            part = QHBoxLayout()
            part.setSpacing(6)
            part.addWidget(_Dot(colour))
            part.addWidget(label)
            parts.add_layout(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(8)
        column.addWidget(head)
        column.addWidget(self._bar)
        column.addWidget(legend)

    def set_use(self, use: MemoryUse) -> None:
        """Show other figures."""
        parts = memory_parts(use)
        self._title.setText(memory_title(use))
        self._total.setText(memory_total(use))
        for label, text in zip(self._legend, parts, strict=True):
            label.setText(text)
        whole = max(1, use.total_bytes)
        self._bar.set_parts(use.model_bytes / whole, use.other_bytes / whole)
        self.setAccessibleName(f"{memory_title(use)}: {memory_total(use)}")
        self.setAccessibleDescription(". ".join(parts))


class _Meaning(WrappedLabel):
    """In one line where there is room: figures make it longer than any window was tried with."""

    def __init__(self) -> None:
        super().__init__(FontRole.CAPTION, "text3")

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 1, metrics.height())


class _Dot(QWidget):
    """What a colour of the bar means stands behind it."""

    def __init__(self, colour: str) -> None:
        super().__init__()
        self._colour = colour
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(theme().scaled(8), theme().scaled(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        fill(QPainter(self), QRectF(self.rect()), self.width() / 2, self._colour)
