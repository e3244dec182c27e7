"""Whether the system opens Baleen when the person logs in."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from app.ui.controls.segmented import Segmented
from app.ui.settings.rows import SettingRow


class LoginRow(SettingRow):
    """A switch whose position is the system's."""

    chosen = Signal(bool)
    watched = Signal()
    """It came on screen: what is so may have changed since."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._switch = Segmented((False, True), "settings.open_at_login")
        super().__init__(self._switch, parent)
        self._has_failed = False
        self._switch.chosen.connect(lambda is_on: self.chosen.emit(bool(is_on)))
        self.retranslate()

    def set_value(self, is_on: bool, *, has_failed: bool = False) -> None:
        """Show what is so; `has_failed`: the system did not let us change it. Tells nobody."""
        self._switch.set_value(is_on)
        self._has_failed = has_failed
        self.retranslate()

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        about = self.tr("Baleen opens when you log in to this computer.")
        if self._has_failed:
            about = self.tr("This system doesn't let Baleen change that. Look in the settings of your desktop.")
        self.set_words(self.tr("Open at login"), about)
        self._switch.set_words((self.tr("Off"), self.tr("On")))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self.watched.emit()
