"""`H<sub>2</sub>O`, `10<sup>-3</sup>`, `x<sub>max</sub>`: the only HTML beside `<br>` that models write amid text.

Numbers and signs become raised and lowered characters, which every font and every copy knows; words are marked.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_TAGGED = re.compile(
    r"(`+)(?!`)[\s\S]{0,500}?(?<!`)\1(?!`)|<(su[bp])>([^<>\s]{1,8})</\2>", re.IGNORECASE
)  # code first, in which it is text
_CHARACTERS = "0123456789+-−=()n"
_SMALL = {
    "sub": str.maketrans(_CHARACTERS, "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₙ"),
    "sup": str.maketrans(_CHARACTERS, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ"),
}
_WORDS = re.compile(r"(?:[^\W_]|[-+−=(),.'/°])+")
"""Nothing in which Markdown could begin or end."""


class SmallMarks(NamedTuple):
    """What to put around words that are lowered and raised."""

    sub: str = ""
    sub_end: str = ""
    sup: str = ""
    sup_end: str = ""


PRIVATE_MARKS = SmallMarks("\ue003", "\ue004", "\ue005", "\ue006")
"""For texts that go through a parser."""


def with_small_script(text: str, marks: SmallMarks) -> str:
    """The text without those tags: with small characters where there are such, with marks around other words."""
    return _TAGGED.sub(lambda found: _small(found, marks), text) if "<su" in text.casefold() else text


def _small(found: re.Match[str], marks: SmallMarks) -> str:
    tag, inner = found[2], found[3]
    if tag is None:
        return found[0]
    tag = tag.lower()
    if set(inner) <= set(_CHARACTERS):
        return inner.translate(_SMALL[tag])
    if _WORDS.fullmatch(inner) is None:
        return found[0]
    begin, end = (marks.sub, marks.sub_end) if tag == "sub" else (marks.sup, marks.sup_end)
    return begin + inner + end
