"""Find in the chat: every place where a text occurs, in reading order."""

from __future__ import annotations

import re
import time
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from app.ui.chat.bubble_text import bubble_pieces
from app.ui.chat.column import Column
from app.ui.chat.entry import Entry
from app.ui.chat.parts import Part
from app.ui.chat.selection import plain_text

THINKING = -1
"""Stands for the thinking before an answer where a block is asked for: it comes before the first."""
_MARKS = re.compile(r"[*_`~\\\[\]]")


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """The `nth` occurrence in one block of a message."""

    entry: int
    content: int
    """Which of the message's blocks, counted from its first, or `THINKING`."""
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
        self.is_thinking_searched = True
        """Whether what is thought is shown, folded or not. Set it before `search`."""

    @property
    def current_hit(self) -> Hit | None:
        """Where the reader is."""
        return self.hits[self.current] if 0 <= self.current < len(self.hits) else None

    def select(self, hit: Hit) -> bool:
        """Make this the current hit; False if it was not found."""
        place = bisect_left(self.hits, hit)
        if place < len(self.hits) and self.hits[place] == hit:
            self.current = place
            return True
        return False

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
        while not self.is_done:
            index = self._next
            self._next += 1
            self.hits.extend(self._hits_in(index))
            if time.perf_counter() > deadline:
                return

    def search_again(self, index: int) -> None:
        """A message has changed. The current hit stays if it is still there, else it is the next one."""
        if self._pattern is None or index >= self._next:
            return
        current = self.current_hit
        first = bisect_left(self.hits, index, key=lambda hit: hit.entry)
        last = bisect_right(self.hits, index, key=lambda hit: hit.entry)
        self.hits[first:last] = self._hits_in(index)
        if current is not None and not self.select(current):
            self.current = min(bisect_left(self.hits, current), len(self.hits) - 1)

    def _hits_in(self, index: int) -> Iterator[Hit]:
        assert self._pattern is not None
        entries = self._column.entries
        if self.is_thinking_searched:
            yield from self._hits_of(index, THINKING, entries.thinking(index))
        if self._stripped.search(_MARKS.sub("", entries.text(index))) is not None:
            for content, text in enumerate(_content_texts(entries[index])):
                yield from self._hits_of(index, content, text)

    def _hits_of(self, index: int, content: int, text: str) -> Iterator[Hit]:
        assert self._pattern is not None
        for nth, _ in enumerate(self._pattern.finditer(text)):
            yield Hit(index, content, nth)

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
        return self.ranges_of(entry_index, content, part.text()) if self._pattern is not None else []

    def ranges_of(self, entry_index: int, content: int, text: str) -> list[tuple[int, int, bool]]:
        """The same in a text that is shown otherwise."""
        if self._pattern is None:
            return []
        current = self.current_hit
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
