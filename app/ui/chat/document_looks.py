"""The looks of what the parser marked in a document: code inside a line, and links."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextDocument, QTextFragment

from app.render.links import is_allowed
from app.ui.chat.style import ChatStyle

_SPECIFIED_ONLY = QTextCharFormat.FontPropertiesInheritanceBehavior.FontPropertiesSpecifiedOnly


def style_code(document: QTextDocument, style: ChatStyle) -> None:
    """Code inside a line: our font on a soft ground."""

    def look(old: QTextCharFormat) -> QTextCharFormat | None:
        if not old.fontFixedPitch():
            return None
        new = QTextCharFormat(old)
        new.setFont(style.inline_code, _SPECIFIED_ONLY)
        new.setBackground(style.raised)
        return new

    _restyle(document, look)


def set_code_font(char_format: QTextCharFormat, style: ChatStyle) -> None:
    """Our font for code; weight and slant stay those of the text around it."""
    char_format.setFont(style.inline_code, _SPECIFIED_ONLY)
    char_format.clearProperty(QTextCharFormat.Property.FontWeight.value)


def style_links(document: QTextDocument) -> None:
    """Colour alone does not tell a link; and what would not open does not look like one."""
    _restyle(document, _link_look)


def _link_look(old: QTextCharFormat) -> QTextCharFormat | None:
    if not old.isAnchor():
        return None
    new = QTextCharFormat(old)
    address = old.anchorHref()
    if not address or is_allowed(address):  # it may still be being written
        new.setFontUnderline(True)
    else:
        new.setAnchor(False)
        new.clearProperty(QTextCharFormat.Property.AnchorHref.value)
        new.clearProperty(QTextCharFormat.Property.TextUnderlineStyle.value)
        new.clearForeground()
    return new


def _restyle(document: QTextDocument, look: Callable[[QTextCharFormat], QTextCharFormat | None]) -> None:
    """Give stretches of the text another format, where there is one for theirs."""
    changes = [
        (fragment.position(), fragment.length(), new)
        for fragment in _fragments(document)
        if (new := look(fragment.charFormat())) is not None
    ]
    cursor = QTextCursor(document)
    cursor.beginEditBlock()  # one layout in all, not one for each stretch
    for start, length, new in changes:
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        cursor.setCharFormat(new)
    cursor.endEditBlock()


def _fragments(document: QTextDocument) -> Iterator[QTextFragment]:
    block = document.begin()
    while block.isValid():
        iterator = block.begin()
        while not iterator.atEnd():
            yield iterator.fragment()
            iterator += 1
        block = block.next()
