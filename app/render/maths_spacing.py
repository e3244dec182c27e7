"""Spaces around signs and names of functions, as TeX sets them: the converter does not tell them apart."""

from __future__ import annotations

from xml.etree import ElementTree as ET

_SIGNS = frozenset("+-\u2212±∓")
_BEFORE_A_SIGN = frozenset("=<>≤≥≠≈≡∼≃≅≐∝≪≫⩽⩾∈∉∋⊂⊆∪∩∧∨+-\u2212±∓×·⋅∙÷/∗*,;:([{⟨⌈⌊")
"""After these a sign belongs to what follows it. After all others, as ∞ and ∂, it stands between two terms."""
_ARROWS = (range(0x2190, 0x2200), range(0x27F0, 0x2800))
_BARS = frozenset("|‖∣∥")
_NAME_SPACE = "thinmathspace"


def space_out(root: ET.Element) -> None:
    """Mend the spaces of a formula's MathML in place.

    The minus of `x = -2` stands close to its number (TeXbook, chapter 17: a binary operation after a relation, an
    opening or punctuation is ordinary), and `\\det A` has a thin space, as `\\sin x` has in the library itself.
    """
    for row in root.iter():
        before: ET.Element | None = None
        bars = 0
        for index, element in enumerate(row):
            text = (element.text or "").strip()
            if element.tag in ("mo", "mi"):
                if text in _SIGNS and before is not None and _is_open(before, bars):
                    element.set("form", "prefix")
                elif element.tag == "mo" and _is_name(text):
                    _set_apart(element, before, row[index + 1] if index + 1 < len(row) else None)
                bars += text in _BARS
            if element.tag != "mspace":
                before = element


def _is_open(before: ET.Element, bars: int) -> bool:
    """Whether a term begins after this element; `bars` counts the upright bars up to it."""
    text = (before.text or "").strip()
    if before.tag not in ("mo", "mi") or not text:
        return False
    if text in _BARS:
        return bars % 2 == 1
    return text in _BEFORE_A_SIGN or _is_name(text) or (len(text) == 1 and any(ord(text) in span for span in _ARROWS))


def _is_name(text: str) -> bool:
    return len(text) > 1 and text.isalpha()


def _set_apart(name: ET.Element, before: ET.Element | None, after: ET.Element | None) -> None:
    if before is not None and before.tag in ("mi", "mn", "msup", "msub"):
        name.set("lspace", _NAME_SPACE)
    if after is not None and after.tag not in ("mo", "mspace"):
        name.set("rspace", _NAME_SPACE)
