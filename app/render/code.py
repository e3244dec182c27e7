"""Colours for code, line by line and lazily, so that whoever asks can stop after a few milliseconds and go on later.

Pygments knows a hundred kinds of tokens; a reader tells five colours apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum, auto
from functools import cache
from typing import NamedTuple

from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.lexers.special import TextLexer
from pygments.token import Token, _TokenType
from pygments.util import ClassNotFound

from app.render.code_languages import lexer_alias

MAX_LINE_CHARS = 2_000
"""Longer lines stay plain: they are data, and many lexers are quadratic in them."""
MAX_LINES = 2_000
"""Longer blocks stay plain."""
USUAL_LANGUAGES = ("python", "javascript", "bash", "json", "cpp", "java", "html", "sql", "css", "typescript")


class CodeRole(Enum):
    """What a piece of code is to the reader; each has a colour in the theme. What has no role looks like text."""

    KEYWORD = auto()
    STRING = auto()
    COMMENT = auto()
    FUNCTION = auto()
    NUMBER = auto()


class Span(NamedTuple):
    """A coloured piece of one line; positions in characters of the line."""

    start: int
    length: int
    role: CodeRole


LineColours = tuple[Span, ...]

_ROLES: dict[_TokenType, CodeRole] = {
    Token.Keyword: CodeRole.KEYWORD,
    Token.Operator.Word: CodeRole.KEYWORD,
    Token.Name.Tag: CodeRole.KEYWORD,
    Token.Comment.Preproc: CodeRole.KEYWORD,
    Token.Literal: CodeRole.NUMBER,
    Token.Literal.String: CodeRole.STRING,
    Token.Comment: CodeRole.COMMENT,
    Token.Comment.PreprocFile: CodeRole.STRING,
    Token.Name.Function: CodeRole.FUNCTION,
    Token.Name.Class: CodeRole.FUNCTION,
    Token.Name.Decorator: CodeRole.FUNCTION,
    Token.Name.Builtin: CodeRole.FUNCTION,
    Token.Name.Exception: CodeRole.FUNCTION,
    Token.Name.Attribute: CodeRole.FUNCTION,
    Token.Generic.Heading: CodeRole.FUNCTION,
    Token.Generic.Subheading: CodeRole.FUNCTION,
    Token.Generic.Prompt: CodeRole.COMMENT,
    Token.Generic.Inserted: CodeRole.STRING,
    Token.Generic.Deleted: CodeRole.NUMBER,
}


def is_colourable(code: str, info: str) -> bool:
    """Whether `colour_lines` would give any colour. `info` is what stands behind the fence."""
    return lexer_alias(info) is not None and code.count("\n") < MAX_LINES


def colour_lines(code: str, info: str) -> Iterator[LineColours]:
    """The colours of each line of `code`, in order, one item a line.

    Lazy: an item costs about 0.1 ms, or as much as its lines if it belongs to a string or comment of many lines. The
    first item also loads the language, 10 to 60 ms once in a process: see `load`. Code that is not to be coloured gives
    empty lines.
    """
    lines = code.split("\n")
    alias = lexer_alias(info)
    if alias is None or len(lines) > MAX_LINES:
        yield from (() for _ in lines)
        return
    text = "\n".join(line.replace("\r", " ") if len(line) <= MAX_LINE_CHARS else "" for line in lines)
    done = 0
    for colours in _lines(_lexer(alias).get_tokens_unprocessed(text + "\n")):
        if done == len(lines):
            break
        yield colours
        done += 1
    for _ in range(done, len(lines)):
        yield ()


def colour_line(line: str, info: str) -> LineColours:
    """The colours of one line taken alone: right for most lines, wrong inside strings and comments of many lines."""
    return next(colour_lines(line, info))


def load(info: str) -> None:
    """Load a language, 10 to 60 ms once in a process. May be called on any thread; unknown languages cost nothing."""
    if alias := lexer_alias(info):
        _lexer(alias)


def is_loaded(info: str) -> bool:
    """Whether colouring starts at once; also true where there is nothing to load."""
    alias = lexer_alias(info)
    return alias is None or alias in _loaded


def to_utf16(line: str, colours: LineColours) -> LineColours:
    """The same spans counted in UTF-16 units, as Qt counts them."""
    if not colours or line.isascii() or max(line) <= "\uffff":
        return colours
    units = [0]
    for char in line:
        units.append(units[-1] + (2 if char > "\uffff" else 1))
    return tuple(
        Span(units[span.start], units[span.start + span.length] - units[span.start], span.role) for span in colours
    )


def _lines(tokens: Iterable[tuple[int, _TokenType, str]]) -> Iterator[LineColours]:
    spans: list[Span] = []
    column = 0
    for _, kind, value in tokens:
        role = _role(kind)
        first, *others = value.split("\n")
        _add(spans, column, len(first), role)
        column += len(first)
        for piece in others:
            yield tuple(spans)
            spans = []
            _add(spans, 0, len(piece), role)
            column = len(piece)
    yield tuple(spans)


def _add(spans: list[Span], start: int, length: int, role: CodeRole | None) -> None:
    if role is None or not length:
        return
    if spans and spans[-1].role is role and spans[-1].start + spans[-1].length == start:
        spans[-1] = Span(spans[-1].start, spans[-1].length + length, role)
    else:
        spans.append(Span(start, length, role))


@cache
def _role(kind: _TokenType) -> CodeRole | None:
    while kind is not Token:
        if kind in _ROLES:
            return _ROLES[kind]
        if kind.parent is None:
            return None
        kind = kind.parent
    return None


_loaded: set[str] = set()


@cache
def _lexer(alias: str) -> Lexer:
    try:
        lexer = get_lexer_by_name(alias)
    except ClassNotFound:  # a program packed without this language still shows the code
        lexer = TextLexer()
    _loaded.add(alias)
    return lexer
