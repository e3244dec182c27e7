"""Find in the chat: every place where a text occurs, in reading order."""

from __future__ import annotations

import re
import time
from bisect import bisect_left
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
        self._stripped = re.compile("")
        """The same without the marks of Markdown, for a first look at a message."""
        self._next = 0
        """The first message that was not looked at."""
        self.hits: list[Hit] = []
        self.current = -1

    @property
    def is_active(self) -> bool:
        return self._pattern is not None

    def search(self, text: str) -> None:
        """Begin to look for a text; an empty one ends the search. `go_on` finds, and there is no current hit yet."""
        self._pattern = re.compile(re.escape(text), re.IGNORECASE) if text else None
        self._stripped = re.compile(re.escape(_MARKS.sub("", text)), re.IGNORECASE)
        self.hits = []
        self.current = -1
        self._next = 0

    @property
    def is_done(self) -> bool:
        """Whether all messages were looked at."""
        return self._pattern is None or self._next >= len(self._column.entries)

    def go_on(self, budget_s: float) -> None:
        """Look at more messages, in reading order, until the time is over; at least at one."""
        deadline = time.perf_counter() + budget_s
        entries = self._column.entries
        while not self.is_done:
            index = self._next
            self._next += 1
            if self._stripped.search(_MARKS.sub("", entries.text(index))) is not None:
                self._search_entry(index, entries[index])
            if time.perf_counter() > deadline:
                return

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

    def go_near(self, entry: int, content: int = 0) -> Hit | None:
        """The first hit at or after a block: where the reader is. Before the end of the search only a real one."""
        here = (entry, content)
        if not self.hits or ((self.hits[-1].entry, self.hits[-1].content) < here and not self.is_done):
            return None
        self.current = bisect_left(self.hits, here, key=lambda hit: (hit.entry, hit.content)) % len(self.hits)
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
