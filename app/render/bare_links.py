"""Finds web addresses that stand in a text without any mark, as people and models write them.

They end where the sentence around them goes on: before its punctuation, before a bracket that was opened outside of
them, and before Chinese or Japanese words that follow a host without a space.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.render.links import check

_EAST = "\u1100-\u11ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
_EAST_SIGNS = "\u3000-\u303f\uff00-\uffef"
_PRIVATE = "\ue000-\uf8ff"
ADDRESS = (
    rf"https?://[^\s<>\"`|\\/?#{_EAST}{_PRIVATE}]{{1,300}}(?:[/?#][^\s<>\"`|\\{_EAST_SIGNS}{_PRIVATE}]{{0,2000}})?"
)
"""A pattern; what it finds still has the punctuation of the sentence at its end."""

_TRAILING = ".,;:!?'*_~"
_ADDRESS = re.compile(ADDRESS)
_MARKED = re.compile(
    rf"""(?<!`)(?P<ticks>`+)(?!`)[\s\S]{{0,2000}}?(?<!`)(?P=ticks)(?!`)
    | \\[\s\S]
    | <[^<>\s]{{0,2100}}>
    | \[(?:[^\[\]\\]|\\.|\[[^\[\]]{{0,200}}\]){{0,400}}\]
      (?:\([ ]*(?:<[^<>\n]{{0,2100}}>|(?:[^()\s]|\([^()\s]{{0,300}}\)){{0,2100}})
         (?:\s+(?:"[^"]{{0,300}}"|'[^']{{0,300}}'))?\s*\)|\[[^\[\]]{{1,100}}\])
    | (?P<address>{ADDRESS})""",
    re.VERBOSE,
)
"""What an address is no text in (code, links, autolinks), and addresses."""


def find_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Where addresses begin and end that may be opened, in a text without Markdown. Takes linear time."""
    for found in _ADDRESS.finditer(text):
        address = without_trailing(found[0])
        if check(address) is not None:
            yield found.start(), found.start() + len(address)


def with_autolinks(source: str) -> str:
    """The Markdown with `<` and `>` around every bare address, so that each parser sees the same links."""
    if "://" not in source:
        return source
    return _MARKED.sub(_autolink, source)


def _autolink(found: re.Match[str]) -> str:
    whole = found["address"]
    if whole is None:
        return found[0]
    address = without_trailing(whole)
    return f"<{address}>{whole[len(address) :]}" if check(address) is not None else whole


def without_trailing(address: str) -> str:
    """The address without the punctuation of the sentence around it."""
    address = address.rstrip(_TRAILING)
    while address.endswith((")", "]")) and (
        address.count("(") < address.count(")") if address[-1] == ")" else address.count("[") < address.count("]")
    ):
        address = address[:-1].rstrip(_TRAILING)
    return address
