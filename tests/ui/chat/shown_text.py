"""What a reader sees of an answer while it is being written: each character with its look, in the order of reading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtGui import QTextCharFormat, QTextCursor

from app.render.block import Block, Kind
from app.render.inline_maths import Formula
from app.ui.chat.block_renderer import BlockDocument, fill_document
from app.ui.chat.maths_service import FormulaState
from app.ui.chat.style import ChatStyle

FORMULA = "\ufffc"


class Glyph(NamedTuple):
    """One character; a block begins with one that has no character, and shows what kind of block it is."""

    character: str
    look: object


class Shown:
    """Draws blocks as the transcript does, and remembers those that did not change."""

    def __init__(self) -> None:
        self._style = ChatStyle()
        self._known: dict[Block, list[Glyph]] = {}

    def of(self, blocks: Sequence[Block]) -> list[list[Glyph]]:
        """The glyphs of each block."""
        return [self._glyphs(block) for block in blocks]

    def _glyphs(self, block: Block) -> list[Glyph]:
        found = self._known.get(block)
        if found is None:
            found = self._known[block] = [Glyph("", (block.kind, block.level, block.nesting, block.lang))]
            if block.kind is Kind.MATHS:
                found += [Glyph(FORMULA, block.source)] if block.is_closed else []
            elif block.kind is Kind.CODE:
                found += [Glyph(character, "code") for character in block.source]
            elif block.kind is not Kind.RULE:
                found += self._drawn(block)
        return found

    def _drawn(self, block: Block) -> list[Glyph]:
        document = BlockDocument()
        sources: list[str] = []

        def set_formula(cursor: QTextCursor, formula: Formula) -> FormulaState:
            cursor.insertText(FORMULA)
            sources.insert(0, formula.source)
            return FormulaState.DRAWN

        fill_document(document, block, self._style, set_formula, lambda host: f"Picture from {host}")
        glyphs: list[Glyph] = []
        paragraph = document.begin()
        while paragraph.isValid():
            fragments = paragraph.begin()
            while not fragments.atEnd():
                fragment = fragments.fragment()
                look = _look(fragment.charFormat())
                glyphs += [Glyph(c, sources.pop(0) if c == FORMULA else look) for c in fragment.text()]
                fragments += 1
            paragraph = paragraph.next()
            if paragraph.isValid():
                glyphs.append(Glyph("\n", None))
        return glyphs


def _look(form: QTextCharFormat) -> object:
    return (
        "bold" if form.fontWeight() > 500 else "",
        "italic" if form.fontItalic() else "",
        "code" if form.fontFixedPitch() else "",
        "struck" if form.fontStrikeOut() else "",
        "link" if form.isAnchor() else "",
    )
