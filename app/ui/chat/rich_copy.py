"""The selection with its looks, for programs that paste formatted text."""

from __future__ import annotations

from app.render.code import CodeRole
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


def rich_html(markdown: str) -> str:
    """HTML of a piece of Markdown; empty if it is too long to make while the person waits."""
    if len(markdown) > LONGEST_RICH:
        return ""
    # Slow to import, and needed by nobody before the first paint.
    from app.render.documents import to_html

    return to_html(markdown, _COLOURS)
