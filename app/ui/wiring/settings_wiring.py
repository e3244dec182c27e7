"""The settings dialog."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication

from app import __version__
from app.domain.errors import AppError, DiskFull, ReadOnly
from app.presenters.performance_words import work_words
from app.presenters.support_words import support_text
from app.ui.settings.settings_dialog import Page, SettingsDialog
from app.ui.wiring.baleen_window import BaleenWindow
from app.ui.wiring.engine_update_wiring import EngineUpdateWiring
from app.ui.wiring.folder_wiring import FolderWiring
from app.ui.wiring.installed_wiring import InstalledWiring
from app.ui.wiring.models_wiring import ModelsPageWiring
from app.ui.wiring.performance_wiring import PerformanceWiring
from app.ui.wiring.place_wiring import PlaceInSettings
from app.ui.wiring.presenters import Presenters
from app.ui.wiring.privacy_wiring import PrivacyWiring
from app.ui.wiring.proxy_wiring import ProxyWiring
from app.ui.wiring.server_wiring import ServerWiring
from app.ui.wiring.your_chats_wiring import OldChatsWiring, YourChatsWiring

_EXPORT = "export"
"""The cause of a notice."""


class SettingsWiring(QObject):
    """Opens the dialog, carries edits to the presenter and what is in force back."""

    remedy_chosen = Signal(object)
    """presenters.remedy.Remedy"""

    def __init__(self, window: BaleenWindow, presenters: Presenters, data: Path) -> None:
        """`data` is the folder with the chats."""
        super().__init__(window)
        self._data = data
        self._window = window
        self._presenters = presenters
        self._dialog: SettingsDialog | None = None
        window.sidebar.settings_requested.connect(lambda: self.open(Page.GENERAL))
        window.sidebar.models_requested.connect(lambda: self.open(Page.MODELS))
        window.empty_state.other_computer_requested.connect(lambda: self.open(Page.SERVER))
        presenters.settings.changed.connect(lambda *_: self._show_values())
        presenters.settings.refused.connect(lambda *_: self._show_values())
        presenters.engine.state_changed.connect(lambda *_: self._show_engine())
        presenters.export.done.connect(self._on_exported)
        presenters.export.failed.connect(self._on_export_failed)
        presenters.tour.began.connect(self._on_tour)
        OldChatsWiring(window, presenters)
        if page := window.take_wanted_page():
            QTimer.singleShot(0, self, lambda: self.open(page))  # once everything else is connected, too

    def open(self, page: Page | str) -> None:
        """Show the settings at a page; the dialog is made at the first time."""
        dialog = self._dialog = self._dialog or self._made()
        dialog.open_page(page)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def _made(self) -> SettingsDialog:
        dialog = SettingsDialog(self._window.model_list, self._window)
        dialog.edited.connect(self._presenters.settings.edit)
        dialog.model_delete_requested.connect(self._presenters.models.delete)
        dialog.check_requested.connect(self._presenters.tour.take)
        dialog.export_requested.connect(self._on_export)
        dialog.folder_requested.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._data))))
        PerformanceWiring(dialog, self._presenters)
        ModelsPageWiring(dialog, self._presenters)
        dialog.models.downloads.remedy_requested.connect(self.remedy_chosen)
        InstalledWiring(dialog, self._presenters)
        FolderWiring(dialog, self._presenters)
        ProxyWiring(dialog, self._presenters)
        ServerWiring(dialog, self._presenters, self.remedy_chosen.emit)
        EngineUpdateWiring(dialog, self._presenters)
        PrivacyWiring(dialog, self._presenters)
        YourChatsWiring(dialog, self._window, self._presenters)
        dialog.about.copy_requested.connect(self._on_copy_details)
        dialog.set_managed(bool(self._presenters.program_update.owner))
        PlaceInSettings(dialog, self._presenters)
        self._dialog = dialog
        self._show_values()
        self._show_engine()
        return dialog

    def _show_values(self) -> None:
        if self._dialog is not None:
            self._dialog.set_settings(self._presenters.settings.current)

    def _show_engine(self) -> None:
        if self._dialog is not None:
            state = self._presenters.engine.state
            self._dialog.set_versions(__version__, state.version)

    def _on_copy_details(self) -> None:
        work = self._presenters.performance.work
        who = work_words(work.engine, work.loaded, work.who)[0]
        text = support_text(__version__, self._presenters.engine.state, self._presenters.library.hardware, who)
        QGuiApplication.clipboard().setText(text)
        if self._dialog is not None:
            self._dialog.about.say_copied()

    def _on_tour(self) -> None:
        if self._dialog is not None:
            self._dialog.close()

    def _on_export(self, target: str) -> None:
        self._window.notices.remove(_EXPORT)
        self._presenters.export.export(Path(target))

    def _on_exported(self, target: Path) -> None:
        # In the dialog too, for that lies over the window.
        text = self.tr("All chats were written to {file}.").format(file=target.name)
        self._window.toast.show_text(text)
        if self._dialog is not None:
            self._dialog.set_export_result(text)

    def _on_export_failed(self, error: AppError) -> None:
        match error:
            case DiskFull():
                text = self.tr("The chats were not exported: the disk is full. Choose another place.")
            case ReadOnly():
                text = self.tr("The chats were not exported: the file can't be written there. Choose another place.")
            case _:
                text = self.tr("The chats could not be exported.")
        self._window.notices.show_notice(_EXPORT, text)
        if self._dialog is not None:
            self._dialog.set_export_result(text)
