"""Icons from SVG files, in the colours of the theme."""

from __future__ import annotations

import re
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap, QTransform
from PySide6.QtSvg import QSvgRenderer

from app.ui import assets
from app.ui.theme import theme

_POINTS_SOMEWHERE = frozenset({"chevron-right", "chevron-left", "panel-left", "undo-2", "external-link"})
"""Icons with a direction: mirrored where people read from right to left."""
_MARK_SIZES = (16, 20, 24, 32, 48, 64, 128, 256, 512)


def icon(name: str, colour: str = "text2", size: int = 18) -> QIcon:
    """An icon for a button or a menu, sharp on every screen that is there now; greyed where it is disabled.

    `colour` is a token's name or `#RRGGBB`; `size` is in device independent pixels. Ask again when the theme changes.
    """
    result = QIcon()
    for ratio in _pixel_ratios():
        result.addPixmap(pixmap(name, colour, size, ratio), QIcon.Mode.Normal)
        result.addPixmap(pixmap(name, "disabled", size, ratio), QIcon.Mode.Disabled)
    return result


def pixmap(name: str, colour: str = "text2", size: int = 18, ratio: float = 1.0) -> QPixmap:
    """The picture of an icon for a painter: `size` device independent pixels at the device's pixel ratio."""
    value = colour if colour.startswith("#") else str(getattr(theme().tokens, colour))
    is_mirrored = name in _POINTS_SOMEWHERE and QGuiApplication.layoutDirection() is Qt.LayoutDirection.RightToLeft
    return _drawn(name, value, size, ratio, is_mirrored)


@lru_cache(maxsize=1)
def mark() -> QIcon:
    """Our own mark, for the window and the brand row."""
    result = QIcon()
    for size in _MARK_SIZES:
        result.addPixmap(mark_pixmap(size, 1.0))
    return result


@lru_cache(maxsize=32)
def mark_pixmap(size: int, ratio: float) -> QPixmap:
    """Our own mark as a picture of `size` device independent pixels."""
    return _rendered(assets.icon_svg("mark").encode(), size, ratio)


@lru_cache(maxsize=512)
def _drawn(name: str, colour: str, size: int, ratio: float, is_mirrored: bool) -> QPixmap:
    stroke = "2" if size <= 16 else "1.75"
    svg = assets.icon_svg(name).replace("currentColor", colour)
    picture = _rendered(re.sub(r'stroke-width="[^"]*"', f'stroke-width="{stroke}"', svg).encode(), size, ratio)
    if not is_mirrored:
        return picture
    picture = picture.transformed(QTransform.fromScale(-1, 1))
    picture.setDevicePixelRatio(ratio)
    return picture


def _rendered(svg: bytes, size: int, ratio: float) -> QPixmap:
    picture = QPixmap(QSize(size, size) * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture


def _pixel_ratios() -> list[float]:
    return sorted({screen.devicePixelRatio() for screen in QGuiApplication.screens()} | {1.0})
