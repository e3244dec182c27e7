"""Words in text whose positions count UTF-16 units, as Qt does."""

from __future__ import annotations

from PySide6.QtCore import QTextBoundaryFinder


def word_around(text: str, position: int) -> tuple[int, int]:
    """Begin and end of the word at a position."""
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Word, text)
    finder.setPosition(position)
    start = position if finder.isAtBoundary() else finder.toPreviousBoundary()
    finder.setPosition(position)
    end = finder.toNextBoundary()
    return max(0, start), end if end >= 0 else position


def next_boundary(text: str, position: int, *, forward: bool, by_words: bool = False) -> int:
    """The position one character or word on or back; the same at the end of the text."""
    kind = QTextBoundaryFinder.BoundaryType.Word if by_words else QTextBoundaryFinder.BoundaryType.Grapheme
    finder = QTextBoundaryFinder(kind, text)
    finder.setPosition(position)
    found = finder.toNextBoundary() if forward else finder.toPreviousBoundary()
    return found if found >= 0 else position
