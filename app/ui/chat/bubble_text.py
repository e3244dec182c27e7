"""What the person wrote, cut into pieces that are laid out one by one, and where a very long text is folded."""

from __future__ import annotations

LONGEST_PIECE = 3_000
"""Characters; laying out one piece takes a few milliseconds."""
FOLD_ABOVE_LINES, FOLD_ABOVE_CHARACTERS = 40, 4_000
FOLDED_LINES, FOLDED_CHARACTERS = 25, 1_600


def is_long(text: str) -> bool:
    """Whether only the beginning is shown at first."""
    return len(text) > FOLD_ABOVE_CHARACTERS or text.count("\n") >= FOLD_ABOVE_LINES


def bubble_pieces(text: str) -> list[str]:
    """The text in pieces that joined are the text again, cut at ends of lines or words where there are any.

    Of a long text the first piece is what is shown while it is folded.
    """
    pieces = []
    if is_long(text):
        lines = text[:FOLDED_CHARACTERS].split("\n", FOLDED_LINES)
        is_cut_by_lines = len(lines) > FOLDED_LINES
        end = sum(len(line) + 1 for line in lines[:FOLDED_LINES]) if is_cut_by_lines else _cut(text, FOLDED_CHARACTERS)
        pieces.append(text[:end])
        text = text[end:]
    while len(text) > LONGEST_PIECE:
        end = _cut(text, LONGEST_PIECE)
        pieces.append(text[:end])
        text = text[end:]
    return [*pieces, text]


def _cut(text: str, limit: int) -> int:
    """Behind the last line, else the last word, that ends before `limit`."""
    for separator in ("\n", " "):
        found = text.rfind(separator, limit // 4, limit)
        if found >= 0:
            return found + 1
    return limit
