"""The Markdown of a block as the drawing parser needs it.

What that parser does not know (formulas, pictures as words, footnotes) is replaced by marks from the private part of
Unicode, what it reads otherwise than models mean it is put right, and what is open at the end is closed.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from app.render.bare_links import with_autolinks
from app.render.block import Block, Kind
from app.render.break_tags import with_breaks
from app.render.inline import as_text_only, close_open_marks
from app.render.inline_maths import Formula, segments
from app.render.key_tags import with_keys
from app.render.links import check
from app.render.meant_marks import keep_lone_tildes, mend_emphasis
from app.render.small_script import PRIVATE_MARKS, with_small_script
from app.render.table_rows import with_plain_bars

PictureWords = Callable[[str], str]
"""The words in place of a picture that comes from this host; the host may be empty."""

FORMULA = "\ue000"
LINE_BREAK = "\u2001"
"""A space that nobody writes: beside it emphasis begins and ends as at the end of a line."""
CHIP_EDGE = "\ue002"
"""Stands before and after the words in place of a picture; to be taken out."""
FLANK = "\u2004"
"""A space that the parser needs beside some emphasis and that nobody writes; to be taken out."""
PRIVATE = re.compile("[\ue000-\ue006\u2001\u2004]")

_PICTURE = re.compile(
    r"""`[^`\n]{1,500}`  # code, in which nothing is a picture
    | !\[([^\]\[]*)\]
    (?: \([ ]* <?([^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*)>? (?:[ ]+(?:"[^"]*"|'[^']*'))? [ ]*\) | (?=\(|\[) )""",
    re.VERBOSE,
)
_FOOTNOTE_MARK = re.compile(r"\[\^([^\]\s]{1,60})\](?!:)")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def parser_source(block: Block, picture_words: PictureWords) -> tuple[str, list[Formula]]:
    """The source for the parser, and the formulas that belong where the marks of formulas are, in order."""
    source = PRIVATE.sub("", block.source)
    if not block.is_closed and block.kind is not Kind.TABLE:
        source = close_open_marks(source)
    if block.kind in (Kind.PARAGRAPH, Kind.FOOTNOTE):
        source = as_text_only(source)
    formulas: list[Formula] = []
    if "$" in source or "\\" in source:
        pieces = []
        for segment in segments(source):
            if isinstance(segment, Formula):
                formulas.append(segment)
                pieces.append(FORMULA)
            else:
                pieces.append(segment.text)
        source = "".join(pieces)
    if block.kind is Kind.TABLE:
        source = with_plain_bars(source)
    if "<" in source:
        source = with_keys(source)
        source = with_small_script(with_breaks(source, LINE_BREAK, in_rows=block.kind is Kind.TABLE), PRIVATE_MARKS)
    if "![" in source:
        source = _PICTURE.sub(lambda found: _chip(found, picture_words), source)
    if "[^" in source:
        source = _FOOTNOTE_MARK.sub(_footnote_mark, source)
    if "  \n" in source:
        source = re.sub(r" {2,}\n", LINE_BREAK, source)
    source = with_autolinks(source)
    if "~" in source:
        source = keep_lone_tildes(source)
    if "**" in source:
        source = mend_emphasis(source, FLANK)
    if block.kind is Kind.HEADING:
        source = "# " + source.replace("\n", " ")
    elif block.kind is Kind.FOOTNOTE and not block.goes_on:
        source = f"{_footnote_label(block.lang)} {source}"
    if block.definitions:
        source = "\n".join([source, "", *block.definitions])
    return source, formulas


def _chip(found: re.Match[str], picture_words: PictureWords) -> str:
    """Words in place of a picture, as a link where its address may be opened."""
    if found[1] is None:
        return found[0]
    description, address = found[1].strip(), found[2]
    link = check(address) if address else None
    words = picture_words(link.host if link is not None else "")
    text = CHIP_EDGE + (f"{words}: {description}" if description else words) + CHIP_EDGE
    is_label = found.string[found.start() - 1 : found.start()] == "[" and found.string.startswith("](", found.end())
    if is_label:  # of a link of its own: that one counts
        return text
    if link is not None:
        return f"[{text}](<{link.url}>)"
    return f"[{text}]" if address is None else text


def _footnote_mark(found: re.Match[str]) -> str:
    return _footnote_label(found[1])


def _footnote_label(label: str) -> str:
    return label.translate(_SUPERSCRIPTS) if label.isascii() and label.isdigit() else f"\\[{label}\\]"
