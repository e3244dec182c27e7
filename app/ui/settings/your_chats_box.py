"""Where the chats are, and taking all of them along."""

from __future__ import annotations

from PySide6.QtCore import QDate, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.ui.controls.buttons import Button, Kind
from app.ui.controls.label import WrappedLabel
from app.ui.settings.rows import SettingBox, SettingRow
from app.ui.tokens import FontRole


class YourChatsBox(QWidget):
    """Export and the folder."""

    export_requested = Signal(str)
    """The file that all chats are to be written to."""
    folder_requested = Signal()
    """Show the folder with the chats."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = WrappedLabel(FontRole.HEADING)
        self._export = Button(Kind.PLAIN, "settings.export")
        self._folder = Button(Kind.PLAIN, "settings.folder")
        self._export_row = SettingRow(self._export)
        self._folder_row = SettingRow(self._folder)
        self._result = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._heading)
        column.addWidget(SettingBox(self._export_row, self._folder_row))
        self._export.clicked.connect(self._choose_file)
        self._folder.clicked.connect(self.folder_requested)
        self.retranslate()

    def set_export_result(self, text: str) -> None:
        """What became of the last export, in one sentence."""
        self._result = text
        self._show_export()

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self._heading.setText(self.tr("Your chats"))
        self._export.setText(self.tr("Export all chats…"))
        self._folder.setText(self.tr("Open the folder"))
        self._folder_row.set_words(
            self.tr("Open the folder with your chats"),
            self.tr("They are kept on this computer alone. A private chat is never kept."),
        )
        self._show_export()

    def _show_export(self) -> None:
        explanation = self._result or self.tr("One file, which other programs can read too (JSON).")
        self._export_row.set_words(self.tr("Export all chats"), explanation)

    def _choose_file(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Export all chats"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("JSON files (*.json)"))
        dialog.setDefaultSuffix("json")
        dialog.setDirectory(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        dialog.selectFile(f"baleen-chats-{QDate.currentDate().toString(Qt.DateFormat.ISODate)}.json")
        dialog.fileSelected.connect(self.export_requested)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
