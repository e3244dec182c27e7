"""Marks that models mean otherwise than CommonMark reads them: put so that the parser sees what is meant."""

from __future__ import annotations

import re

_LONE_TILDE = re.compile(
    r"(`+)(?!`)[\s\S]{0,500}?(?<!`)\1(?!`)|\\[\s\S]|(?:https?://|www\.)\S*|<[^>\s]{0,300}>|~{2,}|(~)"
)


def keep_lone_tildes(text: str) -> str:
    """`~5 GB`, `~/a and ~/b`: people mean "about" and "home". GitHub's dialect would strike out what is between."""
    return _LONE_TILDE.sub(lambda found: "\\~" if found[2] else found[0], text)


_STRONG = re.compile(r"(`+)(?!`)[\s\S]{0,500}?(?<!`)\1(?!`)|\\[\s\S]|\*{4,}|(\*\*\*?)")


def mend_emphasis(text: str, space: str) -> str:
    """`**Note:**text` is no emphasis in CommonMark, and Chinese is written like that all the time.

    Puts `space` where the parser needs to see one; take it out of the result.
    """
    pieces = []
    done = 0
    opened = ""
    for found in _STRONG.finditer(text):
        mark = found[2]
        if mark is None or opened not in ("", mark):
            continue
        before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
        inner, outer = (before, after) if opened else (after, before)
        if not inner or inner.isspace():
            continue  # it neither opens nor closes
        if _is_of_word(outer) and not _is_of_word(inner):
            place = found.end() if opened else found.start()
            pieces += [text[done:place], space]
            done = place
        opened = "" if opened else mark
    return "".join([*pieces, text[done:]])


def _is_of_word(character: str) -> bool:
    # What stands for a formula counts as a letter, for the parser as well.
    return character.isalnum() or character == "_" or "\ue000" <= character <= "\uf8ff"
