"""Menus with round corners."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainterPath, QRegion, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

RADIUS = 12


def round_off(popup: QWidget) -> None:
    """Give a popup window round corners; call it again whenever its size changes."""
    if QGuiApplication.platformName() not in ("xcb", "offscreen"):
        popup.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        return
    # An X server without a compositor paints what is translucent black; a mask works with both.
    path = QPainterPath()
    path.addRoundedRect(QRectF(popup.rect()), RADIUS, RADIUS)
    popup.setMask(QRegion(path.toFillPolygon().toPolygon()))


class Menu(QMenu):
    """A menu in the look of the program. Open it with `popup`, never `exec`: that would block the one loop."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setWindowFlag(Qt.WindowType.NoDropShadowWindowHint)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        round_off(self)
