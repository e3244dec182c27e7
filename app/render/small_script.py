"""`H<sub>2</sub>O` and `10<sup>-3</sup>`: the only HTML beside `<br>` that models write amid text, as characters."""

from __future__ import annotations

import re

_TAGGED = re.compile(
    r"(`+)(?!`)[\s\S]{0,500}?(?<!`)\1(?!`)|<(su[bp])>([^<>\s]{1,8})</\2>", re.IGNORECASE
)  # code first, in which it is text
_CHARACTERS = "0123456789+-−=()n"
_SMALL = {
    "sub": str.maketrans(_CHARACTERS, "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₙ"),
    "sup": str.maketrans(_CHARACTERS, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ"),
}


def with_small_script(text: str) -> str:
    """Numbers and signs between these tags as raised and lowered characters; other words keep their tags."""
    return _TAGGED.sub(_small, text) if "<su" in text.casefold() else text


def _small(found: re.Match[str]) -> str:
    tag, inner = found[2], found[3]
    if tag is None or not set(inner) <= set(_CHARACTERS):
        return found[0]
    return inner.translate(_SMALL[tag.lower()])
