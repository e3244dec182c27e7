"""Text from outside, made fit to be kept."""

from __future__ import annotations

import re

REPLACEMENT = "\ufffd"
_LINE_ENDS = re.compile(r"\r\n?")
_CONTROLS = re.compile("[\x01-\x08\x0b-\x1f\x7f-\x84\x86-\x9f]")


def clean_text(text: str) -> str:
    """The text without what a database, a file or a terminal could stumble over.

    Half characters and NUL become U+FFFD, two halves that belong together become one character, `\\r\\n` and `\\r`
    become `\\n`, other control characters (terminal escapes) vanish. `\\n`, `\\t` and U+0085, which is a line break
    that models really write, stay. The result can always be encoded; cleaning it again changes nothing.
    """
    if not text.isascii():
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", text.replace("\0", REPLACEMENT)))
