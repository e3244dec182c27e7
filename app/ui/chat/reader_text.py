"""The Markdown of a whole message for the one text widget in which it is read: formulas and pictures are words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtGui import QTextCursor, QTextDocument

from app.render.block import Block, Kind, to_markdown
from app.render.inline_maths import Formula
from app.render.parser_source import FORMULA, LINE_BREAK, PRIVATE, PictureWords, parser_source


def reader_markdown(blocks: Sequence[Block], picture_words: PictureWords) -> tuple[str, list[Formula]]:
    """The source for the parser, and the formulas that belong where the marks of formulas are, in order."""
    formulas: list[Formula] = []
    shown = []
    for block in blocks:
        if block.kind is Kind.MATHS:
            shown.append(replace(block, kind=Kind.CODE, lang=""))
        elif block.kind in (Kind.CODE, Kind.RULE):
            shown.append(block)
        else:
            source, found = parser_source(block, picture_words)
            unseen = 0  # a piece of a long table repeats its header, which is left out
            if block.kind is Kind.TABLE and block.goes_on:
                unseen = sum(row.count(FORMULA) for row in source.split("\n")[:2])
            formulas += found[unseen:]
            if block.kind is Kind.HEADING:
                source = source.removeprefix("# ")
            kind = Kind.PARAGRAPH if block.kind is Kind.FOOTNOTE else block.kind
            shown.append(replace(block, kind=kind, source=source, definitions=()))
    return to_markdown(shown), formulas


def replace_marks(document: QTextDocument, formulas: Sequence[Formula]) -> None:
    """Put the sources of the formulas where their marks are, and take out the other marks."""
    waiting = list(formulas)
    text = document.toPlainText()
    edit = QTextCursor(document)
    edit.beginEditBlock()
    for found in reversed(list(PRIVATE.finditer(text))):
        position = len(text[: found.start()].encode("utf-16-le", "surrogatepass")) // 2
        cursor = QTextCursor(document)
        cursor.setPosition(position)
        cursor.setPosition(position + 1, QTextCursor.MoveMode.KeepAnchor)
        if found[0] == FORMULA and waiting:
            cursor.insertText(waiting.pop().source)
        else:
            cursor.insertText("\u2028" if found[0] == LINE_BREAK else "")
    edit.endEditBlock()
