"""Where the window was, remembered."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QPoint, QRect, QSettings, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

START_SIZE = QSize(1180, 820)
_LEAST_VISIBLE = QSize(120, 48)
"""So much of the window must be on a screen, or it cannot be grabbed."""


class WindowPlace:
    """Size, place, maximised state and width of the sidebar, in a file of its own.

    A file that cannot be read counts as none; one that cannot be written is let go: it is only a convenience.
    """

    def __init__(self, path: Path) -> None:
        self._settings = QSettings(str(path), QSettings.Format.IniFormat)

    def restore(self, window: QWidget) -> None:
        """Put the window where it was; centred at its first size when that is off every screen, or the first time."""
        geometry = self._settings.value("window/geometry")
        if isinstance(geometry, QByteArray) and window.restoreGeometry(geometry) and _is_reachable(window.geometry()):
            return
        screen = QGuiApplication.primaryScreen().availableGeometry()
        size = START_SIZE.boundedTo(screen.size())
        corner = screen.center() - QPoint(size.width() // 2, size.height() // 2)
        window.setGeometry(QRect(corner, size))

    def save(self, window: QWidget, sidebar_width: int, is_sidebar_shown: bool) -> None:
        """Remember the window for the next start."""
        self._settings.setValue("window/geometry", window.saveGeometry())
        self._settings.setValue("sidebar/width", sidebar_width)
        self._settings.setValue("sidebar/shown", is_sidebar_shown)
        self._settings.sync()

    def sidebar_width(self, default: int) -> int:
        value = str(self._settings.value("sidebar/width", default))
        return int(value) if value.isdecimal() else default

    def is_sidebar_shown(self) -> bool:
        return str(self._settings.value("sidebar/shown", "true")).lower() != "false"


def _is_reachable(window: QRect) -> bool:
    shown = (screen.availableGeometry().intersected(window) for screen in QGuiApplication.screens())
    return any(part.width() >= _LEAST_VISIBLE.width() and part.height() >= _LEAST_VISIBLE.height() for part in shown)
