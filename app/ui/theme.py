"""The look of the program: follows the system and the settings, and tells when it changed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.settings import Theme as ThemeMode
from app.ui.stylesheet import stylesheet
from app.ui.tokens import (
    DARK,
    HIGH_CONTRAST_DARK,
    HIGH_CONTRAST_LIGHT,
    LIGHT,
    MINIMUM_BASE_PX,
    FontRole,
    Tokens,
    TypeStyle,
    type_scale,
)

_MONO_FAMILIES = (
    "Cascadia Mono",
    "SF Mono",
    "JetBrains Mono",
    "Noto Sans Mono",
    "Consolas",
    "Menlo",
    "DejaVu Sans Mono",
)
_NO_DESKTOP_FONTS = frozenset({"", "Sans", "Sans Serif", "sans-serif"})
"""What Qt reports on Linux where no desktop names a font."""
_NO_DESKTOP_BASE_PX = 14

STYLE = "style_at_start"
"""Property of an application that began with a style. To set one later also makes Python's types of styles: 4 ms."""

_current: Theme | None = None


def theme() -> Theme:
    """The theme of the running application, made at the first call; needs a `QApplication`."""
    global _current
    if _current is None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        _current = Theme(application)
    return _current


class Theme(QObject):
    """Colours and fonts that all widgets share. There is one; `theme()` finds it.

    Applies Fusion, a palette and one style sheet to the application. Widgets that paint from tokens, or hold
    fonts or icons, listen to `changed`.
    """

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._mode = ThemeMode.SYSTEM
        self._percent = 100
        self._is_building = False
        self._family, self._base_px = _system_font(application.font())
        self._scale = type_scale(self._base_px)
        self._tokens = LIGHT
        self._mono_families = [name for name in _MONO_FAMILIES if QFontDatabase.hasFamily(name)]
        if application.property(STYLE) != "Fusion":
            application.setStyle("Fusion")
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    @property
    def tokens(self) -> Tokens:
        return self._tokens

    @property
    def mode(self) -> ThemeMode:
        return self._mode

    @property
    def text_scale_percent(self) -> int:
        return self._percent

    def style_of(self, role: FontRole) -> TypeStyle:
        """Sizes of a role in pixels, text size included."""
        return self._scale[role]

    def font(self, role: FontRole) -> QFont:
        """The font of a role; a copy that the caller may change."""
        style = self._scale[role]
        font = QFont(self._application.font())
        if role is FontRole.MONO:
            font.setFamilies(
                [*self._mono_families, QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()]
            )
            font.setStyleHint(QFont.StyleHint.Monospace)
            for feature in ("liga", "calt"):
                font.setFeature(QFont.Tag(feature), 0)  # in code `->` are two characters
        font.setPixelSize(style.size_px)
        font.setWeight(QFont.Weight(style.weight))
        return font

    def scaled(self, px: float) -> int:
        """A length that goes with the text (rows, buttons, icons), given for a base of 14 px."""
        return round(px * max(self._base_px, MINIMUM_BASE_PX) / 14 * self._percent / 100)

    def set_mode(self, mode: ThemeMode) -> None:
        """Light, dark, or as the system has it."""
        if mode is not self._mode:
            self._mode = mode
            self._ask_system_for(mode)
            self._apply()

    def set_text_scale(self, percent: int) -> None:
        """Size of all text in percent of the system's."""
        if percent != self._percent:
            self._percent = percent
            self._apply()

    @contextmanager
    def building(self) -> Iterator[None]:
        """The style sheet counts from the end of the block on.

        Under one, Qt polishes all that is in a widget again whenever the widget moves into another: for a window that
        is built from its parts upwards, as often as its parts are deep.
        """
        self._is_building = True
        self._application.setStyleSheet("")
        try:
            yield
        finally:
            self._is_building = False
            self._application.setStyleSheet(stylesheet(self._tokens))

    def _ask_system_for(self, mode: ThemeMode) -> None:
        # Only a request, so that title bars and native dialogs follow (Windows, macOS); plain X11 ignores it.
        scheme = {
            ThemeMode.LIGHT: Qt.ColorScheme.Light,
            ThemeMode.DARK: Qt.ColorScheme.Dark,
            ThemeMode.SYSTEM: Qt.ColorScheme.Unknown,
        }[mode]
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.disconnect(self._apply)
        hints.setColorScheme(scheme)
        hints.colorSchemeChanged.connect(self._apply)

    def _apply(self) -> None:
        self._tokens = _tokens_for(self._mode)
        self._scale = type_scale(self._base_px, self._percent)
        font = QFont(self._application.font())
        if self._family:
            font.setFamily(self._family)
        font.setPixelSize(self._scale[FontRole.UI].size_px)
        self._application.setFont(font)
        self._application.setPalette(_palette(self._tokens))
        if not self._is_building:
            self._application.setStyleSheet(stylesheet(self._tokens))
        self.changed.emit()


def wear(widget: QWidget, role: FontRole) -> None:
    """Give a widget the font of a role.

    To be called again when its font changes: as soon as it moves into another widget, Qt puts back the font that it
    had when it was first shown under the style sheet.
    """
    font = theme().font(role)
    if (widget.font().pixelSize(), widget.font().weight()) != (font.pixelSize(), font.weight()):
        widget.setFont(font)


def _system_font(font: QFont) -> tuple[str, float]:
    """Family to use instead of the system's (empty: none) and the base size in pixels."""
    is_unnamed = sys.platform not in ("win32", "darwin") and font.family() in _NO_DESKTOP_FONTS
    base_px = max(float(QFontInfo(font).pixelSize()), _NO_DESKTOP_BASE_PX if is_unnamed else 0)
    family = "Inter" if is_unnamed and QFontDatabase.hasFamily("Inter") else ""
    return family, base_px


def _preference(name: str) -> str:
    """What the person asked the system for: the name of the enum's value, empty where this Qt cannot tell."""
    # `accessibility` exists from Qt 6.10 on, `motionPreference` from 6.12. The wrapper of its owner must stay alive.
    hints = QGuiApplication.styleHints()
    accessibility = getattr(hints, "accessibility", None)
    preference = getattr(accessibility(), name, None) if accessibility is not None else None
    return str(preference().name) if preference is not None else ""


def prefers_stillness() -> bool:
    """Whether the person asked the system for less motion."""
    return _preference("motionPreference") == "ReducedMotion"


def _tokens_for(mode: ThemeMode) -> Tokens:
    if mode is ThemeMode.SYSTEM:
        # Unknown, as plain X11 reports, means light.
        is_dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    else:
        is_dark = mode is ThemeMode.DARK
    if _preference("contrastPreference") == "HighContrast":
        return HIGH_CONTRAST_DARK if is_dark else HIGH_CONTRAST_LIGHT
    return DARK if is_dark else LIGHT


def _palette(tokens: Tokens) -> QPalette:
    palette = QPalette()
    roles = QPalette.ColorRole
    colours = {
        roles.Window: tokens.bg,
        roles.WindowText: tokens.text,
        roles.Base: tokens.surface,
        roles.AlternateBase: tokens.raised,
        roles.Text: tokens.text,
        roles.PlaceholderText: tokens.text3,
        roles.Button: tokens.surface,
        roles.ButtonText: tokens.text,
        roles.BrightText: tokens.danger,
        roles.Highlight: tokens.accent,
        roles.HighlightedText: tokens.on_accent,
        roles.Link: tokens.accent_text,
        roles.LinkVisited: tokens.accent_text,
        roles.ToolTipBase: tokens.raised,
        roles.ToolTipText: tokens.text,
        roles.Light: tokens.surface,
        roles.Midlight: tokens.raised,
        roles.Mid: tokens.border,
        roles.Dark: tokens.border_strong,
        roles.Shadow: tokens.border_strong,
        roles.Accent: tokens.accent,
    }
    for role, colour in colours.items():
        palette.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.disabled))
    return palette
