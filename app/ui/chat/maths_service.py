"""Formulas as pictures, for everything that paints text."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontDatabase, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from app.render.maths_protocol import INK, Answer, Drawing
from app.ui.chat.maths_process import MathsProcess

DRAWINGS_LIMIT = 1_000
"""Formulas remembered, about 7 kB each."""
IMAGE_BYTES_LIMIT = 16 * 1024 * 1024
PIXELS_LIMIT = 4_000_000
"""A formula of more pixels is shown as source."""

_WIDE_TEXT = "<text"
_EAST_ASIAN = (
    QFontDatabase.WritingSystem.SimplifiedChinese,
    QFontDatabase.WritingSystem.TraditionalChinese,
    QFontDatabase.WritingSystem.Japanese,
    QFontDatabase.WritingSystem.Korean,
)


@dataclass(frozen=True, slots=True)
class FormulaKey:
    """What makes two formulas the same drawing."""

    tex: str
    is_display: bool


class FormulaState(Enum):
    """How far a formula got."""

    PENDING = auto()
    DRAWN = auto()
    FAILED = auto()
    """It cannot be drawn: show its source."""


@dataclass(frozen=True, slots=True)
class MathsImage:
    """A formula as a picture; lengths in logical pixels. The baseline lies `depth` above the lower edge."""

    image: QImage
    width: float
    height: float
    depth: float


class MathsService(QObject):
    """Draws formulas in another process and remembers them. Nothing here blocks.

    The helper starts with the first formula, starts again if it dies, and ends after some idle minutes.
    """

    ready = Signal(object)
    """A `FormulaKey` that was pending is now drawn or failed."""

    def __init__(self, process: MathsProcess | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._process = process or MathsProcess()
        self._process.setParent(self)
        self._process.answered.connect(self._on_answered)
        self._pending: dict[int, FormulaKey] = {}
        self._is_pending: set[FormulaKey] = set()
        self._drawings: OrderedDict[FormulaKey, Drawing | None] = OrderedDict()
        self._images: OrderedDict[tuple[FormulaKey, float, str, float], MathsImage] = OrderedDict()
        self._image_bytes = 0
        self._has_east_asian_font: bool | None = None

    def warm_up(self) -> None:
        """A formula may come soon: have the helper ready by then."""
        self._process.warm_up()

    def request(self, key: FormulaKey) -> FormulaState:
        """Where this formula stands; asks for it if nobody did. `ready` tells when a pending one is settled."""
        if key in self._drawings:
            self._drawings.move_to_end(key)
            return FormulaState.DRAWN if self._drawings[key] else FormulaState.FAILED
        if self._process.is_given_up:
            return FormulaState.FAILED
        if key not in self._is_pending:
            self._is_pending.add(key)
            id_, dropped = self._process.draw(key.tex, key.is_display)
            self._pending[id_] = key
            if dropped is not None:
                self._is_pending.discard(self._pending.pop(dropped))
        return FormulaState.PENDING

    def image(self, key: FormulaKey, font_px: float, colour: QColor, device_pixel_ratio: float) -> MathsImage | None:
        """The picture of a drawn formula for text of `font_px` logical pixels; None unless it is `DRAWN`.

        Costs about half a millisecond the first time.
        """
        drawing = self._drawings.get(key)
        if drawing is None:
            return None
        image_key = (key, font_px, colour.name(), device_pixel_ratio)
        if found := self._images.get(image_key):
            self._images.move_to_end(image_key)
            return found
        image = _raster(drawing, font_px, colour, device_pixel_ratio)
        if image is None:
            self._drawings[key] = None
            return None
        self._images[image_key] = image
        self._image_bytes += image.image.sizeInBytes()
        while self._image_bytes > IMAGE_BYTES_LIMIT and len(self._images) > 1:
            self._image_bytes -= self._images.popitem(last=False)[1].image.sizeInBytes()
        return image

    def stop(self) -> None:
        """End the helper process; what is drawn stays, what is pending is forgotten."""
        self._pending.clear()
        self._is_pending.clear()
        self._process.stop()

    def _on_answered(self, id_: int, answer: Answer) -> None:
        key = self._pending.pop(id_, None)
        if key is None:
            return
        self._is_pending.discard(key)
        self._drawings[key] = answer if isinstance(answer, Drawing) and self._has_fonts(answer) else None
        while len(self._drawings) > DRAWINGS_LIMIT:
            self._drawings.popitem(last=False)
        self.ready.emit(key)

    def _has_fonts(self, drawing: Drawing) -> bool:
        """East Asian characters are left to the fonts of this computer: it may have none."""
        if _WIDE_TEXT not in drawing.svg:
            return True
        if self._has_east_asian_font is None:
            self._has_east_asian_font = any(QFontDatabase.families(system) for system in _EAST_ASIAN)
        return self._has_east_asian_font


def _raster(drawing: Drawing, font_px: float, colour: QColor, ratio: float) -> MathsImage | None:
    width, height = drawing.width_em * font_px, drawing.height_em * font_px
    columns, rows = math.ceil(width * ratio), math.ceil(height * ratio)
    if not 0 < columns * rows <= PIXELS_LIMIT:
        return None
    renderer = QSvgRenderer(QByteArray(drawing.svg.replace(INK, colour.name()).encode()))
    if not renderer.isValid():
        return None
    image = QImage(columns, rows, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    # The lower edge is the one that matters: the baseline is counted from it.
    renderer.render(painter, QRectF(0, rows / ratio - height, width, height))
    painter.end()
    return MathsImage(image, columns / ratio, rows / ratio, drawing.depth_em * font_px)
