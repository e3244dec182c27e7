"""The one button that a screen of the first run is about."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from app.ui import icons
from app.ui.controls.buttons import Button, Kind
from app.ui.theme import theme

_WIDTH, _HEIGHT, _ICON = 240, 44, 16


class BigButton(Button):
    """Larger than others, with an icon where it has one."""

    def __init__(self, identifier: str, parent: QWidget | None = None) -> None:
        super().__init__(Kind.PRIMARY, identifier, parent)
        self._icon_name = ""
        theme().changed.connect(self._follow_theme)
        self._follow_theme()

    def set_look(self, text: str, icon_name: str = "") -> None:
        """What it says; the icon stands before it."""
        self._icon_name = icon_name
        self.setText(f"\u2002{text}" if icon_name else text)
        self.setAccessibleName(text)
        self._follow_theme()

    def sizeHint(self) -> QSize:
        return super().sizeHint().expandedTo(QSize(theme().scaled(_WIDTH), theme().scaled(_HEIGHT)))

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(QSize(0, theme().scaled(_HEIGHT)))

    def _follow_theme(self) -> None:
        if self._icon_name:
            self.setIcon(icons.icon(self._icon_name, "on_accent", theme().scaled(_ICON)))
            self.setIconSize(QSize(theme().scaled(_ICON), theme().scaled(_ICON)))
        self.updateGeometry()
