"""Finds the formulas in the text of a block.

Four notations: `\\( \\)` and `$ $` inside a line of text, `\\[ \\]` and `$$ $$` displayed. A dollar sign in front of a
price is not a formula, code spans hold none, and what is never closed stays text, so unfinished syntax cannot flicker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAX_FORMULA_CHARS = 4_000
"""Between the delimiters; what is longer stays text. It bounds every search, so the cost is linear."""

MAX_INLINE_LINES = 3
"""Lines of a formula between single dollar signs."""

_MARK = re.compile(r"\\.|`+|\$\$?", re.DOTALL)
_COMMAND = re.compile(r"\\[a-zA-Z]+\s*(?:\{[^{}]*\})?")
_WORD = re.compile(r"(?<![a-zA-Z])[a-zA-Z]{2,}(?:\s|$)|[\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]")
_CLOSERS = {"\\(": "\\)", "\\[": "\\]"}


@dataclass(frozen=True, slots=True)
class Prose:
    """Text as it stands in the source."""

    text: str


@dataclass(frozen=True, slots=True)
class Formula:
    """`tex` is what is between the delimiters, without the white space around it; `source` is all of it."""

    tex: str
    is_display: bool
    source: str


Segment = Prose | Formula


def segments(text: str) -> tuple[Segment, ...]:
    """Cut the text of one block into prose and formulas. The sources joined are the text again."""
    return tuple(_segments(text))


def has_formula(text: str) -> bool:
    """Whether there is anything to draw; cheap for text without a dollar sign and a backslash."""
    return ("$" in text or "\\" in text) and any(isinstance(segment, Formula) for segment in _segments(text))


def announces_formula(text: str) -> bool:
    """Whether a formula may begin in a piece of text, whose end need not be known; a quick guess."""
    return "$" in text or "\\(" in text or "\\[" in text


def _segments(text: str) -> Iterator[Segment]:
    prose_start = position = 0
    missing: set[str] = set()
    while mark := _MARK.search(text, position):
        position = mark.end()
        opener = mark.group()
        if opener.startswith("`"):
            position = _code_span_end(text, position, opener, missing)
            continue
        found = _formula(text, mark, missing)
        if found is None:
            continue
        formula, position = found
        if mark.start() > prose_start:
            yield Prose(text[prose_start : mark.start()])
        yield formula
        prose_start = position
    if prose_start < len(text):
        yield Prose(text[prose_start:])


def _code_span_end(text: str, start: int, ticks: str, missing: set[str]) -> int:
    """Where the code span ends that `ticks` opened; `start` if nothing closes it.

    `missing` remembers the closers that do not come any more, so that thousands of openers cost one search.
    """
    if ticks in missing:
        return start
    closer = re.compile(rf"(?<!`){ticks}(?!`)").search(text, start)
    if closer is None:
        missing.add(ticks)
        return start
    return closer.end()


def _formula(text: str, mark: re.Match[str], missing: set[str]) -> tuple[Formula, int] | None:
    opener, start = mark.group(), mark.end()
    match opener:
        case "\\(" | "\\[":
            closer = _CLOSERS[opener]
            end = _find(text, closer, start, missing)
            is_display = opener == "\\["
        case "$$":
            closer = opener
            end = _find(text, closer, start, missing)
            is_display = True
        case "$":
            closer = opener
            end = _single_dollar_end(text, mark)
            is_display = False
        case _:
            return None
    if end < 0:
        return None
    tex = text[start:end].strip()
    if not tex or tex.startswith("$") or "\n\n" in tex:
        return None
    stop = end + len(closer)
    return Formula(tex, is_display, text[mark.start() : stop]), stop


def _find(text: str, closer: str, start: int, missing: set[str]) -> int:
    """The next `closer` that no backslash escapes, or -1."""
    if closer in missing:
        return -1
    limit = min(len(text), start + MAX_FORMULA_CHARS)
    position = start
    while (end := text.find(closer, position, limit)) >= 0:
        if not _is_escaped(text, end, start):
            return end
        position = end + 1
    if limit == len(text) and position == start:
        missing.add(closer)
    return -1


def _is_escaped(text: str, position: int, start: int) -> bool:
    backslashes = 0
    while position - backslashes > start and text[position - backslashes - 1] == "\\":
        backslashes += 1
    return backslashes % 2 == 1


def _single_dollar_end(text: str, mark: re.Match[str]) -> int:
    """Where a formula between single dollar signs ends, or -1 if this is money or a shell variable.

    The rules of Pandoc (no white space just inside, no digit right after the closing sign, no other dollar sign
    between them), and what prices and variables in answers need besides.
    """
    start = mark.end()
    before, first = text[mark.start() - 1 : mark.start()], text[start : start + 1]
    if _is_ascii_word(before) or before == "$" or not first or first.isspace():
        return -1
    limit = min(len(text), start + MAX_FORMULA_CHARS)
    position = start
    lines = 1
    while position < limit:
        match text[position]:
            case "\\":
                position += 1
            case "\n" if lines == MAX_INLINE_LINES:
                return -1
            case "\n":
                lines += 1
            case "`":
                return -1
            case "$":
                return position if _closes(text, start, position) else -1
        position += 1
    return -1


def _closes(text: str, start: int, position: int) -> bool:
    tex, after = text[start:position], text[position + 1 : position + 2]
    if not tex or tex[-1].isspace() or after.startswith(("$", "{")) or after.isdigit():
        return False
    if _is_ascii_word(after) and tex[-1] in "/:,;.-=|&([":
        return False  # $HOME/$USER
    return not (tex[0].isdigit() and _WORD.search(_COMMAND.sub(" ", tex)))  # $5 now or 6$


def _is_ascii_word(char: str) -> bool:
    """Chinese and its like are written right beside a formula, Latin letters and digits are not."""
    return char.isascii() and char.isalnum()
