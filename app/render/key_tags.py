"""`<kbd>Ctrl</kbd>`, with which models name keys: shown as code is."""

from __future__ import annotations

import re
from html import unescape

_TAGGED = re.compile(
    r"(?P<ticks>`+)(?!`)[\s\S]{0,500}?(?<!`)(?P=ticks)(?!`)|<kbd>(?P<key>[^<>`\n]{1,40})</kbd>", re.IGNORECASE
)  # code first, in which it is text
HALF_KEY = r"<kbd>[^<>`\n]{0,40}(?:<(?:/(?:k(?:bd?)?)?)?)?"
"""The beginning of one at the end of a text, which may be completed."""


def with_keys(text: str) -> str:
    """The Markdown with code spans in place of those tags. What is in code already, or no key, stays."""
    return _TAGGED.sub(_key, text) if "<" in text and "<kbd>" in text.casefold() else text


def _key(found: re.Match[str]) -> str:
    key = found["key"]
    if key is None:
        return found[0]
    name = unescape(key).strip()
    if not name or "`" in name or "\n" in name:
        return found[0]
    # Two runs of backticks side by side would be one.
    touches_next = found.string[found.end() : found.end() + 5].casefold() == "<kbd>"
    touches = touches_next or found.string[found.end() : found.end() + 1] == "`"
    before = " " if found.string[: found.start()].endswith("`") else ""
    return f"{before}`{name}`{' ' if touches else ''}"
