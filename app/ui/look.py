"""The settings that the eye sees, put in force."""

from __future__ import annotations

from app.domain.settings import Settings
from app.ui.theme import theme


def apply_look(settings: Settings) -> None:
    """Put theme and text size in force; needs a QApplication."""
    theme().set_mode(settings.theme)
    theme().set_text_scale(settings.text_scale_percent)
