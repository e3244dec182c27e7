"""The settings dialog."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app import __version__
from app.presenters.engine_presenter import footer_text
from app.ui.settings.settings_dialog import Page, SettingsDialog
from app.ui.wiring.baleen_window import BaleenWindow
from app.ui.wiring.presenters import Presenters


class SettingsWiring(QObject):
    """Opens the dialog, carries edits to the presenter and what is in force back."""

    def __init__(self, window: BaleenWindow, presenters: Presenters) -> None:
        super().__init__(window)
        self._window = window
        self._presenters = presenters
        self._dialog: SettingsDialog | None = None
        window.sidebar.settings_requested.connect(lambda: self.open(Page.GENERAL))
        window.sidebar.models_requested.connect(lambda: self.open(Page.MODELS))
        presenters.settings.changed.connect(lambda *_: self._show_values())
        presenters.settings.refused.connect(lambda *_: self._show_values())
        presenters.engine.state_changed.connect(lambda *_: self._show_engine())
        presenters.tour.began.connect(self._on_tour)

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
            self._dialog.set_engine_status(footer_text(state))

    def _on_tour(self) -> None:
        if self._dialog is not None:
            self._dialog.close()
