"""TeX to SVG with ziamath. For the maths helper process alone: the library costs 25 MB and a third of a second."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from ziafont.config import config as font_config
from ziafont.fonttypes import BBox
from ziafont.glyph import SimpleGlyph
from ziamath import styles
from ziamath.config import config
from ziamath.drawable import HLine, VLine
from ziamath.mathfont import MathFont
from ziamath.nodes.menclose import Menclose
from ziamath.nodes.mtable import Mtable
from ziamath.tex import tex2mml
from ziamath.zmath import Math, loadedfonts

from app.render.maths_protocol import INK, MAX_TEX_CHARS, Drawing, Fault, FormulaRequest, Refusal
from app.render.maths_spacing import space_out
from app.render.maths_tex import UnsupportedError, adapt, check_and_mend

_EM = 24.0
"""Units per em in the SVG; ziamath's own default, which its smallest sizes are tuned to."""
_MARGIN = 1.5
"""Units around the ink. ziamath's default of 1 clips large operators slightly."""

font_config.svg2 = False  # QSvgRenderer draws <symbol>/<use> as misplaced fragments
config.math.color = INK
# A deep copy per node without need: the caller only reads. Same SVG for 0.76 of the time.
styles.asdict = vars  # type: ignore[attr-defined,assignment]


class GlyphError(ValueError):
    """No font here has this character."""


class _WideGlyph(SimpleGlyph):
    """An East Asian character, which fills one em square: left to the fonts of whoever draws the SVG."""

    def __init__(self, char: str, font: MathFont) -> None:
        em = font.info.layout.unitsperem
        super().__init__(0, (), BBox(0, em, round(-0.14 * em), round(0.88 * em)), font)
        self._char = char

    def place(self, x: float, y: float, point_size: float) -> ET.Element:
        size = f"{point_size:.2f}"
        element = ET.Element("text", {"x": f"{x:.3f}", "y": f"{y:.3f}", "font-size": size, "font-family": "sans-serif"})
        element.text = self._char
        return element

    def advance(self, nextchr: SimpleGlyph | None = None) -> int:
        return int(self.font.info.layout.unitsperem)


class _HonestFont(MathFont):
    """The library's font, but a missing character is an error or an East Asian one, never an empty box."""

    def findglyph(self, char: str, variant: Any) -> SimpleGlyph:
        if self.glyphindex(char) == 0:
            if unicodedata.east_asian_width(char) in "WF" and unicodedata.category(char)[0] in "LNPZ":
                return _WideGlyph(char, self)
            raise GlyphError(f"U+{ord(char):04X}")
        return super().findglyph(char, variant)


class _RuledTable(Mtable, tag="mtable"):
    """A table with the rules between its columns and rows, which the library leaves out, and with about TeX's gaps."""

    def _setup(self, **kwargs: Any) -> None:
        self.element.attrib.setdefault("columnspacing", "0.8em")
        if self.element.get("rowspacing") in (None, "3pt"):  # what the converter writes everywhere for TeX's struts
            self.element.set("rowspacing", "0.5em")
        super()._setup(**kwargs)
        rows = [len(row) for row in self.element]
        for column, kind in enumerate((self.element.get("columnlines") or "").split()[: max(rows) - 1]):
            if kind != "none":
                self._rule_after_column(column, rows)
        for row, kind in enumerate((self.element.get("rowlines") or "").split()[: len(rows) - 1]):
            if kind != "none":
                self._rule_after_row(row, rows)

    @property
    def _thickness(self) -> float:
        return float(self.font_units_to_points(self.font.math.consts.fractionRuleThickness))

    def _rule_after_column(self, column: int, rows: list[int]) -> None:
        right, left = float("-inf"), float("inf")
        for start, length in _row_ranges(rows):
            if column < length:
                right = max(right, self.nodexy[start + column][0] + self.nodes[start + column].bbox.xmax)
            if column + 1 < length:
                left = min(left, self.nodexy[start + column + 1][0])
        height = self.bbox.ymax - self.bbox.ymin
        self.nodes.append(VLine(height, self._thickness, self.style))
        self.nodexy.append(((right + left) / 2, -self.bbox.ymax))

    def _rule_after_row(self, row: int, rows: list[int]) -> None:
        ranges = list(_row_ranges(rows))
        above, below = (range(start, start + length) for start, length in ranges[row : row + 2])
        bottom = max(self.nodexy[i][1] - self.nodes[i].bbox.ymin for i in above)
        top = min(self.nodexy[i][1] - self.nodes[i].bbox.ymax for i in below)
        self.nodes.append(HLine(self.bbox.xmax, self._thickness, self.style))
        self.nodexy.append((0, (bottom + top - self._thickness) / 2))


class _RoomyBox(Menclose, tag="menclose"):
    """What is boxed with some room around it; the library leaves a hair, and a gap above the box."""

    def _setup(self, **kwargs: Any) -> None:
        if self.notation != ["box"]:
            super()._setup(**kwargs)
            return
        inner = self.base.bbox
        room = self.size_px("0.22em")
        self.base.bbox = BBox(inner.xmin - room, inner.xmax + room, inner.ymin - room, inner.ymax + room)
        super()._setup(**kwargs)
        x, y = self.nodexy[-1]
        self.nodexy[-1] = (x + room, y)
        line = x
        self.bbox = BBox(0, self.bbox.xmax - line, inner.ymin - room - line, inner.ymax + room + line)


def _row_ranges(rows: list[int]) -> Iterator[tuple[int, int]]:
    """(index of the first cell, number of cells) of each row; the table keeps its cells in one list."""
    start = 0
    for length in rows:
        yield start, length
        start += length


_FONT_NAME = loadedfonts["default"].info.filename
_FONT = loadedfonts[_FONT_NAME] = _HonestFont(_FONT_NAME, _EM)


def draw(request: FormulaRequest) -> Drawing | Refusal:
    """Draw one formula; never raises, whatever the TeX is. May take long: the caller sets the limit."""
    if len(request.tex) > MAX_TEX_CHARS:
        return Refusal(request.id, Fault.TOO_LONG)
    try:
        return _draw(request)
    except UnsupportedError as error:
        return Refusal(request.id, Fault.UNSUPPORTED, str(error))
    except GlyphError as error:
        return Refusal(request.id, Fault.GLYPH, str(error))
    except Exception as error:  # noqa: BLE001 - the libraries raise a dozen types on broken TeX, AssertionError among them
        return Refusal(request.id, Fault.SYNTAX, f"{type(error).__name__}: {error}"[:200])
    finally:
        # A text that fails half-way leaves the shared font in text mode.
        _FONT.language("math", "")  # type: ignore[no-untyped-call]


def _draw(request: FormulaRequest) -> Drawing:
    mathml = _mathml(adapt(request.tex), request.display)
    formula = Math(mathml, size=_EM, font=_FONT_NAME, margin=_MARGIN)
    box = formula.node.bbox
    width, height = box.xmax - box.xmin + 2 * _MARGIN, box.ymax - box.ymin + 2 * _MARGIN
    if not (0 < width < 200 * _EM and 0 < height < 100 * _EM):
        raise UnsupportedError("extent")
    return Drawing(request.id, formula.svg(), width / _EM, height / _EM, (_MARGIN - box.ymin) / _EM)


def _mathml(tex: str, display: bool) -> ET.Element:
    root = _parse(tex2mml(tex, inline=not display))
    if any(element.get("linebreak") for element in root.iter("mspace")):
        # Lines outside any environment: the library would draw them on one line.
        root = _parse(tex2mml(rf"\begin{{align*}}{tex}\end{{align*}}", inline=not display))
    check_and_mend(root)
    space_out(root)
    return root


_NAMESPACE = ' xmlns="http://www.w3.org/1998/Math/MathML"'
_TEXT = re.compile(r"(<mtext[^>]*>)(.*?)(?=</mtext>)", re.DOTALL)
_BARE = re.compile(r"&(?!#x?[0-9A-Fa-f]+;)|<")


def _parse(mathml: str) -> ET.Element:
    """The converter's MathML as a tree, without its name space. It writes the contents of a text as they are."""
    mathml = mathml.replace(_NAMESPACE, "", 1)
    mathml = _TEXT.sub(lambda found: found[1] + _BARE.sub(lambda bare: f"&#{ord(bare[0])};", found[2]), mathml)
    return ET.fromstring(mathml)
