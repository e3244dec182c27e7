"""Where the chats are, how long, and all of them at once: taken along, brought back, deleted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDate, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.domain.export import Backup
from app.ui.ask import QuestionDialog
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.label import WrappedLabel
from app.ui.settings.backups_dialog import BackupsDialog
from app.ui.settings.keep_row import KeepRow
from app.ui.settings.rows import SettingBox, SettingRow
from app.ui.tokens import FontRole


class YourChatsBox(QWidget):
    """Each row says what came of it in the place of its explanation."""

    export_requested = Signal(str)
    """The file that all chats are to be written to."""
    import_requested = Signal(str)
    """The file that chats are to be read from."""
    backups_requested = Signal()
    """`show_backups` follows."""
    restore_requested = Signal(object)
    """The Path of a backup."""
    delete_requested = Signal()
    """The person was asked and wants it."""
    undo_requested = Signal()
    folder_requested = Signal()
    """Show the folder with the chats."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = WrappedLabel(FontRole.HEADING)
        self._export = Button(Kind.PLAIN, "settings.export")
        self._import = Button(Kind.PLAIN, "settings.import_chats")
        self._backups = Button(Kind.PLAIN, "settings.restore_backup")
        self._folder = Button(Kind.PLAIN, "settings.folder")
        self._delete = Button(Kind.PLAIN, "settings.delete_chats")
        self.keep = KeepRow()
        self._export_row = SettingRow(self._export)
        self._import_row = SettingRow(self._import)
        self._backups_row = SettingRow(self._backups)
        self._folder_row = SettingRow(self._folder)
        self._delete_row = SettingRow(self._delete)
        self._results: dict[SettingRow, str] = {}
        self._can_undo = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._heading)
        column.addWidget(
            SettingBox(
                self.keep, self._export_row, self._import_row, self._backups_row, self._folder_row, self._delete_row
            )
        )
        self._export.clicked.connect(self._choose_target)
        self._import.clicked.connect(self._choose_source)
        self._backups.clicked.connect(self.backups_requested)
        self._folder.clicked.connect(self.folder_requested)
        self._delete.clicked.connect(self._on_delete)
        self.retranslate()

    def set_export_result(self, text: str) -> None:
        """What became of the last export, in one sentence."""
        self._say(self._export_row, text)

    def set_import_result(self, text: str, *, is_backup: bool) -> None:
        """What came of a file or a backup, in sentences."""
        self._say(self._backups_row if is_backup else self._import_row, text)

    def set_delete_result(self, text: str, *, can_undo: bool) -> None:
        """What became of deleting all; whether the button takes it back now."""
        self._can_undo = can_undo
        self._say(self._delete_row, text)

    def show_backups(self, backups: Sequence[Backup]) -> None:
        """Let the person choose one."""
        dialog = BackupsDialog(backups, self)
        dialog.chosen.connect(self.restore_requested)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self._heading.setText(self.tr("Your chats"))
        self._export.setText(self.tr("Export all chats…"))
        self._import.setText(self.tr("Import chats…"))
        self._backups.setText(self.tr("Restore a backup…"))
        self._folder.setText(self.tr("Open the folder"))
        self.keep.retranslate()
        self._show()

    def _say(self, row: SettingRow, text: str) -> None:
        self._results[row] = text
        self._show()

    def _show(self) -> None:
        self._delete.setText(self.tr("Undo") if self._can_undo else self.tr("Delete all chats…"))
        for row, title, explanation in (
            (
                self._export_row,
                self.tr("Export all chats"),
                self.tr("One file, which other programs can read too (JSON)."),
            ),
            (
                self._import_row,
                self.tr("Import chats"),
                self.tr("Chats of a file that Baleen has exported, here or on another computer, are added to yours."),
            ),
            (
                self._backups_row,
                self.tr("Restore a backup"),
                self.tr("Baleen makes a backup each day. Chats that are missing here can come back from it."),
            ),
            (
                self._folder_row,
                self.tr("Open the folder with your chats"),
                self.tr("They are kept on this computer alone. A private chat is never kept."),
            ),
            (
                self._delete_row,
                self.tr("Delete all chats"),
                self.tr("Pinned and private chats too. A backup is made first."),
            ),
        ):
            row.set_words(title, self._results.get(row) or explanation)
        if self._can_undo:
            self._delete.setAccessibleName(self.tr("Bring the deleted chats back"))

    def _on_delete(self) -> None:
        if self._can_undo:
            self.undo_requested.emit()
            return
        question = QuestionDialog(
            self,
            self.tr("Delete all chats?"),
            self.tr(
                "Pinned and private chats too; what is being answered is stopped. A backup is made first: until it is "
                "replaced by newer ones, your chats can be brought back from it here, but not the private ones."
            ),
            self.tr("Delete all chats"),
            is_danger=True,
        )
        question.accepted.connect(self.delete_requested)
        question.finished.connect(question.deleteLater)
        question.open()

    def _choose_target(self) -> None:
        dialog = self._file_dialog(self.tr("Export all chats"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(self.tr("JSON files (*.json)"))
        dialog.setDefaultSuffix("json")
        dialog.selectFile(f"baleen-chats-{QDate.currentDate().toString(Qt.DateFormat.ISODate)}.json")
        dialog.fileSelected.connect(self.export_requested)
        dialog.open()

    def _choose_source(self) -> None:
        dialog = self._file_dialog(self.tr("Import chats"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters((self.tr("Exported chats and backups (*.json *.sqlite)"), self.tr("All files (*)")))
        dialog.fileSelected.connect(self.import_requested)
        dialog.open()

    def _file_dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self.window(), title)
        dialog.setDirectory(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        dialog.finished.connect(dialog.deleteLater)
        return dialog
