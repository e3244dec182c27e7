"""`<br>`, with which models break lines in cells of tables and elsewhere."""

from __future__ import annotations

import re

_CODE = r"(?P<ticks>`+)(?!`)[\s\S]{0,500}?(?<!`)(?P=ticks)(?!`)"
_TAG = r"<br\s{0,9}/?>[ \t]*"
_IN_ROWS = re.compile(f"{_CODE}|{_TAG}", re.IGNORECASE)
_IN_TEXT = re.compile(rf"{_CODE}|{_TAG}(?:\n[ \t]*)?", re.IGNORECASE)


def with_breaks(source: str, mark: str, *, in_rows: bool) -> str:
    """The source with `mark` for each `<br>` and for the spaces behind it, which would begin the next line.

    In code the tag is text. `in_rows` keeps the ends of lines, which are those of a table's rows.
    """
    if "<br" not in source.casefold():
        return source
    return (_IN_ROWS if in_rows else _IN_TEXT).sub(lambda found: found[0] if found["ticks"] else mark, source)
