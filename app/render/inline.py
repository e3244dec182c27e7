"""Inline Markdown as far as the screen needs it: marks that are still open, and plain text.

Drawing it (emphasis, links, code) is left to a real parser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from app.render.bare_links import ADDRESS, without_trailing
from app.render.inline_maths import Formula, segments
from app.render.key_tags import HALF_KEY, with_keys
from app.render.small_script import SmallMarks, with_small_script

_LONGEST_HIDDEN = 300
"""How much of an unfinished formula is held back before the reader gets to see its source."""
_LONGEST_LABEL = 60
"""How much behind a `[` is held back before the reader gets to see it: it may be the label of a link."""

_TOKEN = re.compile(rf"{ADDRESS}|" r"\\[\s\S]|`+|\*+|_+|~+|\$\$?|!?\[|\]\(?|\\")
_HALF = re.compile(
    r"(?:!|&#?[a-zA-Z0-9]{0,8}|<su[bp]>[^<>\s]{0,8}(?:<(?:/(?:s(?:u[bp]?)?)?)?)?"
    rf"|{HALF_KEY}"
    r"|<(?:br[ ]?/?|/?[a-zA-Z][^\s<>]{0,300}|/)?)$"
)
"""The beginning of a picture, an entity, a key, a line break or an address at the end of a text."""
_PROSE = re.compile(r"[^\W\d_]{3,}[ \n]+[^\W\d_]{2,}")
_BLOCK_LOOK = re.compile(
    r"^[ ]{0,3}(?:(\d{1,9})(?=[.)](?:\s|$))"
    r"|(?=#{1,6}(?:\s|$)|[-+*](?:\s|$)|>|`{3}|~{3}|=+[ \t]*$|(?:[-*_][ \t]*){3,}$|:?-[-:| \t]*$|:?-+:?[ \t]*\||\|))",
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
    """Marks of emphasis and where they begin, from the outside in."""
    code: str = ""
    """The backticks of a code span, which begins at `code_at`."""
    code_at: int = -1
    formula_at: int = -1
    brackets: list[int] = field(default_factory=list)
    """Where labels begin that do not end, or behind which an address may follow."""
    address_at: int = -1
    """Where the label ends of the last of `brackets`, whose address does not end."""
    trailing: int = 0
    """Length of a run of marks at the very end, of which nothing is known yet."""


def _scan(text: str) -> _Open:
    state = _Open([])
    position = 0
    brackets = state.brackets
    closed_at, closed = -1, 0
    """Where the last label ended, and where it had begun: `[label][name]` is one link."""
    formulas = _formula_ends(text)
    while (token := _TOKEN.search(text, position)) is not None:
        position = token.end()
        mark, at = token[0], token.start()
        if at in formulas:
            position = formulas[at]
        elif mark[0] == "h":  # in an address nothing is a mark; in a label it ends elsewhere
            position = at + (1 if brackets else len(without_trailing(mark)))
        elif mark[0] == "`":
            if (end := _end_of_code(text, position, len(mark))) >= 0:
                position = end + len(mark)
                continue
            state.code, state.code_at = mark, at
            state.trailing = len(mark) if position == len(text) else 0
            return state
        elif mark in ("\\(", "\\[", "$$") or (mark == "$" and _may_begin_formula(text, position)):
            if len(text) - at <= _LONGEST_HIDDEN:
                state.formula_at = at
                return state
        elif mark == "\\":
            state.trailing = 1
        elif mark in ("[", "!["):
            brackets.append(closed if at == closed_at else at)
        elif mark == "]" and brackets and position < len(text):
            closed_at, closed = position, brackets.pop()
        elif mark == "](" and brackets:
            behind = _end_of_address(text, position)
            if behind is None:
                state.address_at = at
                return state
            brackets.pop()
            position = max(position, behind)
        elif mark[0] in "*_~":
            _take_mark(state, text, token)
    return state


def _end_of_address(text: str, start: int) -> int | None:
    """Behind the `)` that ends an address; None while it may still come, -1 if this is none."""
    depth = 1
    start += len(text[start:]) - len(text[start:].lstrip(" "))
    has_title = False
    for position in range(start, len(text)):
        character = text[position]
        if character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if not depth:
                return position + 1
        elif character.isspace() and not has_title:
            following = text[position:].lstrip()[:1]
            if following and following not in "\"'()":
                return -1
            has_title = bool(following)
    return None


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
    return bool(state.marks or state.code or state.formula_at >= 0 or state.brackets)


def close_open_marks(text: str) -> str:
    """The end of a text that is still being written, so that what is open looks as it will when it is closed.

    What cannot be shown before it is complete (a formula, a label that may be that of a link, half a mark) is held
    back; a label whose address is being written already looks like a link.
    """
    if _TOKEN.search(text) is None:
        return _HALF.sub("", text) if "&" in text or "<" in text or text.endswith("!") else text
    state = _scan(text)
    hold_at, link = _unfinished_label(text, state)
    if state.formula_at >= 0 and not 0 <= hold_at < state.formula_at:
        hold_at, link = state.formula_at, ""
    if hold_at >= 0:
        text = text[:hold_at]
    elif state.code:
        text = text[: -state.trailing] if state.trailing else text.rstrip("`")
    elif state.trailing:
        text = text[: -state.trailing]
    else:
        text = _HALF.sub("", text)
    marks = [(mark, at) for mark, at in state.marks if hold_at < 0 or at < hold_at]
    closers = "".join(mark for mark, _ in reversed(marks))
    if state.code and not state.trailing and not 0 <= hold_at < state.code_at:
        return text + state.code + closers
    if link:
        return text + link + closers
    body = text.rstrip()
    while marks and marks[-1][1] + len(marks[-1][0]) >= len(body):  # opened, nothing in it yet
        mark, at = marks.pop()
        body = body[:at].rstrip() if at < len(body) else body
        closers = closers.removeprefix(mark)
    return body + closers


def _unfinished_label(text: str, state: _Open) -> tuple[int, str]:
    """Where to end the text because of a label that may be that of a link, and a link to put there instead; or -1."""
    if state.address_at >= 0:
        begin = state.brackets[-1]
        outer = next((at for at in state.brackets[:-1] if len(text) - at <= _longest_label(text, at)), begin)
        if outer < begin:
            return outer, ""
        is_picture = text[begin] == "!"
        label = text[begin + 1 : state.address_at]
        return begin, "" if is_picture or not label.strip() else f"[{label}]()"
    return next((at for at in state.brackets if len(text) - at <= _longest_label(text, at)), -1), ""


def _longest_label(text: str, at: int) -> int:
    """A picture as a label brings its own address along."""
    return _LONGEST_HIDDEN if text.startswith("[![", at) else _LONGEST_LABEL


def as_text_only(source: str) -> str:
    """The paragraph with backslashes where a line only looks like the beginning of a list, heading or quote.

    The splitter has decided that it is a paragraph; the parser that gets it must come to the same view.
    """
    return _BLOCK_LOOK.sub(lambda found: f"{found[1]}\\" if found[1] else "\\", source)


_PLAIN_TOKEN = re.compile(
    r"(?<!`)(?:`([^`]+)`|``(.+?)``)(?!`)|\\([!-/:-@\[-`{-~])|(?<!\w)[*_]+|[*_]+(?!\w)|\*+|~~|!?\[([^\]\[]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)|(?P<br><br\s{0,9}/?>)"
)


def plain(source: str) -> str:
    """About what a reader sees: for search, screen readers and estimates of length. Formulas are their TeX."""
    pieces = []
    for segment in segments(source):
        if isinstance(segment, Formula):
            pieces.append(segment.tex)
        else:
            pieces.append(_PLAIN_TOKEN.sub(_plain_token, with_small_script(with_keys(segment.text), SmallMarks())))
    return "".join(pieces)


def _plain_token(found: re.Match[str]) -> str:
    if found.lastgroup == "br":
        return "\n"
    return next((group for group in found.groups() if group is not None), "")
