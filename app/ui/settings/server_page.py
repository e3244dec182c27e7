"""Settings > Server."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.engine import EngineState, Origin, Phase, ServerKind
from app.domain.engine_install import EngineArchive
from app.domain.settings import Settings
from app.presenters.server_words import server_words, sharing_words
from app.ui.settings.check_row import CheckRow
from app.ui.settings.computers_box import ComputersBox
from app.ui.settings.engine_box import EngineBox
from app.ui.settings.engine_remove_row import EngineRemoveRow
from app.ui.settings.engine_update_row import EngineUpdateRow
from app.ui.settings.place_cards import PlaceCards
from app.ui.settings.rows import SettingBox, SettingsPage
from app.ui.settings.server_card import ServerCard
from app.ui.settings.sharing_row import SharingRow

_KEYS = (
    "engine_place",
    "engine_url",
    "engine_path",
    "engine_mirror",
    "share_models",
)
"""What the page shows of the settings."""


class ServerPage(SettingsPage):
    """Which engine runs the models."""

    restart_requested = Signal()
    log_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, name="server", keys=_KEYS)
        self._state = EngineState(Phase.SEARCHING)
        self._card = ServerCard()
        self.check = CheckRow()
        self._sharing = SharingRow()
        self.engine_update = EngineUpdateRow()
        self._update_box = SettingBox(self.engine_update)
        self._update_box.hide()
        self.engine_remove = EngineRemoveRow()
        self._remove_box = SettingBox(self.engine_remove)
        self._remove_box.hide()
        self.place = PlaceCards()
        self.computers = ComputersBox()
        self.program = EngineBox()
        self.add(self._card)
        self.add(self._update_box)
        self.add(SettingBox(self.check))
        self.add(self.place, gap=8)
        self.add(self.computers)
        self._sharing_box = SettingBox(self._sharing)
        self.add(self._sharing_box, gap=8)
        self.add(self.program, gap=8)
        self.add(self._remove_box)
        self._card.restart_requested.connect(self.restart_requested)
        self._card.log_requested.connect(self.log_requested)
        self._sharing.chosen.connect(lambda is_shared: self.edited.emit("share_models", is_shared))
        self.program.edited.connect(self.edited)
        self.place.elsewhere_wanted.connect(self.computers.setVisible)
        self.computers.setVisible(self.place.is_elsewhere)
        self._settings = Settings()
        self.retranslate()

    def set_settings(self, settings: Settings) -> None:
        self._settings = settings
        self.place.set_settings(settings)
        self.program.set_settings(settings)
        self.computers.set_settings(settings)
        self._sharing.set_value(settings.share_models)
        # Of a server that is not ours there is nothing to share; what was switched on before can be switched off.
        self._sharing_box.setVisible(not settings.engine_url or settings.share_models)

    def set_state(self, state: EngineState) -> None:
        """How the engine is doing."""
        self._state = state
        is_ours = state.origin is Origin.MANAGED
        self._card.set_state(
            *server_words(state),
            is_ready=state.is_ready,
            is_ours=is_ours,
            is_missing=state.phase is Phase.MISSING,
        )
        self._sharing.set_words(self.tr("Let other devices use my models"), sharing_words(state))
        self.check.setVisible(state.kind is ServerKind.OLLAMA)
        self._sharing.setEnabled(is_ours or not state.is_ready or self._settings.share_models)

    def set_engine_update(
        self, archive: EngineArchive | None, *, is_first: bool = False, has_amd: bool = False
    ) -> None:
        """An engine that can be installed, the first one or a newer; None for none. As `EngineUpdateRow.set_offer`."""
        self.engine_update.set_offer(archive, is_first=is_first, has_amd=has_amd)
        self._update_box.setVisible(archive is not None)

    def set_installed_engine(self, version: str) -> None:
        """Of the engine that Baleen has installed; empty for none."""
        self.engine_remove.set_version(version)
        self._remove_box.setVisible(bool(version))

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self.set_title(self.tr("Server"))
        self.place.retranslate()
        self.program.retranslate()
        self.computers.retranslate()
        self._card.retranslate()
        self.check.retranslate()
        self._sharing.retranslate()
        self.engine_update.retranslate()
        self.engine_remove.retranslate()
        self.set_state(self._state)
