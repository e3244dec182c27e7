"""The engine that can be installed or removed, on the Server page."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject

from app.domain.engine import EngineState, Phase
from app.domain.engine_install import InstallPhase, InstallState, is_update, lacks_amd_part, mirror_url
from app.domain.errors import BadAddress
from app.ui.settings.settings_dialog import SettingsDialog
from app.ui.wiring.presenters import Presenters


class EngineUpdateWiring(QObject):
    """Offers the engine that this Baleen was tested with where there is none, or an older one. Lives as the dialog."""

    def __init__(self, dialog: SettingsDialog, presenters: Presenters) -> None:
        super().__init__(dialog)
        self._page = dialog.server
        self._install = presenters.install
        self._engine = presenters.engine
        self._library = presenters.library
        row = self._page.engine_update
        row.update_requested.connect(lambda: self._install.install())
        row.pause_requested.connect(self._install.pause)
        self._page.engine_remove.remove_requested.connect(self._install.remove)
        self._install.state_changed.connect(self._on_install)
        self._engine.state_changed.connect(self._offer)
        self._settings = presenters.settings
        self._page.program.mirror_entered.connect(self._on_mirror)
        row.set_state(self._install.state)
        self._offer(self._engine.state)

    def _offer(self, state: EngineState) -> None:
        install = self._install.state
        is_on_its_way = install.is_busy or install.phase is InstallPhase.PAUSED
        self._page.set_installed_engine("" if is_on_its_way else self._install.installed_version)
        if is_on_its_way:
            return  # the engine restarts on the way; the row says how far it is
        archive = self._install.archive
        is_first = state.phase is Phase.MISSING
        is_offered = archive is not None and (is_first or is_update(archive, state))
        has_amd = lacks_amd_part(self._library.hardware, sys.platform)
        self._page.set_engine_update(archive if is_offered else None, is_first=is_first, has_amd=has_amd)

    def _on_install(self, state: InstallState) -> None:
        self._page.engine_update.set_state(state)
        if state.phase in (InstallPhase.DONE, InstallPhase.IDLE):
            self._offer(self._engine.state)

    def _on_mirror(self, text: str) -> None:
        try:
            url = mirror_url(text)
        except BadAddress:
            self._page.program.set_problem(self.tr("That is no address. Write it like https://mirror.example/ollama."))
        else:
            self._page.program.set_problem("")
            self._settings.edit("engine_mirror", url)
