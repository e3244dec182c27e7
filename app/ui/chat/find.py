"""Find in the chat: every place where a text occurs, in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.ui.chat.bubble_text import bubble_pieces
from app.ui.chat.column import Column
from app.ui.chat.entry import Entry
from app.ui.chat.parts import Part
from app.ui.chat.selection import plain_text

_MARKS = re.compile(r"[*_`~\\\[\]]")


@dataclass(frozen=True, slots=True)
class Hit:
    """The `nth` occurrence in one block of a message."""

    entry: int
    content: int
    """Which of the message's blocks, counted from its first."""
    nth: int


class Finder:
    """Searches the messages of a column. Upper and lower case are the same."""

    def __init__(self, column: Column) -> None:
        self._column = column
        self._pattern: re.Pattern[str] | None = None
        self.hits: list[Hit] = []
        self.current = -1

    @property
    def is_active(self) -> bool:
        return self._pattern is not None

    def search(self, text: str) -> None:
        """Find a text; an empty one ends the search. The current hit is the first at or after none."""
        self._pattern = re.compile(re.escape(text), re.IGNORECASE) if text else None
        self.hits = []
        self.current = -1
        if self._pattern is None:
            return
        stripped = re.compile(re.escape(_MARKS.sub("", text)), re.IGNORECASE)
        entries = self._column.entries
        for index in range(len(entries)):
            if stripped.search(_MARKS.sub("", entries.text(index))) is not None:
                self._search_entry(index, entries[index])

    def _search_entry(self, index: int, entry: Entry) -> None:
        assert self._pattern is not None
        for content, text in enumerate(_content_texts(entry)):
            count = sum(1 for _ in self._pattern.finditer(text))
            self.hits.extend(Hit(index, content, nth) for nth in range(count))

    def step(self, by: int) -> Hit | None:
        """The next or previous hit, around the ends."""
        if not self.hits:
            return None
        self.current = (self.current + by) % len(self.hits)
        return self.hits[self.current]

    def go_near(self, entry: int) -> Hit | None:
        """The first hit at or after a message: where the reader is."""
        if not self.hits:
            return None
        self.current = next((i for i, hit in enumerate(self.hits) if hit.entry >= entry), 0)
        return self.hits[self.current]

    def ranges_in(self, entry_index: int, content: int, part: Part) -> list[tuple[int, int, bool]]:
        """Start, end (as Qt counts) and whether it is the current one, of each hit in a part on the screen."""
        if self._pattern is None:
            return []
        text = part.text()
        current = self.hits[self.current] if 0 <= self.current < len(self.hits) else None
        is_here = current is not None and (current.entry, current.content) == (entry_index, content)
        return [
            (
                _units(text, found.start()),
                _units(text, found.end()),
                is_here and current is not None and current.nth == nth,
            )
            for nth, found in enumerate(self._pattern.finditer(text))
        ]


def _content_texts(entry: Entry) -> list[str]:
    if entry.is_user:
        return bubble_pieces(entry.text)
    return [plain_text([block], with_markers=False) for block in entry.all_blocks]


def _units(text: str, position: int) -> int:
    head = text[:position]
    return position if head.isascii() else len(head.encode("utf-16-le", "surrogatepass")) // 2
