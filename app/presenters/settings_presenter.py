"""Settings as the dialog edits them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.errors import InvalidSetting
from app.domain.settings import Settings
from app.services.settings import SettingChanged, SettingsService


class SettingsPresenter(QObject):
    """Forwards edits and tells what is in force."""

    changed = Signal(str, object)
    """(key, Settings)"""
    refused = Signal(str, object)
    """(key, InvalidSetting): the control shows the old value again."""

    def __init__(self, settings: SettingsService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        settings.changes.add(self._on_change)

    @property
    def current(self) -> Settings:
        return self._settings.current

    def edit(self, key: str, value: object) -> None:
        """Put a value in force at once, or refuse it."""
        try:
            self._settings.change(key, value)
        except InvalidSetting as error:
            self.refused.emit(key, error)

    def _on_change(self, change: SettingChanged) -> None:
        self.changed.emit(change.key, change.settings)
