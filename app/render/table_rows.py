"""The rows of a table: where their cells are."""

from __future__ import annotations

import re

from app.render.inline_maths import Formula, segments

_CODE = re.compile(r"(?<!`)(?P<ticks>`+)(?!`)[^\n]{0,1000}?(?<!`)(?P=ticks)(?!`)")
_PIPE = re.compile(r"(?<!\\)\|")


def cells(row: str) -> list[str]:
    """The cells of a table row as GitHub cuts them: a `|` behind a backslash belongs to its cell."""
    row = row.strip()
    row = row.removeprefix("|")
    if row.endswith("|") and not row.endswith("\\|"):
        row = row[:-1]
    return [cell.strip() for cell in _PIPE.split(row)]


def has_columns(row: str, count: int) -> bool:
    """Whether the row has so many cells, if need be with those `|` as text that stand in code or in a formula."""
    if len(cells(row)) == count:
        return True
    words = "".join(["x" if isinstance(segment, Formula) else segment.text for segment in segments(row)])
    return len(cells(_CODE.sub("x", words))) == count


def with_plain_bars(source: str) -> str:
    """The table with plain `|` inside code: the parser would show the backslash."""
    return (
        _CODE.sub(lambda found: found[0].replace("\\|", "|"), source) if "`" in source and "\\|" in source else source
    )
