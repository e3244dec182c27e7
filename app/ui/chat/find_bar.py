"""The field that searches the chat, over the upper edge of the transcript."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.ui.controls.buttons import IconButton
from app.ui.controls.label import Label
from app.ui.controls.painting import fill
from app.ui.tokens import FontRole


class FindBar(QWidget):
    """Text, how many hits, previous, next, close."""

    text_changed = Signal(str)
    step_requested = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = QLineEdit(self)
        self.field.setProperty("kind", "field")
        self.field.setAccessibleIdentifier("find.text")
        self.field.setMinimumWidth(200)
        self.count = Label(FontRole.CAPTION, "text3", self)
        self.previous = IconButton("chevron-up", "find.previous", self)
        self.next = IconButton("chevron-down", "find.next", self)
        self.close_button = IconButton("x", "find.close", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 6, 6)
        row.setSpacing(4)
        row.addWidget(self.field, 1)
        row.addWidget(self.count)
        for button in (self.previous, self.next, self.close_button):
            row.addWidget(button)
        self.field.textChanged.connect(self.text_changed)
        self.previous.clicked.connect(lambda: self.step_requested.emit(-1))
        self.next.clicked.connect(lambda: self.step_requested.emit(1))
        self.close_button.clicked.connect(self.closed)
        self.hide()
        self._retranslate()

    def show_count(self, current: int, total: int) -> None:
        """Which hit of how many; `current` counts from 0."""
        if not self.field.text():
            self.count.setText("")
        elif total:
            self.count.setText(self.tr("{current} of {total}").format(current=current + 1, total=total))
        else:
            self.count.setText(self.tr("Not found"))
        self.previous.setEnabled(total > 0)
        self.next.setEnabled(total > 0)

    def open(self) -> None:
        """Show it with its text selected."""
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _retranslate(self) -> None:
        self.field.setPlaceholderText(self.tr("Find in this chat"))
        self.field.setAccessibleName(self.tr("Find in this chat"))
        self.previous.set_words(self.tr("Previous hit"))
        self.next.set_words(self.tr("Next hit"))
        self.close_button.set_words(self.tr("Close"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step_requested.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        fill(QPainter(self), QRectF(self.rect()), 12, "surface", "border")
