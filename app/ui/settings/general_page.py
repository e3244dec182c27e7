"""Settings > General."""

from __future__ import annotations

from PySide6.QtCore import QDate, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.settings import Settings, ShowThinking
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.combo import Combo
from app.ui.controls.label import Label
from app.ui.controls.segmented import Segmented
from app.ui.settings.rows import SettingBox, SettingRow, SettingsPage
from app.ui.settings.update_row import UpdateRow
from app.ui.tokens import FontRole


class GeneralPage(SettingsPage):
    """How writing and reading work."""

    edited = Signal(str, object)
    export_requested = Signal(str)
    """The file that all chats are to be written to."""
    folder_requested = Signal()
    """Show the folder with the chats."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._enter = Segmented((True, False), "settings.enter_sends")
        self._thinking = Combo(tuple(ShowThinking), "settings.show_thinking")
        self._notify = Segmented((True, False), "settings.notify")
        self._enter_row = SettingRow(self._enter)
        self._notify_row = SettingRow(self._notify)
        self._thinking_row = SettingRow(self._thinking)
        self._heading = Label(FontRole.HEADING)
        self._export = Button(Kind.PLAIN, "settings.export")
        self._folder = Button(Kind.PLAIN, "settings.folder")
        self._export_row = SettingRow(self._export)
        self._folder_row = SettingRow(self._folder)
        self.updates = UpdateRow()
        self._export_result = ""
        self.add(SettingBox(self._enter_row, self._thinking_row, self._notify_row))
        self.add(self._heading, gap=10)
        self.add(SettingBox(self._export_row, self._folder_row))
        self._baleen = Label(FontRole.HEADING)
        self.add(self._baleen, gap=10)
        self.add(SettingBox(self.updates))
        self._enter.chosen.connect(lambda value: self.edited.emit("enter_sends", value))
        self._notify.chosen.connect(lambda value: self.edited.emit("notify", value))
        self._thinking.chosen.connect(lambda value: self.edited.emit("show_thinking", value))
        self.updates.chosen.connect(lambda value: self.edited.emit("check_for_updates", value))
        self._export.clicked.connect(self._choose_file)
        self._folder.clicked.connect(self.folder_requested)
        self.retranslate()

    def set_settings(self, settings: Settings) -> None:
        self._enter.set_value(settings.enter_sends)
        self._thinking.set_value(settings.show_thinking)
        self._notify.set_value(settings.notify)
        self.updates.set_value(settings.check_for_updates)

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self.set_title(self.tr("General"))
        self._enter_row.set_words(self.tr("Enter key"), self.tr("Shift+Enter always makes a new line."))
        self._enter.set_words((self.tr("Sends"), self.tr("New line")))
        self._thinking_row.set_words(
            self.tr("Show thinking"), self.tr("What a model writes to itself before it answers.")
        )
        self._thinking.set_words((self.tr("Folded"), self.tr("Open"), self.tr("Hidden")))
        self._notify_row.set_words(
            self.tr("Tell me when a download is done"), self.tr("Only while this window is not in front.")
        )
        self._notify.set_words((self.tr("Yes"), self.tr("No")))
        self._heading.setText(self.tr("Your chats"))
        self._export.setText(self.tr("Export all chats…"))
        self._folder.setText(self.tr("Open the folder"))
        self._folder_row.set_words(
            self.tr("Open the folder with your chats"), self.tr("Your chats are kept on this computer alone.")
        )
        self._baleen.setText(self.tr("Baleen"))
        self.updates.retranslate()
        self._show_export()

    def set_export_result(self, text: str) -> None:
        """What became of the last export, in one sentence."""
        self._export_result = text
        self._show_export()

    def _show_export(self) -> None:
        explanation = self._export_result or self.tr("One file, which other programs can read too (JSON).")
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
