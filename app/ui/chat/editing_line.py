"""The line above the text that says that an earlier question is being edited."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.controls.buttons import Button, Kind
from app.ui.controls.label import Label
from app.ui.tokens import FontRole


class EditingLine(QWidget):
    """What is going on, and the way out."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = Label(FontRole.CAPTION_STRONG, "accent_text")
        self.cancel = Button(Kind.LINK, "composer.cancel_edit")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 8, 0)
        row.addWidget(self._label)
        row.addStretch(1)
        row.addWidget(self.cancel)
        self.cancel.clicked.connect(self.cancelled)
        self.retranslate()

    @property
    def words(self) -> str:
        """What the line says."""
        return self._label.text()

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self._label.setText(self.tr("Editing your message"))
        self.cancel.setText(self.tr("Cancel"))
