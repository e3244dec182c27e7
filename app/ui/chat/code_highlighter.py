"""Colours code on the screen in slices of a few milliseconds, so that no frame waits for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QColor, QTextBlock, QTextCharFormat, QTextDocument, QTextLayout
from shiboken6 import isValid

from app.render import code
from app.render.code import CodeRole, LineColours
from app.render.code_languages import lexer_alias
from app.ui.theme import Theme
from app.ui.tokens import Tokens

SLICE_S = 0.003
_LOADING_POLL_MS = 10


@dataclass(slots=True)
class _Job:
    document: QTextDocument
    info: str
    characters: int
    lines: Iterator[LineColours]
    block: QTextBlock

    @property
    def is_stale(self) -> bool:
        """The document is gone or holds another text than the one that is being read."""
        return not isValid(self.document) or self.document.characterCount() != self.characters


class CodeHighlighter(QObject):
    """Gives documents of code their colours. A document has one `QTextBlock` for each line of the code.

    Colours change no sizes, so nothing moves. Documents are to be dropped and made again when the theme changes.
    """

    changed = Signal(QTextDocument)
    """Some lines of this document have new colours: paint it again."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._formats = _formats(theme.tokens)
        theme.changed.connect(self._on_theme_changed)
        self._jobs: dict[int, _Job] = {}
        self._loading: set[str] = set()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._work)

    def colour(self, document: QTextDocument, info: str) -> None:
        """Colour the whole document, soon; `info` is what stands behind the fence. A second call starts afresh.

        Call it for documents on the screen whose code is complete. `changed` tells what to paint.
        """
        text = document.toPlainText()
        if not code.is_colourable(text, info):
            self.forget(document)
            return
        self._jobs[id(document)] = _Job(
            document, info, document.characterCount(), code.colour_lines(text, info), document.begin()
        )
        self._timer.start(0)

    def colour_line(self, block: QTextBlock, info: str) -> None:
        """Colour one completed line of code that still streams in, at once: a guess that `colour` corrects later.

        Costs about 0.1 ms; nothing happens until the language is loaded, which this starts.
        """
        if lexer_alias(info) is None or len(block.text()) > code.MAX_LINE_CHARS:
            return
        if code.is_loaded(info):
            self._apply(block, code.colour_line(block.text(), info))
        else:
            self._load(info)

    def forget(self, document: QTextDocument) -> None:
        """The document left the screen."""
        self._jobs.pop(id(document), None)

    def _work(self) -> None:
        deadline = time.monotonic() + SLICE_S
        for key, job in list(self._jobs.items()):
            if job.is_stale:
                del self._jobs[key]
            elif not code.is_loaded(job.info):
                self._load(job.info)
            else:
                if self._colour_until(job, deadline):
                    self._jobs.pop(key, None)
                self.changed.emit(job.document)
            if time.monotonic() >= deadline:
                break
        if not self._jobs:
            self._timer.stop()
        else:
            is_waiting = all(not code.is_loaded(job.info) for job in self._jobs.values())
            self._timer.setInterval(_LOADING_POLL_MS if is_waiting else 0)

    def _colour_until(self, job: _Job, deadline: float) -> bool:
        """Whether the document is done."""
        for colours in job.lines:
            if not job.block.isValid():
                return True
            self._apply(job.block, colours)
            job.block = job.block.next()
            if time.monotonic() >= deadline:
                return not job.block.isValid()
        return True

    def _apply(self, block: QTextBlock, colours: LineColours) -> None:
        layout = block.layout()
        if not colours and not layout.formats():
            return
        ranges = []
        for span in code.to_utf16(block.text(), colours):
            piece = QTextLayout.FormatRange()
            piece.start, piece.length, piece.format = span.start, span.length, self._formats[span.role]
            ranges.append(piece)
        layout.setFormats(ranges)
        block.document().markContentsDirty(block.position(), block.length())

    def _load(self, info: str) -> None:
        """Load a language on a thread of its own: 10 to 60 ms that no frame should wait for."""
        if info not in self._loading:
            self._loading.add(info)
            threading.Thread(target=code.load, args=(info,), name=f"lexer {info}", daemon=True).start()

    def _on_theme_changed(self) -> None:
        self._formats = _formats(self._theme.tokens)


def _formats(tokens: Tokens) -> dict[CodeRole, QTextCharFormat]:
    formats = {}
    for role, colour in {
        CodeRole.KEYWORD: tokens.code_keyword,
        CodeRole.STRING: tokens.code_string,
        CodeRole.COMMENT: tokens.code_comment,
        CodeRole.FUNCTION: tokens.code_function,
        CodeRole.NUMBER: tokens.code_number,
    }.items():
        formats[role] = QTextCharFormat()
        formats[role].setForeground(QColor(colour))
    return formats
