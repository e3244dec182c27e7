"""The inside of one block as HTML, by Python-Markdown with everything switched off that a leaf does not need.

The parser is quadratic in some marks (5,000 "[" take it 8 seconds), so blocks that are long or full of such marks are
shown as plain text.
"""

from __future__ import annotations

import re
import string
from html import escape
from xml.etree import ElementTree as ET

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor

from app.render.block import Block, Kind
from app.render.break_tags import with_breaks
from app.render.clean_html import clean
from app.render.inline_maths import Formula, segments
from app.render.key_tags import with_keys
from app.render.small_script import PRIVATE_MARKS, with_small_script

LEAF_CHARS = 6_000
"""Longer blocks are shown as plain text; the splitter cuts paragraphs at 2,500 and tables at 20 rows."""
MARKS_LIMIT = 120
"""Brackets of one kind, or backticks, in one block."""
EMPHASIS_LIMIT = 600

_FORMULA, _FORMULA_END, _BREAK = "\ue000", "\ue001", "\ue002"
_PRIVATE = re.compile("[\ue000-\ue006]")
_PLACE = re.compile(f"{_FORMULA}(\\d+){_FORMULA_END}")
_BLOCK_PROCESSORS = ("empty", "indent", "code", "hashheader", "setextheader", "hr", "olist", "ulist", "quote")


class LeafWriter:
    """Writes the insides of blocks. Not for two threads at once; making one takes 0.3 ms."""

    def __init__(self) -> None:
        self._markdown = Markdown(extensions=[TableExtension(use_align_attribute=True), _LeafOnly()])

    def inline(self, block: Block) -> str:
        """The text of a paragraph or heading, without a tag around it."""
        html = self._convert(block)
        return html.removeprefix("<p>").removesuffix("</p>") if html.count("<p>") == 1 else html

    def table(self, block: Block) -> str:
        """A whole `<table>`; a paragraph of plain text if it is none or too much."""
        return self._convert(block)

    def _convert(self, block: Block) -> str:
        source = _PRIVATE.sub("", block.source)
        if _is_too_much(source):
            return plain_html(source)
        formulas: list[str] = []
        pieces = []
        for segment in segments(source):
            if isinstance(segment, Formula):
                pieces.append(f"{_FORMULA}{len(formulas)}{_FORMULA_END}")
                formulas.append(segment.source)
            else:
                text = with_breaks(with_keys(segment.text), _BREAK, in_rows=block.kind is Kind.TABLE)
                pieces.append(with_small_script(text, PRIVATE_MARKS))
        text = "".join(pieces)
        if block.kind is not Kind.TABLE:
            text = "\n".join(line.lstrip() for line in text.split("\n"))
        if block.definitions:
            text = "\n".join([text, "", *block.definitions])
        try:
            html = clean(self._markdown.reset().convert(text))
        except RecursionError:
            return plain_html(source)
        html = html.replace(_BREAK, "<br>")
        for mark, tag in zip(PRIVATE_MARKS, ("<sub>", "</sub>", "<sup>", "</sup>"), strict=True):
            html = html.replace(mark, tag)
        return _PLACE.sub(
            lambda found: f'<span class="maths">{escape(formulas[int(found[1])], quote=False)}</span>', html
        )


def plain_html(text: str) -> str:
    """Text as it stands, in a paragraph."""
    return "<p>" + escape(text, quote=False).replace("\n", "<br>") + "</p>"


def _is_too_much(source: str) -> bool:
    return (
        len(source) > LEAF_CHARS
        or any(source.count(mark) > MARKS_LIMIT for mark in "[(<`!&")
        or sum(source.count(mark) for mark in "*_~\\") > EMPHASIS_LIMIT
    )


class _LeafOnly(Extension):
    """No blocks but paragraphs and tables, no raw HTML; strikethrough and footnote marks."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        md.ESCAPED_CHARS = list(string.punctuation)
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        for name in _BLOCK_PROCESSORS:
            md.parser.blockprocessors.deregister(name)
        md.inlinePatterns.register(SimpleTagInlineProcessor(r"(~~)(?=\S)([^~]+?)(?<=\S)~~", "del"), "strike", 65)
        md.inlinePatterns.register(_FootnoteMark(r"\[\^([^\]\s]{1,60})\]", md), "footnote_mark", 171)


class _FootnoteMark(InlineProcessor):
    def handleMatch(  # type: ignore[override] # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[ET.Element, int, int]:
        mark = ET.Element("sup")
        mark.text = m[1]
        return mark, m.start(), m.end()
