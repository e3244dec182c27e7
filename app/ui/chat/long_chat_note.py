"""Says above the composer that a chat gets too long for the model, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.ui.controls.announce import announce
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.label import WrappedLabel
from app.ui.controls.painting import fill
from app.ui.tokens import FontRole

_EDGE = 16


class LongChatNote(QWidget):
    """Two sentences and three ways on: a summary, more memory, or to forget the oldest."""

    summary_requested = Signal()
    """Go on in a new chat that begins with a summary of this one."""
    remember_more_requested = Signal()
    closed = Signal()
    """Go on: what does not fit is left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleIdentifier("long_chat")
        self._left_out = 0
        self._label = WrappedLabel(FontRole.UI, "text")
        self.summarise = Button(Kind.PRIMARY, "long_chat.summarise")
        self.remember_more = Button(Kind.LINK, "long_chat.remember_more")
        self.go_on = Button(Kind.LINK, "long_chat.go_on")
        self._ways = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._ways.setSpacing(12)
        for way in self.tab_stops:
            self._ways.addWidget(way)
        self._ways.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(_EDGE, 12, _EDGE, 12)
        column.setSpacing(8)
        column.addWidget(self._label)
        column.addLayout(self._ways)
        self.summarise.clicked.connect(self.summary_requested)
        self.remember_more.clicked.connect(self.remember_more_requested)
        self.go_on.clicked.connect(self.closed)
        self.retranslate()

    @property
    def words(self) -> str:
        """What it says."""
        return self._label.text()

    @property
    def tab_stops(self) -> tuple[QWidget, ...]:
        """Where Tab stops, in order."""
        return self.summarise, self.remember_more, self.go_on

    def tell(self, left_out: int) -> None:
        """Show it: the model forgets the beginning soon, or went without so many of the oldest messages."""
        is_news = self.isHidden() or bool(left_out) is not bool(self._left_out)
        self._left_out = left_out
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
        if self._left_out:
            self._label.setText(
                self.tr("This chat is very long. The model has forgotten the %n oldest message(s).", "", self._left_out)
            )
        else:
            self._label.setText(self.tr("This chat is getting long. The model will soon forget the beginning."))
        self.summarise.setText(self.tr("Start a new chat with a summary"))
        self.remember_more.setText(self.tr("Remember more"))
        self.go_on.setText(self.tr("Go on and forget the oldest"))
        self._fold_ways()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold_ways()

    def _fold_ways(self) -> None:
        """Below each other where they have no room beside each other."""
        room = self.width() - 2 * _EDGE
        wanted = sum(way.sizeHint().width() + self._ways.spacing() for way in self.tab_stops)
        is_row = room >= wanted
        direction = QBoxLayout.Direction.LeftToRight if is_row else QBoxLayout.Direction.TopToBottom
        self._ways.setDirection(direction)

    def paintEvent(self, event: QPaintEvent) -> None:
        fill(QPainter(self), QRectF(self.rect()), 12, "raised")
