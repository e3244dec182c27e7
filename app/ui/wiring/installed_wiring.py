"""Settings > Models: the space that the models on this computer take."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.ui.settings.settings_dialog import SettingsDialog
from app.ui.wiring.presenters import Presenters


class InstalledWiring(QObject):
    """Lives as long as the dialog."""

    def __init__(self, dialog: SettingsDialog, presenters: Presenters) -> None:
        super().__init__(dialog)
        self._page = dialog.models
        self._presenters = presenters
        presenters.library.changed.connect(self._show_space)
        self._show_space()

    def _show_space(self) -> None:
        library = self._presenters.library
        self._page.set_space(library.freed_by, library.used_bytes)
