"""A model file of the person's own."""

from __future__ import annotations

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.controls.buttons import Button, IconButton, Kind
from app.ui.controls.label import WrappedLabel
from app.ui.controls.progress_bar import ProgressBar
from app.ui.settings.rows import SettingBox, SettingRow
from app.ui.tokens import FontRole

_PATTERN = " (*.gguf)"


class ImportRow(QWidget):
    """A button; while a file is read, a bar; then what came of it."""

    file_chosen = Signal(str)
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choose = Button(Kind.PLAIN, "settings.import")
        self._row = SettingRow(self._choose)
        self._bar = ProgressBar()
        self._cancel = IconButton("x", "settings.import_cancel")
        self._progress = QWidget()
        self._progress.hide()
        progress = QHBoxLayout(self._progress)
        progress.setContentsMargins(4, 0, 4, 0)
        progress.setSpacing(8)
        progress.addWidget(self._bar, 1)
        progress.addWidget(self._cancel)
        self._result = WrappedLabel(FontRole.CAPTION, "text2")
        self._result.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(SettingBox(self._row))
        column.addWidget(self._progress)
        column.addWidget(self._result)
        self._choose.clicked.connect(self._on_choose)
        self._cancel.clicked.connect(self.cancelled)
        self.retranslate()

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self._row.set_words(
            self.tr("Import a model file"), self.tr("A file that you have already. It is copied, not moved.")
        )
        self._cancel.set_words(self.tr("Cancel the import"))
        self._bar.setAccessibleName(self.tr("Import"))
        self._choose.setText(self.tr("Choose a file…"))
        self._choose.setAccessibleName(self.tr("Choose a model file"))

    def set_progress(self, fraction: float) -> None:
        """How much of the file is read."""
        self._progress.show()
        self._choose.setEnabled(False)
        self._bar.set_parts(fraction)
        self._result.hide()

    def set_result(self, text: str) -> None:
        """What came of it, in a sentence."""
        self._progress.hide()
        self._choose.setEnabled(True)
        self._result.setText(text)
        self._result.setVisible(bool(text))

    def _on_choose(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Choose a model file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setDirectory(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation))
        dialog.setNameFilter(self.tr("Model files") + _PATTERN)
        dialog.fileSelected.connect(self.file_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
