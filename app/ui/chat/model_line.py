"""A thin line that says that another model answers from here on.

Apart from the transcript's own rows: the composer shows it too, and the window opens before the transcript is loaded.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.controls.label import Label
from app.ui.controls.separator import Separator
from app.ui.tokens import FontRole


class ModelLine(QWidget):
    """A line with words in its middle."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tag = ""
        self._label = Label(FontRole.CAPTION, "text3", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(Separator(self), 1)
        row.addWidget(self._label)
        row.addWidget(Separator(self), 1)

    @property
    def words(self) -> str:
        """What the line says."""
        return self._label.text()

    def set_model(self, tag: str) -> None:
        """The model that answers from here on."""
        self._tag = tag
        from app.domain.models import display_name  # when there is one to be said, after the window

        self._label.setText(self.tr("Now answering: {model}").format(model=display_name(tag)))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange and self._tag:
            self.set_model(self._tag)
