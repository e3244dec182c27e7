"""A block as a `QTextDocument`: Qt's own Markdown parser, then our fonts, colours and formulas."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)

from app.render.block import Block, Kind
from app.render.inline_maths import Formula
from app.render.parser_source import CHIP_EDGE, FLANK, FORMULA, LINE_BREAK, PRIVATE, PictureWords, parser_source
from app.render.small_script import PRIVATE_MARKS
from app.ui.chat.document_looks import set_code_font, style_code, style_links
from app.ui.chat.maths_service import FormulaState
from app.ui.chat.style import ChatStyle
from app.ui.chat.table_document import style_table

FormulaSetter = Callable[[QTextCursor, Formula], FormulaState]
"""Puts a formula at the cursor; unless the answer is `DRAWN`, its source is to stand there."""

_UNDERLINE, _ADDRESSES = 0x4000, 0x0004
"""Features of the parser that Qt counts among GitHub's and that have no name there (md4c's `MD_FLAG_UNDERLINE` and
`MD_FLAG_PERMISSIVEURLAUTOLINKS`): GitHub does not underline `_so_`, and `bare_links` finds where addresses end.
"""
_FEATURES = QTextDocument.MarkdownFeature(
    (QTextDocument.MarkdownFeature.MarkdownDialectGitHub | QTextDocument.MarkdownFeature.MarkdownNoHTML).value
    & ~(_UNDERLINE | _ADDRESSES)
)


class BlockDocument(QTextDocument):
    """A document that never loads anything: no picture, no style sheet, from nowhere."""

    def __init__(self) -> None:
        super().__init__()
        self.setUndoRedoEnabled(False)
        self.setDocumentMargin(0)
        self.formula_sources: list[str] = []
        """The sources of the formulas that stand in the text as objects, in order."""

    def loadResource(self, kind: int, name: QUrl) -> object:  # type: ignore[override]
        # Qt reads the file itself when it gets None; an empty picture is an answer.
        return QImage()


def plain_document(text: str, font: QFont, style: ChatStyle, colour: QColor | None = None) -> BlockDocument:
    """A text as it was typed; in the colour of text unless another one is given."""
    document = BlockDocument()
    document.setDefaultFont(font)
    document.setPlainText(text)
    if colour is not None:
        cursor = QTextCursor(document)
        cursor.select(QTextCursor.SelectionType.Document)
        char_format = QTextCharFormat()
        char_format.setForeground(colour)
        cursor.mergeCharFormat(char_format)
    _set_line_height(document, style.line)
    return document


def fill_document(
    document: BlockDocument, block: Block, style: ChatStyle, set_formula: FormulaSetter, picture_words: PictureWords
) -> None:
    """Show a text block or a table; pictures are words.

    The layout is off meanwhile: it would run after each step, and twice the work is what one sees.
    """
    font = style.headings[block.level - 1] if block.kind is Kind.HEADING else style.body
    document.setLayoutEnabled(False)
    if document.defaultFont() != font:
        document.setDefaultFont(font)
    document.formula_sources.clear()
    source, formulas = parser_source(block, picture_words)
    document.setMarkdown(source, _FEATURES)
    if block.kind is Kind.TABLE:
        if not style_table(document, style, block.goes_on):
            _set_line_height(document, style.line)
    else:
        line = style.line if block.kind is not Kind.HEADING else round(QFontMetricsF(font).height() * 1.35)
        _set_line_height(document, line)
    if block.kind is Kind.HEADING:
        _force_font(document, font)
    if "`" in source:
        style_code(document, style)
    if "](" in source or "<" in source or "www." in source or "@" in source or block.definitions:
        style_links(document)
    if formulas or PRIVATE.search(source) is not None:
        _replace_private(document, formulas, set_formula, style)
    document.setLayoutEnabled(True)


def append_words(document: BlockDocument, words: str) -> None:
    """Put plain words at the end of a paragraph that ends with plain text; they look as what is before them."""
    cursor = QTextCursor(document)
    cursor.beginEditBlock()  # else Qt looks where the cursor stands in its line, which costs as much as the words
    cursor.movePosition(QTextCursor.MoveOperation.End)
    cursor.insertText(words)
    cursor.endEditBlock()


def _set_line_height(document: QTextDocument, line: int) -> None:
    cursor = QTextCursor(document)
    if document.blockCount() > 1:
        cursor.select(QTextCursor.SelectionType.Document)
    block_format = QTextBlockFormat()
    block_format.setLineHeight(line, QTextBlockFormat.LineHeightTypes.MinimumHeight.value)
    block_format.setTopMargin(0)
    block_format.setBottomMargin(0)
    cursor.mergeBlockFormat(block_format)


def _force_font(document: QTextDocument, font: QFont) -> None:
    """Headings get sizes from the parser; ours are those of the type scale."""
    cursor = QTextCursor(document)
    cursor.select(QTextCursor.SelectionType.Document)
    char_format = QTextCharFormat()
    char_format.setProperty(QTextCharFormat.Property.FontSizeAdjustment.value, 0)
    char_format.setProperty(QTextCharFormat.Property.FontPixelSize.value, font.pixelSize())
    char_format.setFontWeight(int(font.weight()))
    cursor.mergeCharFormat(char_format)


def _replace_private(
    document: BlockDocument, formulas: list[Formula], set_formula: FormulaSetter, style: ChatStyle
) -> None:
    text = document.toPlainText()
    places = [(found.start(), found[0]) for found in PRIVATE.finditer(text)]
    shift = _utf16_shifts(text, [position for position, _ in places])
    waiting = formulas[: sum(1 for _, character in places if character == FORMULA)]
    chip_end = -1
    small_end: QTextCursor | None = None
    edit = QTextCursor(document)
    edit.beginEditBlock()  # one layout in all, not one for each place
    for (position, character), extra in reversed(list(zip(places, shift, strict=True))):
        cursor = QTextCursor(document)
        cursor.setPosition(position + extra)
        cursor.setPosition(position + extra + 1, QTextCursor.MoveMode.KeepAnchor)
        if character == FLANK:
            cursor.removeSelectedText()
        elif character == CHIP_EDGE:
            cursor.removeSelectedText()
            chip_end = _style_chip(cursor, chip_end, style)
        elif character in PRIVATE_MARKS:
            cursor.removeSelectedText()
            small_end = _set_small(cursor, character, small_end)
        elif character == LINE_BREAK:
            cursor.insertText("\u2028")
        elif waiting:
            formula = waiting.pop()
            cursor.removeSelectedText()
            state = set_formula(cursor, formula)
            if state is FormulaState.DRAWN:
                document.formula_sources.insert(0, formula.source)
            else:
                colour = style.text3 if state is FormulaState.PENDING else style.text2
                cursor.insertText(formula.source, _formula_source_format(cursor.charFormat(), style, colour))
    edit.endEditBlock()


def _style_chip(cursor: QTextCursor, end: int, style: ChatStyle) -> int:
    """At the edges of a chip, the last one first: returns its end until its beginning is known."""
    if end < 0:
        return cursor.position()
    cursor.setPosition(end - 1, QTextCursor.MoveMode.KeepAnchor)
    char_format = QTextCharFormat()
    char_format.setBackground(style.raised)
    char_format.setForeground(style.text2)
    cursor.mergeCharFormat(char_format)
    return -1


def _set_small(cursor: QTextCursor, mark: str, end: QTextCursor | None) -> QTextCursor | None:
    """At the edges of a raised or lowered word, the last one first: returns its end until its beginning is known."""
    if mark in (PRIVATE_MARKS.sub_end, PRIVATE_MARKS.sup_end):
        return cursor
    if end is not None:
        cursor.setPosition(end.position(), QTextCursor.MoveMode.KeepAnchor)
        char_format = QTextCharFormat()
        is_sub = mark == PRIVATE_MARKS.sub
        alignments = QTextCharFormat.VerticalAlignment
        char_format.setVerticalAlignment(alignments.AlignSubScript if is_sub else alignments.AlignSuperScript)
        cursor.mergeCharFormat(char_format)
    return None


def _formula_source_format(around: QTextCharFormat, style: ChatStyle, colour: QColor) -> QTextCharFormat:
    char_format = QTextCharFormat(around)
    set_code_font(char_format, style)
    char_format.setForeground(colour)
    return char_format


def _utf16_shifts(text: str, positions: list[int]) -> list[int]:
    """How many units more than characters Qt counts before each position."""
    if text.isascii() or not text or max(text) <= "\uffff":
        return [0] * len(positions)
    shifts = []
    seen = extra = 0
    for position in positions:
        extra += sum(1 for character in text[seen:position] if character > "\uffff")
        seen = position
        shifts.append(extra)
    return shifts
