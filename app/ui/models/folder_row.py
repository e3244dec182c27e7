"""Where the models are, and moving them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.controls.buttons import Button, Kind
from app.ui.controls.label import WrappedLabel
from app.ui.controls.progress_bar import ProgressBar
from app.ui.settings.rows import SettingBox, SettingRow
from app.ui.tokens import FontRole


class FolderRow(QWidget):
    """A button; while the models are moved a bar and a way to stop; then what came of it."""

    folder_chosen = Signal(str)
    cancel_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = ""
        self._is_ours = True
        self._change = Button(Kind.PLAIN, "settings.models_folder")
        self._row = SettingRow(self._change)
        self._moving = QWidget()
        self._bar = ProgressBar()
        self._line = WrappedLabel(FontRole.CAPTION, "text2")
        self._cancel = Button(Kind.LINK, "settings.models_folder.cancel")
        self._result = WrappedLabel(FontRole.CAPTION, "text2")
        self._result.setAccessibleIdentifier("settings.models_folder.result")
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._bar)
        words.addWidget(self._line)
        moving = QHBoxLayout(self._moving)
        moving.setContentsMargins(4, 0, 4, 0)
        moving.addLayout(words, 1)
        moving.addWidget(self._cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(SettingBox(self._row))
        column.addWidget(self._moving)
        column.addWidget(self._result)
        self._moving.hide()
        self._result.hide()
        self._change.clicked.connect(self._on_change)
        self._cancel.clicked.connect(self.cancel_requested)
        self.retranslate()

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        explanation = self._folder
        if not self._is_ours:
            explanation = self.tr("They belong to an Ollama that Baleen did not start, and are moved there.")
        self._row.set_words(self.tr("Folder of the models"), explanation)
        self._change.setText(self.tr("Change folder…"))
        self._cancel.setText(self.tr("Cancel"))
        self._cancel.setAccessibleName(self.tr("Stop moving the models"))

    def set_folder(self, folder: str, *, is_ours: bool) -> None:
        """Where they are now; not `is_ours` when another program decides that."""
        self._folder, self._is_ours = folder, is_ours
        self.retranslate()
        self._show_buttons()

    def set_progress(self, fraction: float, line: str, *, can_cancel: bool) -> None:
        """How far the move is."""
        self._moving.show()
        self._bar.set_parts(fraction)
        self._bar.setAccessibleName(line)
        self._line.setText(line)
        self._cancel.setEnabled(can_cancel)
        self._result.hide()
        self._show_buttons()

    def end_progress(self) -> None:
        self._moving.hide()
        self._show_buttons()

    def set_result(self, text: str) -> None:
        """What came of it, in a sentence."""
        self._result.setText(text)
        self._result.setVisible(bool(text))

    def _show_buttons(self) -> None:
        self._change.setEnabled(self._is_ours and self._moving.isHidden())

    def _on_change(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Choose a folder for the models"), self._folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.folder_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
