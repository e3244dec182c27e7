"""Says above the composer that a chat gets too long for the model, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.controls.announce import announce
from app.ui.controls.buttons import Button, IconButton, Kind
from app.ui.controls.label import WrappedLabel
from app.ui.controls.painting import fill
from app.ui.tokens import FontRole


class LongChatNote(QWidget):
    """Two sentences, two ways out, and a way to put it away."""

    summary_requested = Signal()
    """Go on in a new chat that begins with a summary of this one."""
    remember_more_requested = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleIdentifier("long_chat")
        self._is_forgetting = False
        self._label = WrappedLabel(FontRole.UI, "text")
        self.summarise = Button(Kind.PRIMARY, "long_chat.summarise")
        self.remember_more = Button(Kind.LINK, "long_chat.remember_more")
        self._close = IconButton("x", "long_chat.close")
        upper = QHBoxLayout()
        upper.setSpacing(8)
        upper.addWidget(self._label, 1)
        upper.addWidget(self._close)
        lower = QHBoxLayout()
        lower.setSpacing(12)
        lower.addWidget(self.summarise)
        lower.addWidget(self.remember_more)
        lower.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 8, 12)
        column.setSpacing(6)
        column.addLayout(upper)
        column.addLayout(lower)
        self.summarise.clicked.connect(self.summary_requested)
        self.remember_more.clicked.connect(self.remember_more_requested)
        self._close.clicked.connect(self.closed)
        self.retranslate()

    @property
    def words(self) -> str:
        """What it says."""
        return self._label.text()

    @property
    def tab_stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        return self.summarise, self.remember_more, self._close

    def tell(self, *, is_forgetting: bool) -> None:
        """Show it: the model forgets the beginning soon, or has forgotten it."""
        is_news = self.isHidden() or is_forgetting is not self._is_forgetting
        self._is_forgetting = is_forgetting
        self.retranslate()
        self.show()
        if is_news and self.isVisible():
            announce(self, self.words)

    def set_busy(self, is_busy: bool) -> None:
        """While an answer is being written a summary would leave it out."""
        self.summarise.setEnabled(not is_busy)
        self.summarise.setToolTip(self.tr("Wait for the answer, or stop it.") if is_busy else "")

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        if self._is_forgetting:
            self._label.setText(self.tr("This chat is very long. The model has forgotten the beginning."))
        else:
            self._label.setText(self.tr("This chat is getting long. The model will soon forget the beginning."))
        self.summarise.setText(self.tr("Start a new chat with a summary"))
        self.remember_more.setText(self.tr("Remember more"))
        self._close.set_words(self.tr("Close"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()

    def paintEvent(self, event: QPaintEvent) -> None:
        fill(QPainter(self), QRectF(self.rect()), 12, "raised")
