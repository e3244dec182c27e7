"""The line above the text that says that it waits for a model."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.controls.buttons import Button, Kind
from app.ui.controls.label import ElidedLabel
from app.ui.tokens import FontRole


class PostponedLine(QWidget):
    """What is going on, and the way out."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._label = ElidedLabel(FontRole.CAPTION_STRONG, "accent_text")
        self.cancel = Button(Kind.LINK, "composer.dont_send")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 8, 0)
        row.addWidget(self._label, 1)
        row.addWidget(self.cancel)
        self.cancel.clicked.connect(self.cancelled)
        self.retranslate()

    @property
    def words(self) -> str:
        """What the line says."""
        return self._label.text()

    def set_model(self, name: str) -> None:
        """The name of the model that the message waits for."""
        self._name = name
        self.retranslate()

    def retranslate(self) -> None:
        """All words again, after the language or the model changed."""
        self._label.setText(self.tr("Sent when {model} is ready").replace("{model}", self._name))
        self._label.setAccessibleName(self._label.text())
        self.cancel.setText(self.tr("Don't send"))
