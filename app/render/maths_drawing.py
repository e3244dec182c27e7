"""TeX to SVG with ziamath. For the maths helper process alone: the library costs 25 MB and a third of a second."""

from __future__ import annotations

import re
import unicodedata
from typing import Any
from xml.etree import ElementTree as ET

from ziafont import config as font_config
from ziafont.fonttypes import BBox
from ziafont.glyph import SimpleGlyph
from ziamath import styles
from ziamath.config import config
from ziamath.mathfont import MathFont
from ziamath.nodes.mtable import Mtable
from ziamath.tex import tex2mml
from ziamath.zmath import Math, loadedfonts

from app.render.maths_protocol import INK, MAX_TEX_CHARS, Drawing, Fault, FormulaRequest, Refusal
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
    """Refuses what the library's table would drop in silence: rules between columns and rows."""

    def _setup(self, **kwargs: Any) -> None:
        for name in ("columnlines", "rowlines", "frame"):
            if set((self.element.get(name) or "none").split()) - {"none"}:
                raise UnsupportedError("rules in a table")
        super()._setup(**kwargs)


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
    if not (0 < width < 500 * _EM and 0 < height < 200 * _EM):
        raise UnsupportedError("extent")
    return Drawing(request.id, formula.svg(), width / _EM, height / _EM, (_MARGIN - box.ymin) / _EM)


def _mathml(tex: str, display: bool) -> ET.Element:
    root = _parse(tex2mml(tex, inline=not display))
    if any(element.get("linebreak") for element in root.iter("mspace")):
        # Lines outside any environment: the library would draw them on one line.
        root = _parse(tex2mml(rf"\begin{{align*}}{tex}\end{{align*}}", inline=not display))
    check_and_mend(root)
    return root


_NAMESPACE = ' xmlns="http://www.w3.org/1998/Math/MathML"'
_TEXT = re.compile(r"(<mtext[^>]*>)(.*?)(?=</mtext>)", re.DOTALL)
_BARE = re.compile(r"&(?!#x?[0-9A-Fa-f]+;)|<")


def _parse(mathml: str) -> ET.Element:
    """The converter's MathML as a tree, without its name space. It writes the contents of a text as they are."""
    mathml = mathml.replace(_NAMESPACE, "", 1)
    mathml = _TEXT.sub(lambda found: found[1] + _BARE.sub(lambda bare: f"&#{ord(bare[0])};", found[2]), mathml)
    return ET.fromstring(mathml)
