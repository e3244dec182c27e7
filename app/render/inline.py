"""Inline Markdown as far as the screen needs it: marks that are still open, and plain text.

Drawing it (emphasis, links, code) is left to a real parser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.render.inline_maths import Formula, segments

_LONGEST_HIDDEN = 300
"""How much of an unfinished formula is held back before the reader gets to see its source."""

_TOKEN = re.compile(r"\\[\s\S]|`+|\*+|_+|~~+|\$\$?|!?\[|\]\(?|\\")
_PROSE = re.compile(r"[^\W\d_]{3,}[ \n]+[^\W\d_]{2,}")
_BLOCK_LOOK = re.compile(
    r"^[ ]{0,3}(?:(\d{1,9})(?=[.)](?:\s|$))"
    r"|(?=#{1,6}(?:\s|$)|[-+*](?:\s|$)|>|`{3}|~{3}|=+[ \t]*$|(?:[-*_][ \t]*){3,}$|\|))",
    re.MULTILINE,
)


def _end_of_code(text: str, begin: int, width: int) -> int:
    for run in re.compile(r"`+").finditer(text, begin):
        if len(run[0]) == width:
            return run.start()
    return -1


def _is_prose(body: str) -> bool:
    words = re.sub(r"\\(?:text|mathrm|operatorname|textbf|mbox)\*?\{[^{}]*\}", "", body)
    return bool(_PROSE.search(words))


@dataclass(slots=True)
class _Open:
    """What a text leaves open at its end."""

    marks: list[tuple[str, int]]
    code: str = ""
    formula_at: int = -1
    bracket_at: int = -1
    is_in_address: bool = False
    trailing: int = 0
    """Length of a run of marks at the very end, of which nothing is known yet."""


def _scan(text: str) -> _Open:
    state = _Open([])
    position = 0
    brackets: list[int] = []
    formulas = _formula_ends(text)
    while (token := _TOKEN.search(text, position)) is not None:
        position = token.end()
        mark, at = token[0], token.start()
        if at in formulas:
            position = formulas[at]
        elif mark[0] == "`":
            if (end := _end_of_code(text, position, len(mark))) >= 0:
                position = end + len(mark)
                continue
            state.code = mark
            state.trailing = len(mark) if position == len(text) else 0
            return state
        elif mark in ("\\(", "\\[", "$$") or (mark == "$" and _may_begin_formula(text, position)):
            if len(text) - at <= _LONGEST_HIDDEN:
                state.formula_at = at
                return state
        elif mark == "\\":
            state.trailing = 1
        elif mark in ("[", "!["):
            brackets.append(at)
        elif mark == "]" and brackets and position < len(text):
            brackets.pop()
        elif mark == "](" and brackets:
            end = text.find(")", position)
            if end < 0:
                state.bracket_at, state.is_in_address = brackets.pop(), True
                return state
            brackets.pop()
            position = end + 1
        elif mark[0] in "*_~":
            _take_mark(state, text, token)
    if brackets:
        state.bracket_at = brackets[-1]
    return state


def _formula_ends(text: str) -> dict[int, int]:
    """Where each complete formula begins and ends."""
    ends: dict[int, int] = {}
    if "$" not in text and "\\" not in text:
        return ends
    position = 0
    for segment in segments(text):
        if isinstance(segment, Formula):
            ends[position] = position + len(segment.source)
            position = ends[position]
        else:
            position += len(segment.text)
    return ends


def _may_begin_formula(text: str, position: int) -> bool:
    following = text[position : position + 1]
    if not following:
        return True
    return not following.isspace() and not following.isdigit() and not _is_prose(text[position:] + " ")


def _take_mark(state: _Open, text: str, token: re.Match[str]) -> None:
    run, at, end = token[0], token.start(), token.end()
    before, after = text[at - 1 : at], text[end : end + 1]
    if run[0] == "_" and before.isalnum() and after.isalnum():
        return
    can_close = bool(before) and not before.isspace()
    can_open = not after.isspace()
    left = len(run)
    while left and can_close and state.marks and state.marks[-1][0][0] == run[0]:
        width = len(state.marks[-1][0])
        if width > left:
            break
        state.marks.pop()
        left -= width
    if not left:
        return
    if end == len(text):
        state.trailing = left
    elif can_open and not (run[0] == "~" and left < 2):
        for _ in range(left // 2):
            state.marks.append((run[0] * 2, at))
        if left % 2:
            state.marks.append((run[0], at))


def has_open_mark(text: str) -> bool:
    """Whether emphasis, code, a link or a formula begins in the text and does not end in it."""
    if _TOKEN.search(text) is None:
        return False
    state = _scan(text)
    return bool(state.marks or state.code or state.formula_at >= 0 or state.bracket_at >= 0)


def close_open_marks(text: str) -> str:
    """The end of a text that is still being written, so that what is open looks as it will when it is closed.

    What cannot be shown before it is complete (a formula, an address, half a mark) is held back.
    """
    if _TOKEN.search(text) is None:
        return text
    state = _scan(text)
    if state.formula_at >= 0:
        text = text[: state.formula_at]
    elif state.trailing:
        text = text[: -state.trailing]
    closers = "".join(mark for mark, _ in reversed(state.marks))
    if state.code and not state.trailing:
        return text + state.code + closers
    if state.bracket_at >= 0:
        is_picture = text[state.bracket_at] == "!"
        label = text[state.bracket_at + 1 + is_picture :]
        if state.is_in_address:
            label = "" if is_picture else label[: label.rfind("](")]
        text = text[: state.bracket_at] + label.removesuffix("]")
    body = text.rstrip()
    for mark in reversed([mark for mark, _ in state.marks]):
        if body.endswith(mark):  # opened, nothing in it yet
            body = body.removesuffix(mark).rstrip()
            closers = closers.removeprefix(mark)
    return body + closers


def as_text_only(source: str) -> str:
    """The paragraph with backslashes where a line only looks like the beginning of a list, heading or quote.

    The splitter has decided that it is a paragraph; the parser that gets it must come to the same view.
    """
    return _BLOCK_LOOK.sub(lambda found: f"{found[1]}\\" if found[1] else "\\", source)


_PLAIN_TOKEN = re.compile(
    r"(?<!`)(?:`([^`]+)`|``(.+?)``)(?!`)|\\([!-/:-@\[-`{-~])|(?<!\w)[*_]+|[*_]+(?!\w)|\*+|~~|!?\[([^\]\[]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)|<br\s*/?>"
)


def plain(source: str) -> str:
    """About what a reader sees: for search, screen readers and estimates of length. Formulas are their TeX."""
    pieces = []
    for segment in segments(source):
        if isinstance(segment, Formula):
            pieces.append(segment.tex)
        else:
            pieces.append(_PLAIN_TOKEN.sub(_plain_token, segment.text))
    return "".join(pieces)


def _plain_token(found: re.Match[str]) -> str:
    return next((group for group in found.groups() if group is not None), "")


_CLOSING_AFTER_PUNCTUATION = re.compile(r"(\*\*(?=\S)(?:[^*\n]|\*(?!\*))*?[^\w\s*])\*\*(?=\w)")
_OPENING_BEFORE_PUNCTUATION = re.compile(r"(?<=\w)\*\*(?=[^\w\s*](?:[^*\n]|\*(?!\*))*?\*\*)")


def mend_emphasis(text: str, space: str) -> str:
    """`**Note:**text` is no emphasis in CommonMark, and Chinese is written like that all the time.

    Puts `space` where the parser needs to see one; take it out of the result.
    """
    text = _CLOSING_AFTER_PUNCTUATION.sub(lambda found: f"{found[1]}**{space}", text)
    return _OPENING_BEFORE_PUNCTUATION.sub(f"{space}**", text)
