"""Where lines end beside formulas: Qt may break a line after any object, also before the comma that belongs to it."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontMetricsF, QTextBlock, QTextCharFormat, QTextCursor, QTextDocument

_OBJECT = "\ufffc"
_CLOSING = frozenset(",.;:!?)]}%'\"’”»、，。；：！？）」』】》-–")
_TRIES = 4


def keep_with_formulas(document: QTextDocument) -> bool:
    """Move a formula to the next line where only the punctuation after it is there; returns whether one was moved.

    The space before the formula is made wider, by which the formula has no room any more; a space at the end of a line
    is not seen. It holds for the present width of the document: fill it anew for another one.
    """
    has_moved = False
    for _ in range(_TRIES):
        document.size()  # lays it out
        if not _move(document):
            break
        has_moved = True
    return has_moved


def _move(document: QTextDocument) -> bool:
    block = document.begin()
    has_moved = False
    while block.isValid():
        text = block.text()
        if _OBJECT in text and max(text) <= "\uffff":  # else Qt's positions are others
            has_moved = _move_in(block, text) or has_moved
        block = block.next()
    return has_moved


def _move_in(block: QTextBlock, text: str) -> bool:
    layout = block.layout()
    for number in range(1, layout.lineCount()):
        start = layout.lineAt(number).textStart()
        if text[start - 1] != _OBJECT or text[start : start + 1] not in _CLOSING:
            continue
        space = text.rfind(" ", layout.lineAt(number - 1).textStart(), start)
        if space < 0:
            continue
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + space)
        cursor.setPosition(block.position() + space + 1, QTextCursor.MoveMode.KeepAnchor)
        if cursor.charFormat().fontLetterSpacing():
            continue  # it did not help
        char_format = QTextCharFormat()
        char_format.setFontLetterSpacingType(QFont.SpacingType.AbsoluteSpacing)
        advance = QFontMetricsF(block.document().defaultFont()).horizontalAdvance(text[start])
        char_format.setFontLetterSpacing(2 * advance + 1)
        cursor.mergeCharFormat(char_format)
        return True
    return False
