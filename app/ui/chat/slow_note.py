"""Says above the composer why the last answer was slow, with one way to make the next one faster."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.slowness import Slowness
from app.presenters.slow_words import cure_words, slow_words
from app.ui.controls.announce import announce
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.label import Label, WrappedLabel
from app.ui.controls.painting import fill
from app.ui.tokens import FontRole


class SlowNote(QWidget):
    """A question, its answer, a remedy, and a way to put it away."""

    cure_requested = Signal(object)
    """Slowness"""
    closed = Signal(object)
    """Slowness"""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleIdentifier("slow")
        self._why: Slowness | None = None
        self._title = Label(FontRole.UI_STRONG)
        self._text = WrappedLabel(FontRole.UI, "text2")
        self._cure = Button(Kind.PLAIN, "slow.cure")
        self._close = Button(Kind.LINK, "slow.close")
        ways = QHBoxLayout()
        ways.setSpacing(12)
        ways.addWidget(self._cure)
        ways.addWidget(self._close)
        ways.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addLayout(ways)
        self._cure.clicked.connect(lambda: self.cure_requested.emit(self._why))
        self._close.clicked.connect(lambda: self.closed.emit(self._why))
        self.retranslate()

    @property
    def words(self) -> str:
        """What it says."""
        return self._text.text()

    def tell(self, why: Slowness) -> None:
        """Show it."""
        is_news = self.isHidden() or why.cure != (self._why and self._why.cure)
        self._why = why
        self.retranslate()
        self.show()
        if is_news and self.isVisible():
            announce(self, f"{self._title.text()} {self.words}")

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self._title.setText(self.tr("Why is it slow?"))
        self._close.setText(self.tr("OK"))
        if self._why is not None:
            self._text.setText(slow_words(self._why))
            self._cure.setText(cure_words(self._why.cure, self._why.smaller))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()

    def paintEvent(self, event: QPaintEvent) -> None:
        fill(QPainter(self), QRectF(self.rect()), 12, "raised")
