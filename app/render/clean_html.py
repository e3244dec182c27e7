"""The last word on what a document may contain: a list of tags and attributes, everything else becomes text or nothing.

Nothing in the result makes a reader fetch or run anything: no pictures, no styles from outside, no scripts, and links
only to web pages and mail addresses.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from html.parser import HTMLParser

from app.render.bare_links import find_addresses
from app.render.links import check

_BLOCK_TAGS = ("blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul")
_TABLE_TAGS = ("table", "tbody", "td", "th", "thead", "tr")
_INLINE_TAGS = ("a", "br", "code", "del", "em", "span", "strong", "sub", "sup")
TAGS = frozenset({*_BLOCK_TAGS, *_TABLE_TAGS, *_INLINE_TAGS})
VOID_TAGS = frozenset({"br", "hr"})
_ALIGNMENTS = frozenset({"left", "right", "center"})
_CLASS = re.compile(r"[a-z0-9+-]{1,40}")


def _allowed_alignment(value: str) -> str | None:
    return value if value in _ALIGNMENTS else None


def _allowed_class(value: str) -> str | None:
    return value if _CLASS.fullmatch(value) else None


def _allowed_address(value: str) -> str | None:
    link = check(value)
    return link.url if link else None


ATTRIBUTES: dict[tuple[str, str], Callable[[str], str | None]] = {
    ("a", "href"): _allowed_address,
    ("code", "class"): _allowed_class,
    ("ol", "start"): lambda value: value if re.fullmatch(r"\d{1,9}", value) else None,
    ("p", "class"): _allowed_class,
    ("span", "class"): _allowed_class,
    ("td", "align"): _allowed_alignment,
    ("th", "align"): _allowed_alignment,
}
"""For each tag and attribute, what becomes of a value; None drops the attribute."""


def clean(html: str) -> str:
    """The same document with nothing but what is on the lists, every tag closed, and bare addresses as links.

    A picture becomes its description. Cleaning twice changes nothing.
    """
    cleaner = _Cleaner()
    cleaner.feed(html)
    cleaner.close()
    return cleaner.result()


class _Cleaner(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out: list[str] = []
        self._open: list[str] = []

    def result(self) -> str:
        self._out += [f"</{tag}>" for tag in reversed(self._open)]
        self._open.clear()
        return "".join(self._out)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            description = next((value for name, value in attrs if name == "alt" and value), "")
            self._out.append(escape(f"[{description}]"))
            return
        if tag not in TAGS or (tag == "a" and "a" in self._open):
            return
        kept = _kept_attributes(tag, attrs)
        if tag == "a" and not kept:
            return
        self._out.append(f"<{tag}{kept}>")
        if tag not in VOID_TAGS:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._open:
            return
        while (last := self._open.pop()) != tag:
            self._out.append(f"</{last}>")
        self._out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if "://" in data and not {"a", "code", "pre"} & set(self._open):
            self._out.append(_with_links(data))
        else:
            self._out.append(escape(data, quote=False))


def _kept_attributes(tag: str, attrs: list[tuple[str, str | None]]) -> str:
    kept: dict[str, str] = {}
    for name, value in attrs:
        rule = ATTRIBUTES.get((tag, name))
        if rule is not None and (allowed := rule(value or "")) is not None:
            kept.setdefault(name, allowed)
    return "".join(f' {name}="{escape(value)}"' for name, value in kept.items())


def _with_links(text: str) -> str:
    pieces = []
    position = 0
    for begin, end in find_addresses(text):
        link = check(text[begin:end])
        assert link is not None
        pieces.append(escape(text[position:begin], quote=False))
        pieces.append(f'<a href="{escape(link.url)}">{escape(text[begin:end], quote=False)}</a>')
        position = end
    pieces.append(escape(text[position:], quote=False))
    return "".join(pieces)
