"""A stretch of a paragraph as Markdown again, for the clipboard: what is selected whole is copied from its source."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QFont, QTextCharFormat, QTextDocument

from app.ui.chat.block_renderer import BlockDocument

_OBJECT = "\ufffc"


def marked_text(document: BlockDocument, start: int, end: int, *, is_heading: bool = False) -> str:
    """The text between two positions, as Qt counts them, with its marks; formulas as their source.

    A heading is bold by itself, so that boldness says nothing there.
    """
    sources = iter(document.formula_sources)
    pieces: list[str] = []
    for text, position, style in _fragments(document):
        first, last = max(start, position), min(end, position + _length(text))
        if _OBJECT in text:
            for number, letter in enumerate(text):
                if letter == _OBJECT and (source := next(sources, "")) and start <= position + number < end:
                    pieces.append(source)
        elif first < last:
            pieces.append(_marked(_slice(text, first - position, last - position), style, is_heading=is_heading))
    return "".join(pieces)


def _fragments(document: QTextDocument) -> Iterator[tuple[str, int, QTextCharFormat]]:
    block = document.begin()
    while block.isValid():
        at = block.begin()
        while not at.atEnd():
            fragment = at.fragment()
            yield fragment.text().replace("\u2028", "\n"), fragment.position(), fragment.charFormat()
            at += 1
        block = block.next()
        if block.isValid():
            yield "\n", block.position() - 1, QTextCharFormat()


def _marked(text: str, style: QTextCharFormat, *, is_heading: bool) -> str:
    inner = text.strip()
    if not inner:
        return text
    if style.fontFixedPitch():
        marks = "``" if "`" in inner else "`"
        marked = f"{marks}{inner}{marks}"
    else:
        marked = inner
        if style.fontItalic():
            marked = f"*{marked}*"
        if style.fontWeight() >= QFont.Weight.Bold and not is_heading:
            marked = f"**{marked}**"
        if style.fontStrikeOut():
            marked = f"~~{marked}~~"
    if style.isAnchor() and style.anchorHref():
        marked = f"[{marked}]({style.anchorHref()})"
    before, after = text.split(inner, 1)
    return before + marked + after


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _slice(text: str, start: int, end: int) -> str:
    return text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * end].decode("utf-16-le", "replace")
