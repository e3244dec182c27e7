"""Tells when a paragraph only grew by plain words, so that they can be put at its end instead of parsing it anew."""

from __future__ import annotations

import re

from app.render.block import Block, Kind
from app.render.inline import has_open_mark

_WORDS = re.compile(r"(?: ?(?:[^\W_]|[,.;?'\"%/\-–—…’“”，。、；？]))*")
"""Letters, digits, and marks that mean nothing to Markdown; single blanks between them."""
_MAY_MEAN_MORE = frozenset("$\\<&|")
"""Marks after which plain words can still matter: formulas, escapes, line breaks, entities, tables."""
_LINK_BY_ITSELF = re.compile(r"[:@]|www", re.IGNORECASE)


def plain_growth(old: Block, new: Block) -> str | None:
    """What to put at the end of the drawn `old` so that it looks like `new`; None if it has to be drawn anew."""
    if old.kind is not Kind.PARAGRAPH or new.kind is not Kind.PARAGRAPH or old.definitions != new.definitions:
        return None
    before, after = old.source, new.source
    if not before or not after.startswith(before) or old.lang != new.lang:
        return None
    added = after[len(before) :]
    if _WORDS.fullmatch(added) is None or _WORDS.fullmatch(before[-1]) is None:
        return None
    if not _MAY_MEAN_MORE.isdisjoint(before) or has_open_mark(before):
        return None
    last_word = before[max(before.rfind(" "), before.rfind("\n")) + 1 :]
    return None if _LINK_BY_ITSELF.search(last_word + added) else added
