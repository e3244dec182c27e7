"""Says that an engine can be installed, and how far that is. Nothing is fetched before the button is pressed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.engine_install import EngineArchive, InstallPhase, InstallState
from app.presenters.install_words import install_line
from app.presenters.sizes import size_text
from app.ui.controls.buttons import Button, Kind
from app.ui.settings.rows import SettingRow


class EngineUpdateRow(SettingRow):
    """Install or update, or pause and go on while it is being fetched."""

    update_requested = Signal()
    pause_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self._button = Button(Kind.PLAIN, "settings.engine_update")
        super().__init__(self._button, parent)
        self._archive: EngineArchive | None = None
        self._is_first = False
        self._has_amd = False
        self._state = InstallState()
        self._button.clicked.connect(self._on_click)

    def set_offer(self, archive: EngineArchive | None, *, is_first: bool = False, has_amd: bool = False) -> None:
        """What can be installed; None for nothing newer. `is_first`: there is no engine yet. `has_amd`: this computer
        has a card that the makers have one more file for, which is not installed."""
        self._archive = archive
        self._has_amd = has_amd
        self._is_first = is_first
        self.retranslate()

    def set_state(self, state: InstallState) -> None:
        """How far it is."""
        self._state = state
        self.retranslate()

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        if self._archive is None:
            return
        title = self.tr("Version {version} of the engine can be installed").replace("{version}", self._archive.version)
        if self._is_first:
            about = self.tr("{size}, from the makers of Ollama. No administrator is needed.")
        else:
            about = self.tr(
                "{size}. This Baleen was tested with it. The one in use stays until the new one has started."
            )
        if self._has_amd:
            amd = self.tr(
                "It uses AMD cards through Vulkan. The makers' extra file for AMD cards isn't "
                "installed: Baleen has no sum to check it by."
            )
            about = f"{about} {amd}"
        line = install_line(self._state) or about.replace("{size}", size_text(self._archive.size_bytes))
        self.set_words(title, line)
        self._button.setText(self._verb())
        self._button.setEnabled(not self._state.is_busy or self._state.phase is InstallPhase.DOWNLOADING)

    def _verb(self) -> str:
        match self._state.phase:
            case InstallPhase.DOWNLOADING:
                return self.tr("Pause")
            case InstallPhase.PAUSED:
                return self.tr("Continue")
            case _:
                return self.tr("Install") if self._is_first else self.tr("Update")

    def _on_click(self) -> None:
        if self._state.phase is InstallPhase.DOWNLOADING:
            self.pause_requested.emit()
        else:
            self.update_requested.emit()
