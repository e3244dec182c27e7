"""Answers and selections on the clipboard: plain, and with their looks for programs that paste formatted text."""

from __future__ import annotations

from PySide6.QtCore import QMimeData

from app.render.blocks import split
from app.render.code import CodeRole
from app.ui.chat.selection import plain_text
from app.ui.tokens import LIGHT

LONGEST_RICH = 40_000
"""Characters; about 0.1 s of work. More is copied as plain text only."""

_COLOURS = {
    CodeRole.KEYWORD: LIGHT.code_keyword,
    CodeRole.STRING: LIGHT.code_string,
    CodeRole.COMMENT: LIGHT.code_comment,
    CodeRole.FUNCTION: LIGHT.code_function,
    CodeRole.NUMBER: LIGHT.code_number,
}
"""Where it is pasted the page is white, whatever our theme is."""


def rich_data(text: str, markdown: str) -> QMimeData:
    """Text for the clipboard; `markdown` says how it looks where formatted text is pasted.

    The formatted form is made at once: data that makes it on demand would be asked when the program has ended already.
    """
    data = QMimeData()
    data.setText(text)
    if len(markdown) <= LONGEST_RICH:
        # Slow to import, and needed by nobody before the first paint.
        from app.render.documents import to_html

        data.setHtml(to_html(markdown, _COLOURS))
    return data


def answer_data(markdown: str) -> QMimeData:
    """An answer for the clipboard, without the marks of Markdown; formulas are their source."""
    return rich_data(plain_text(list(split(markdown))), markdown)
