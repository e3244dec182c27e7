"""`<kbd>Ctrl</kbd>`, with which models name keys, and `<b>words</b>`: shown as code and emphasis are."""

from __future__ import annotations

import re
from html import unescape

_TAGGED = re.compile(
    r"(?P<ticks>`+)(?!`)[\s\S]{0,500}?(?<!`)(?P=ticks)(?!`)|<kbd>(?P<key>[^<>`\n]{1,40})</kbd>"
    r"|<(?P<tag>b|strong|i|em)>(?P<words>[^\s<>*_`\[\]~|$\\](?:[^<>*_`\[\]~|$\\\n]{0,78}[^\s<>*_`\[\]~|$\\])?)</(?P=tag)>",
    re.IGNORECASE,
)  # code first, in which it is text
_TOUCHES = re.compile(r"\*|<(?:b|strong|i|em)>", re.IGNORECASE)
_TOUCHES_BEFORE = re.compile(r"(?:\*|</(?:b|strong|i|em)>)$", re.IGNORECASE)
HALF_KEY = (
    r"<kbd>[^<>`\n]{0,40}(?:<(?:/(?:k(?:bd?)?)?)?)?|<(?:b|strong|i|em)>[^<>*_`\[\]~|$\\\n]{0,80}(?:</?[a-z]{0,6})?"
)
"""The beginning of one at the end of a text, which may be completed."""


def with_keys(text: str) -> str:
    """The Markdown with its own marks in place of those tags. What is in code already, or no key, stays."""
    return _TAGGED.sub(_key, text) if "</" in text else text


def _emphasis(found: re.Match[str]) -> str:
    words: str = found["words"]
    text = found.string
    if _TOUCHES_BEFORE.search(text[: found.start()][-9:]) or _TOUCHES.match(text, found.end()):
        return words  # marks side by side would be others
    mark = "**" if found["tag"].lower() in ("b", "strong") else "*"
    return f"{mark}{words}{mark}"


def _key(found: re.Match[str]) -> str:
    if found["words"] is not None:
        return _emphasis(found)
    key = found["key"]
    if key is None:
        return found[0]
    name = unescape(key).strip()
    if not name or "`" in name or "\n" in name:
        return found[0]
    # Two runs of backticks side by side would be one.
    behind = found.string[found.end() : found.end() + 5].casefold()
    after = " " if behind == "<kbd>" or behind.startswith("`") else ""
    before = " " if found.string[: found.start()].endswith("`") else ""
    return f"{before}`{name}`{after}"
