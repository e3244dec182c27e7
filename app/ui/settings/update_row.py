"""Whether Baleen looks for newer versions of itself. Off unless the person has read what that means."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.controls.segmented import Segmented
from app.ui.settings.rows import SettingRow


class UpdateRow(SettingRow):
    """A switch; nothing to switch where the system brings new versions."""

    chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._switch = Segmented((False, True), "settings.check_for_updates")
        super().__init__(self._switch, parent)
        self._is_managed = False
        self._switch.chosen.connect(lambda is_on: self.chosen.emit(bool(is_on)))

    def set_value(self, is_on: bool) -> None:
        """Show what is in force; tells nobody."""
        self._switch.set_value(is_on)

    def set_managed(self, is_managed: bool) -> None:
        """Whether the system brings new versions by itself."""
        self._is_managed = is_managed
        self._switch.setVisible(not is_managed)
        self.retranslate()

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self._switch.set_words((self.tr("Off"), self.tr("On")))
        if self._is_managed:
            self.set_words(self.tr("New versions"), self.tr("Your system brings new versions of Baleen by itself."))
            return
        self.set_words(
            self.tr("Tell me about new versions"),
            self.tr("Asks the download page once a day, with no word about you. Installing is up to you."),
        )
