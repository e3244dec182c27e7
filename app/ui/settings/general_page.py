"""Settings > General."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.settings import Settings, ShowThinking
from app.ui.controls.combo import Combo
from app.ui.controls.segmented import Segmented
from app.ui.settings.rows import SettingBox, SettingRow, SettingsPage


class GeneralPage(SettingsPage):
    """How writing and reading work."""

    edited = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._enter = Segmented((True, False), "settings.enter_sends")
        self._thinking = Combo(tuple(ShowThinking), "settings.show_thinking")
        self._enter_row = SettingRow(self._enter)
        self._thinking_row = SettingRow(self._thinking)
        self.add(SettingBox(self._enter_row, self._thinking_row))
        self._enter.chosen.connect(lambda value: self.edited.emit("enter_sends", value))
        self._thinking.chosen.connect(lambda value: self.edited.emit("show_thinking", value))
        self.retranslate()

    def set_settings(self, settings: Settings) -> None:
        self._enter.set_value(settings.enter_sends)
        self._thinking.set_value(settings.show_thinking)

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self.set_title(self.tr("General"))
        self._enter_row.set_words(self.tr("Enter key"), self.tr("Shift and Enter always makes a new line."))
        self._enter.set_words((self.tr("Sends"), self.tr("New line")))
        self._thinking_row.set_words(
            self.tr("Show thinking"), self.tr("What a model writes to itself before it answers.")
        )
        self._thinking.set_words((self.tr("Folded"), self.tr("Open"), self.tr("Hidden")))
