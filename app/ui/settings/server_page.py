"""Settings > Server."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from app.domain.engine import EngineState, Origin, Phase, ServerKind
from app.domain.engine_install import EngineArchive
from app.domain.settings import Settings
from app.presenters.server_words import server_words, sharing_words
from app.ui.controls.buttons import Button, Kind
from app.ui.settings.check_row import CheckRow
from app.ui.settings.computers_box import ComputersBox
from app.ui.settings.engine_remove_row import EngineRemoveRow
from app.ui.settings.engine_update_row import EngineUpdateRow
from app.ui.settings.field import Field
from app.ui.settings.rows import SettingBox, SettingRow, SettingsPage
from app.ui.settings.server_card import ServerCard
from app.ui.settings.sharing_row import SharingRow


class ServerPage(SettingsPage):
    """Which engine runs the models."""

    edited = Signal(str, object)
    restart_requested = Signal()
    log_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        self._path = Field("settings.engine_path")
        self._choose = Button(Kind.PLAIN, "settings.engine_path.choose")
        self.computers = ComputersBox()
        program = QWidget()
        row = QHBoxLayout(program)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._path)
        row.addWidget(self._choose)
        program.setFocusProxy(self._path)
        self._path_row = SettingRow(program)
        self.add(self._card)
        self.add(self._update_box)
        self.add(SettingBox(self.check))
        self.add(SettingBox(self._path_row))
        self.add(SettingBox(self._sharing))
        self.add(self._remove_box)
        self.add(self.computers, gap=8)
        self._card.restart_requested.connect(self.restart_requested)
        self._card.log_requested.connect(self.log_requested)
        self._sharing.chosen.connect(lambda is_shared: self.edited.emit("share_models", is_shared))
        self._path.editingFinished.connect(lambda: self._tell("engine_path", self._path.text()))
        self._choose.clicked.connect(self._choose_program)
        self._settings = Settings()
        self.retranslate()

    def set_settings(self, settings: Settings) -> None:
        self._settings = settings
        self._path.setText(settings.engine_path)
        self.computers.set_settings(settings)
        self._sharing.set_value(settings.share_models)

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

    def set_engine_update(self, archive: EngineArchive | None, *, is_first: bool = False) -> None:
        """An engine that can be installed, the first one or a newer; None for none."""
        self.engine_update.set_offer(archive, is_first=is_first)
        self._update_box.setVisible(archive is not None)

    def set_installed_engine(self, version: str) -> None:
        """Of the engine that Baleen has installed; empty for none."""
        self.engine_remove.set_version(version)
        self._remove_box.setVisible(bool(version))

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self.set_title(self.tr("Server"))
        self._path_row.set_words(
            self.tr("Ollama program"), self.tr("Leave it empty to look in the usual places of this computer.")
        )
        self._path.setAccessibleName(self.tr("Ollama program"))
        self._path.setPlaceholderText(self.tr("Found automatically"))
        self._choose.setText(self.tr("Choose…"))
        self.computers.retranslate()
        self._card.retranslate()
        self.check.retranslate()
        self._sharing.retranslate()
        self.engine_update.retranslate()
        self.engine_remove.retranslate()
        self.set_state(self._state)

    def _tell(self, key: str, text: str) -> None:
        text = text.strip()
        if text != getattr(self._settings, key):
            self.edited.emit(key, text)

    def _choose_program(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Choose the Ollama program"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._path.setText)
        dialog.fileSelected.connect(lambda path: self._tell("engine_path", path))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
