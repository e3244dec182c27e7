"""Answers and selections on the clipboard: plain, and with their looks for programs that paste formatted text."""

from __future__ import annotations

import threading
from contextlib import suppress
from functools import cache

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication

from app.render.blocks import split
from app.render.code import CodeRole
from app.ui.chat.selection import plain_text
from app.ui.tokens import LIGHT

AT_ONCE = 4_000
"""Characters whose looks are there with the text: a frame or two. Those of more follow, made beside the window."""
LONGEST_RICH = 1_000_000
"""Characters; five seconds of work. More is copied as plain text only: nobody waits longer before they paste."""

_COLOURS = {
    CodeRole.KEYWORD: LIGHT.code_keyword,
    CodeRole.STRING: LIGHT.code_string,
    CodeRole.COMMENT: LIGHT.code_comment,
    CodeRole.FUNCTION: LIGHT.code_function,
    CodeRole.NUMBER: LIGHT.code_number,
}
"""Where it is pasted the page is white, whatever our theme is."""


def copy_rich(text: str, markdown: str) -> None:
    """Put text on the clipboard; `markdown` says how it looks where formatted text is pasted.

    The text is there when this returns. The looks of a long one follow, unless something else is copied first.
    """
    if len(markdown) <= AT_ONCE:
        QGuiApplication.clipboard().setMimeData(_data(text, _html(markdown)))
    else:
        _late_looks().copy(text, markdown)


def copy_answer(markdown: str) -> None:
    """Put an answer on the clipboard, without the marks of Markdown; formulas are their source."""
    copy_rich(plain_text(list(split(markdown))), markdown)


class _LateLooks(QObject):
    """Long texts on the clipboard, formatted while nobody waits."""

    _made = Signal(int, str, str)
    """(turn, text, HTML)"""

    def __init__(self) -> None:
        super().__init__()
        self._turn = 0
        """Grows with everything that is copied by anybody: looks that come later belong to no text any more."""
        self._made.connect(self._on_made)
        QGuiApplication.clipboard().dataChanged.connect(self._on_copied)

    def copy(self, text: str, markdown: str) -> None:
        QGuiApplication.clipboard().setMimeData(_data(text))
        turn = self._turn
        if len(markdown) <= LONGEST_RICH:
            threading.Thread(target=self._make, args=(turn, text, markdown), name="rich-copy", daemon=True).start()

    def _make(self, turn: int, text: str, markdown: str) -> None:
        html = _html(markdown)
        with suppress(RuntimeError):  # the program has ended meanwhile
            self._made.emit(turn, text, html)

    def _on_copied(self) -> None:
        self._turn += 1

    def _on_made(self, turn: int, text: str, html: str) -> None:
        if turn == self._turn:
            QGuiApplication.clipboard().setMimeData(_data(text, html))


@cache
def _late_looks() -> _LateLooks:
    return _LateLooks()


def _html(markdown: str) -> str:
    # Slow to import, and needed by nobody before the first paint.
    from app.render.documents import to_html

    return to_html(markdown, _COLOURS)


def _data(text: str, html: str = "") -> QMimeData:
    """All forms made already: data that makes them on demand would be asked when the program has ended."""
    data = QMimeData()
    data.setText(text)
    if html:
        data.setHtml(html)
    return data
