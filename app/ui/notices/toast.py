"""A word at the bottom of the window after something was done, with Undo."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, QTimer
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.controls.announce import announce
from app.ui.controls.buttons import Button, IconButton, Kind
from app.ui.controls.label import Label
from app.ui.controls.painting import SHADOW, floating_card
from app.ui.theme import theme
from app.ui.tokens import FontRole

_SHOWN_MS = 10_000
_FLASHED_MS = 1_500


class Toast(QWidget):
    """Stays for 10 s, and for as long as the pointer or the focus is on it."""

    def __init__(self, parent: QWidget, column: QWidget | None = None) -> None:
        """It lies over all of `parent`, in the middle of `column`, a part of that."""
        super().__init__(parent)
        self._area = parent
        self._column = column or parent
        self._column.installEventFilter(self)
        self._undo: Callable[[], None] | None = None
        self._shown_ms = _SHOWN_MS
        self._label = Label(FontRole.UI, "text")
        self._button = Button(Kind.LINK, "toast.undo")
        self._offer = Button(Kind.LINK, "toast.offer")
        self._offered: Callable[[], None] | None = None
        self._close = IconButton("x", "toast.close")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_time_over)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16 + SHADOW, 6 + SHADOW, 6 + SHADOW, 6 + SHADOW)
        layout.setSpacing(12)
        layout.addWidget(self._label)
        layout.addWidget(self._button)
        layout.addWidget(self._offer)
        layout.addWidget(self._close)
        self._button.clicked.connect(self.undo)
        self._offer.clicked.connect(self._on_offer)
        self._close.clicked.connect(self.hide)
        self.retranslate()
        self.hide()

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back now."""
        return self.isVisible() and self._undo is not None

    def flash(self, text: str, shown_ms: int = _FLASHED_MS) -> None:
        """Say for a moment that something was done, or why not; where something can be undone now, that stays."""
        if self.can_undo:
            announce(self, text)
        else:
            self.show_text(text, shown_ms=shown_ms)

    def show_text(self, text: str, undo: Callable[[], None] | None = None, shown_ms: int = _SHOWN_MS) -> None:
        """Show a sentence; `undo` takes back what was done."""
        self._undo = undo
        self._shown_ms = shown_ms
        self._label.setText(text)
        self._label.setAccessibleName(text)
        self._button.setVisible(undo is not None)
        self._offer.hide()
        self.show()
        self.raise_()
        self.place()
        self._timer.start(shown_ms)
        announce(self, text)

    def show_offer(self, text: str, label: str, action: Callable[[], None]) -> None:
        """Show a sentence with something that can be done now; no key does it."""
        self.show_text(text)
        self._offered = action
        self._offer.setText(label)
        self._offer.show()
        self.place()

    def _on_offer(self) -> None:
        self.hide()
        if self._offered is not None:
            self._offered()

    def undo(self) -> None:
        """Take back what was done, if there is something."""
        if self.can_undo and self._undo is not None:
            undo, self._undo = self._undo, None
            self.hide()
            undo()

    def place(self) -> None:
        """At the bottom of the window, in the middle of the column; whole, where that is narrow."""
        parent, column = self._area, self._column
        self.adjustSize()
        self.resize(min(self.width(), parent.width() - 32), self.height())
        left = column.mapTo(parent, column.rect().topLeft()).x() if column is not parent else 0
        middle = left + column.width() // 2 - self.width() // 2
        self.move(
            max(16, min(middle, parent.width() - self.width() - 16)),
            parent.height() - self.height() - theme().scaled(150),
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The column is made wider or narrower, also where the window is not."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and self.isVisible():
            self.place()
        return False

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self._button.setText(self.tr("Undo"))
        self._close.set_words(self.tr("Close"))

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._timer.start(self._shown_ms)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()

    def paintEvent(self, event: QPaintEvent) -> None:
        floating_card(QPainter(self), QRectF(self.rect()))

    def _on_time_over(self) -> None:
        focus = self.window().focusWidget()
        if focus is not None and self.isAncestorOf(focus) and self.window().isActiveWindow():
            self._timer.start(self._shown_ms)
        else:
            self.hide()
