"""What a single line of Markdown can be: the patterns of the block splitter, without state."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.render.fold_tags import HALF_LINE
from app.render.table_rows import cells, has_columns

HEADING = re.compile(r"(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
RULE = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
SETEXT = re.compile(r"(?:=+|-+)[ \t]*$")
FENCE = re.compile(r"(`{3,})([^`]*)$|(~{3,})(.*)$")
BULLET = re.compile(r"[-*+](?=[ \t]|$)")
NUMBER = re.compile(r"(\d{1,9})[.)](?=[ \t]|$)")
TASK = re.compile(r"\[([ xX])\][ \t]+(?=\S)")
QUOTE = re.compile(r">[ \t]?")
FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,60})\]:[ \t]*")
DEFINITION = re.compile(r"\[([^\]\[^][^\]\[]{0,99})\]:[ \t]*<?([^\s<>]+)>?(?:[ \t]+(\".*\"|'.*'|\(.*\)))?[ \t]*$")
DELIMITER_ROW = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
MATHS_BEGIN = re.compile(r"(\$\$|\\\[|\\begin\{(?:equation|align|gather|multline|cases|[bBpvV]?matrix|eqnarray)\*?\})")
MATHS_AT_END = re.compile(r"^(.*\S)[ \t]*(\$\$|\\\[)[ \t]*$")

LONGEST_TABLE_LINE = 1_000
"""A longer line is text, whatever it looks like: so a long line can be shown before it ends."""
MOST_COLUMNS = 64
"""What has more columns is no table: nobody could read it, and laying it out would take too long."""

_PREFIXES = re.compile(r"(?:[ \t]|>|[-*+][ \t]|\d{1,9}[.)][ \t]|\[[ xX]\][ \t])*")
_UNDECIDED = re.compile(
    r"(?:#{1,6}[ \t]*|[-=:|][-=:| \t]*|(?:\*[ \t]*)+|_+|\+|\d{1,9}[.)]?|`{1,2}|`{3,}[^`]*|~{1,2}|~{3,}.*"
    r"|\|.*|\$|\\\[?|\\b[a-z]{0,5}(?:\{[a-zA-Z]*\*?\}?)?|\[\^?[^\]]{0,60}\]?|\[\^[^\]]{1,60}\]:[ \t]*"
    r"|\[[^\]^][^\]]{0,60}\]:.*|</?[a-z]{0,8}|" + HALF_LINE + ")?$",
    re.DOTALL,
)
"""The last `?`: of a line that is nothing but the prefix of quotes and items, nothing is known at all."""
_DISPLAYED = re.compile(r"\$\$(.*?)(\$\$.*)?$|\\\[(.*?)(\\\].*)?$", re.DOTALL)
_LONGEST_DISPLAYED = 300
_MAYBE_CLOSING_FENCE = re.compile(r"[ \t>]*(?:`*|~*)[ \t]*$")


@dataclass(frozen=True, slots=True)
class ListMarker:
    """The marker that a line begins with."""

    number: int | None
    width: int
    """Columns of the marker and the space behind it: where the text of the item begins."""
    is_empty: bool
    delimiter: str = ""
    """`.` or `)` behind a number."""


def indent_of(line: str) -> int:
    """How many spaces the line begins with."""
    return len(line) - len(line.lstrip(" "))


def with_spaces(line: str) -> str:
    """The line with the tabs of its indentation turned into spaces, to columns of four."""
    body = line.lstrip(" \t")
    head = line[: len(line) - len(body)]
    return head.expandtabs(4) + body if "\t" in head else line


def list_marker(text: str) -> ListMarker | None:
    """The list marker that the text begins with; the text has no indentation."""
    if (found := BULLET.match(text)) is not None:
        number = None
    elif (found := NUMBER.match(text)) is not None:
        number = int(found[1])
    else:
        return None
    delimiter = "" if number is None else found[0][-1]
    rest = text[found.end() :].expandtabs(4)
    spaces = indent_of(rest)
    if not rest.strip():
        return ListMarker(number, found.end() + 1, is_empty=True, delimiter=delimiter)
    return ListMarker(number, found.end() + (spaces if spaces <= 4 else 1), is_empty=False, delimiter=delimiter)


def is_table_start(header: str, delimiters: str) -> bool:
    """Whether two lines are the header and the delimiter row of a table."""
    if len(header) > LONGEST_TABLE_LINE or len(delimiters) > LONGEST_TABLE_LINE:
        return False
    if "|" not in delimiters and "|" not in header:
        return False
    if not DELIMITER_ROW.match(delimiters.strip()):
        return False
    count = len(cells(delimiters))
    return count <= MOST_COLUMNS and has_columns(header, count)


def is_undecided(partial: str, *, in_code: bool, in_table: bool) -> bool:
    """Whether the beginning of a line may still become something else, so that showing it would flicker."""
    if in_code:
        return bool(_MAYBE_CLOSING_FENCE.match(partial))
    if in_table:
        return len(partial) <= LONGEST_TABLE_LINE
    if len(partial) > LONGEST_TABLE_LINE:
        return False
    prefixes = _PREFIXES.match(partial)
    begin = prefixes.end() if prefixes else 0
    if found := _DISPLAYED.match(partial, begin):
        # A formula by itself, or one that words follow in the line?
        return len(partial) - begin <= _LONGEST_DISPLAYED and not (found[2] or found[4] or "")[2:].strip(" \t.,;")
    return bool(_UNDECIDED.match(partial, begin))
