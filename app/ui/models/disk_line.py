"""How full the disk of the models is."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.presenters.sizes import size_text
from app.ui.controls.folding import FoldingRow
from app.ui.controls.label import Label
from app.ui.controls.progress_bar import ProgressBar
from app.ui.tokens import FontRole


class DiskLine(QWidget):
    """How much models take, and how much is free."""

    def __init__(self) -> None:
        super().__init__()
        self._used = Label(FontRole.UI)
        self._free = Label(FontRole.UI, "text3")
        self._bar = ProgressBar("progress", "border_strong")
        words = QWidget()
        row = FoldingRow(words)
        row.addWidget(self._used)
        row.addWidget(self._free)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 0, 4, 2)
        column.setSpacing(6)
        column.addWidget(words)
        column.addWidget(self._bar)

    def set_sizes(self, used: int, free: int | None, total: int | None) -> None:
        """In bytes; free None hides the line: the disk is another computer's, or does not tell.

        `total` is the whole disk; where it is not known, models and free space are all there is.
        """
        self.setVisible(free is not None)
        if free is not None:
            self._used.setText(self.tr("{size} used by models").replace("{size}", size_text(used)))
            self._free.setText(self.tr("{size} free on this disk").replace("{size}", size_text(free)))
            whole = max(1, total or 0, used + free)
            others = max(0, whole - used - free)
            self._bar.set_parts(used / whole, others / whole)
            self._bar.setAccessibleName(self.tr("Models, everything else, and free space"))
