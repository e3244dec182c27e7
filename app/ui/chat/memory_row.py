"""Where in a long chat the model's memory begins."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.chat.furniture import Furniture
from app.ui.controls.label import Label
from app.ui.controls.separator import Separator
from app.ui.tokens import FontRole


class MemoryRow(Furniture):
    """The line above the first message that the model knew when it answered last."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._label = Label(FontRole.CAPTION_STRONG, "warning", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 8, 0, 16)
        row.setSpacing(12)
        row.addWidget(Separator(self), 1)
        row.addWidget(self._label)
        row.addWidget(Separator(self), 1)

    @property
    def words(self) -> str:
        """What the line says."""
        return self._label.text()

    def refresh(self) -> None:
        self._label.setText(self.tr("The model remembers the chat from here on"))
        self.setToolTip(self.tr("What stands above did not fit into its memory and was left out of the last answer."))
