"""The log of the engine, live."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QFontDatabase, QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.ui.controls.announce import announce
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.label import WrappedLabel
from app.ui.theme import theme
from app.ui.tokens import FontRole

_MOST_LINES = 5000


class LogDialog(QDialog):
    """Not modal. Follows the end of the log unless the person scrolled up."""

    watched = Signal(bool)
    """It came on screen, or left it."""
    folder_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleIdentifier("log")
        self._note = WrappedLabel(FontRole.CAPTION, "text2")
        self._text = QPlainTextEdit()
        self._text.setProperty("kind", "box")
        self._text.setReadOnly(True)
        self._text.setUndoRedoEnabled(False)
        self._text.setMaximumBlockCount(_MOST_LINES)
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._text.setAccessibleIdentifier("log.text")
        self._copy = Button(Kind.PLAIN, "log.copy")
        self._folder = Button(Kind.PLAIN, "log.folder")
        self._close = Button(Kind.PLAIN, "log.close")
        box = QDialogButtonBox()
        box.addButton(self._close, QDialogButtonBox.ButtonRole.RejectRole)
        box.rejected.connect(self.close)
        row = QHBoxLayout()
        row.addWidget(self._copy)
        row.addWidget(self._folder)
        row.addStretch(1)
        row.addWidget(box)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(self._note)
        column.addWidget(self._text, 1)
        column.addLayout(row)
        self._copy.clicked.connect(self._on_copy)
        self._folder.clicked.connect(self.folder_requested)
        self.retranslate()
        self.resize(theme().scaled(820), theme().scaled(520))

    def add(self, text: str) -> None:
        """More lines, at the end."""
        bar = self._text.verticalScrollBar()
        was_at_end = bar.value() >= bar.maximum() - 1
        self._text.appendPlainText(text.rstrip("\n"))
        if was_at_end:
            bar.setValue(bar.maximum())

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self.setWindowTitle(self.tr("Log of the engine"))
        self._note.setText(self.tr("What the engine writes while it works. Your chats are not in it."))
        self._text.setAccessibleName(self.tr("Log of the engine"))
        self._text.setPlaceholderText(self.tr("Nothing is written yet."))
        self._copy.setText(self.tr("Copy"))
        self._folder.setText(self.tr("Open folder"))
        self._close.setText(self.tr("Close"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self._text.clear()
            self._close.setFocus()
            self.watched.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.watched.emit(False)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.watched.emit(False)
        super().closeEvent(event)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._text.toPlainText())
        announce(self, self.tr("The log was copied."))
