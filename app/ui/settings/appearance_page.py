"""Settings > Appearance."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.domain.settings import BOUNDS, Settings, Theme
from app.ui.controls.combo import Combo
from app.ui.controls.segmented import Segmented
from app.ui.settings.rows import SettingBox, SettingRow, SettingsPage

_STEP_PERCENT = 10
_LEAST, _MOST = BOUNDS["text_scale_percent"]
_PERCENTS = tuple(range(_LEAST, _MOST + 1, _STEP_PERCENT))

_KEYS = (
    "theme",
    "text_scale_percent",
)
"""What the page shows of the settings."""


class AppearancePage(SettingsPage):
    """How the window looks; changes are seen at once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, name="appearance", keys=_KEYS)
        self._theme = Segmented(tuple(Theme), "settings.theme")
        self._text_size = Combo(_PERCENTS, "settings.text_scale_percent")
        self._theme_row = SettingRow(self._theme)
        self._text_size_row = SettingRow(self._text_size)
        self.add(SettingBox(self._theme_row, self._text_size_row))
        self._theme.chosen.connect(lambda value: self.edited.emit("theme", value))
        self._text_size.chosen.connect(lambda value: self.edited.emit("text_scale_percent", value))
        self.retranslate()

    def set_settings(self, settings: Settings) -> None:
        self._theme.set_value(settings.theme)
        # A file edited by hand may hold a size between two steps.
        self._text_size.set_value(min(_PERCENTS, key=lambda p: abs(p - settings.text_scale_percent)))

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self.set_title(self.tr("Appearance"))
        self._theme_row.set_words(self.tr("Theme"), self.tr("System follows the colours of your computer."))
        self._theme.set_words((self.tr("System"), self.tr("Light"), self.tr("Dark")))
        self._text_size_row.set_words(self.tr("Text size"))
        self._text_size.set_words(
            [self.tr("{percent} %").replace("{percent}", self.locale().toString(p)) for p in _PERCENTS]
        )
