"""The window that says that the program hit a fault of its own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.ui.controls.buttons import Button, Kind
from app.ui.controls.label import WrappedLabel
from app.ui.theme import theme
from app.ui.tokens import FontRole


class CrashDialog(QDialog):
    """Says that the chats are safe and offers the details for a report. Show it with `open`, never `exec`."""

    def __init__(self, details: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleIdentifier("crash")
        self.setWindowTitle(self.tr("Something went wrong."))
        self._details = details
        title = WrappedLabel(FontRole.HEADING)
        title.setText(self.tr("Something went wrong."))
        body = WrappedLabel(FontRole.UI, "text2")
        body.setText(self.tr("Your chats are safe. You can go on; if it happens again, the details help to mend it."))
        text = QPlainTextEdit(details)
        text.setReadOnly(True)
        text.setProperty("kind", "box")
        text.setTabChangesFocus(True)
        text.setFont(theme().font(FontRole.MONO))
        text.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        text.setAccessibleIdentifier("crash.details")
        text.setAccessibleName(self.tr("Details"))
        self._copy = Button(Kind.PLAIN, "crash.copy")
        self._copy.setText(self.tr("Copy details"))
        self._copy.clicked.connect(self._on_copy)
        close = Button(Kind.PRIMARY, "crash.close")
        close.setText(self.tr("Close"))
        close.clicked.connect(self.accept)
        close.setDefault(True)
        close.setFocus()
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._copy)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(8)
        layout.addWidget(title)
        layout.addWidget(body)
        layout.addWidget(text, 1)
        layout.addSpacing(4)
        layout.addLayout(buttons)
        self.resize(theme().scaled(560), theme().scaled(380))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details)
        self._copy.setText(self.tr("Copied"))
