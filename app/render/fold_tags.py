"""`<details><summary>Title</summary>` … `</details>`, with which models fold text away: a bold line and what follows.

What such lines say is shown; the tags are not, for there is no HTML.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_LONGEST_LINE = 1_000
"""A longer line is text, whatever it looks like: so a long line can be shown before it ends."""
_LINE = re.compile(
    r"(?:<details(?:[ ]+open(?:=\"[a-z]{0,8}\")?)?>[ \t]*)?"
    r"(?:<summary>(?P<title>(?:(?!</?summary>|</?details>).){0,200})</summary>[ \t]*(?P<rest>.{0,800}?)|<summary>)?"
    r"(?:</summary>)?[ \t]*(?P<ends>(?:</details>[ \t]*){0,4})$",
    re.IGNORECASE,
)
HALF_LINE = (
    r"<details[ ][^<>\n]{0,20}"
    r"|(?:<details[^<>\n]{0,20}>[ \t]{0,8})?(?:</?[a-z]{0,8}|<summary>(?:(?!</summary>)[^\n]){0,200})"
)
"""The beginning of such a line, which may be completed."""
_LOOKS = re.compile(r"</?(?:b|strong|i|em|u|h[1-6]|span|big)>", re.IGNORECASE)


class FoldLine(NamedTuple):
    """What a line of such tags says."""

    title: str
    """Markdown; empty where the line is nothing but tags."""
    rest: str
    """What follows in the same line."""
    is_end: bool
    """Nothing of what follows belongs to it."""


def fold_line(text: str) -> FoldLine | None:
    """What the line says without its tags; None if it is another one. The text has no indentation."""
    if len(text) > _LONGEST_LINE or text[1:2] not in "dDsS/" or (found := _LINE.match(text)) is None:
        return None
    title = _LOOKS.sub("", found["title"] or "").strip()
    is_plain = title and not set(title) & set("*_`$\\[<")
    return FoldLine(f"**{title}**" if is_plain else title, (found["rest"] or "").strip(), bool(found["ends"]))
