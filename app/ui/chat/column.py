"""Where everything in the transcript is: messages above each other, parts within, found by height."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from app.domain.chat import Message, MessageId
from app.ui.chat.entries import Entries
from app.ui.chat.entry import Entry
from app.ui.chat.estimates import late_heights
from app.ui.chat.late_heights import LateHeights
from app.ui.chat.parts import Part
from app.ui.chat.style import ChatStyle


class Place(NamedTuple):
    """A part and where its upper edge is in the column."""

    entry_index: int
    part_index: int
    entry: Entry
    part: Part
    y: int


class Anchor(NamedTuple):
    """What stands at the upper edge of the view: it stays there when heights above it change."""

    message_id: MessageId
    part_index: int
    offset: int


class Column:
    """All messages, of which only those that were seen have parts.

    Heights of what was never seen are estimates; `sync` takes over what an entry learned.
    """

    def __init__(self) -> None:
        self.entries = Entries()
        self._heights = LateHeights()
        self._known_places: dict[MessageId, int] | None = {}
        self._seen: dict[MessageId, None] = {}

    @property
    def height(self) -> int:
        return self._heights.total

    @property
    def _index_of(self) -> dict[MessageId, int]:
        """The place of each message, made when somebody first asks: to open a chat at its end needs none."""
        if self._known_places is None:
            entries = self.entries
            self._known_places = {entries.message(index).id: index for index in range(len(entries))}
        return self._known_places

    def set_messages(
        self,
        messages: Sequence[Message],
        made: dict[MessageId, Entry],
        make: Callable[[Message], Entry],
        style: ChatStyle,
    ) -> None:
        """Other messages. `made` are entries to keep; `make` makes the entry of a message when it is first needed."""
        heights = late_heights(messages, style)
        items: list[Message | Entry] = list(messages)
        if made:
            for index, message in enumerate(messages):
                if (entry := made.get(message.id)) is not None:
                    items[index] = entry
                    heights.set(index, entry.height)
        self._known_places = None
        self.entries = Entries(items, make)
        self._heights = heights
        self._seen.clear()

    def append(self, entry: Entry) -> None:
        """One more message at the end."""
        self._index_of[entry.message.id] = len(self.entries)
        self.entries.append(entry)
        self._heights.append(entry.height)

    def truncate(self, count: int) -> None:
        """Keep the first `count` messages."""
        for index in range(count, len(self.entries)):
            message_id = self.entries.message(index).id
            del self._index_of[message_id]
            self._seen.pop(message_id, None)
        self.entries.truncate(count)
        self._heights.truncate(count)

    def index_of(self, message_id: MessageId) -> int | None:
        """The place of a message among all."""
        return self._index_of.get(message_id)

    def sync(self, index: int) -> None:
        """The height of an entry changed."""
        self._heights.set(index, self.entries[index].height)

    def top_of(self, entry_index: int, part_index: int = 0) -> int:
        """The upper edge of a part."""
        top = self._heights.top(entry_index)
        heights = self.entries[entry_index].heights if part_index and entry_index < len(self.entries) else None
        return top + (heights.top(min(part_index, len(heights))) if heights is not None else 0)

    def anchor_at(self, y: int) -> Anchor | None:
        """What stands at `y`."""
        if not self.entries:
            return None
        index = self._heights.find(max(0, y))
        entry = self.entries[index]
        inner = y - self._heights.top(index)
        part_index = 0
        if entry.heights is not None and len(entry.heights):
            part_index = entry.heights.find(max(0, inner))
            inner -= entry.heights.top(part_index)
        return Anchor(entry.message.id, part_index, inner)

    def y_of(self, anchor: Anchor) -> int | None:
        """Where an anchor is now; None if its message is gone."""
        index = self._index_of.get(anchor.message_id)
        if index is None:
            return None
        heights = self.entries[index].heights
        if heights is not None and anchor.part_index < len(heights):
            return self.top_of(index, anchor.part_index) + min(anchor.offset, max(0, heights[anchor.part_index]))
        return self.top_of(index) + min(anchor.offset, self.entries[index].height)

    def ensure_parts(self, index: int, style: ChatStyle) -> Entry:
        """An entry that may never have been seen, with its parts."""
        entry = self.entries[index]
        if entry.heights is None:
            entry.make_parts(style)
            self.sync(index)
        return entry

    def places(self, top: int, bottom: int, style: ChatStyle) -> Iterator[Place]:
        """The parts between two heights, from above; their entries get parts if they have none.

        The one who iterates may lay a part out and change its height: what follows moves along.
        """
        if not self.entries:
            return
        index = self._heights.find(max(0, top))
        y = self._heights.top(index)
        while index < len(self.entries) and y < bottom:
            entry = self.ensure_parts(index, style)
            self._seen.pop(entry.message.id, None)
            self._seen[entry.message.id] = None
            heights = entry.heights
            assert heights is not None
            first = heights.find(max(0, top - y)) if top > y else 0
            part_y = y + heights.top(first)
            for part_index in range(first, len(entry.parts)):
                if part_y >= bottom:
                    break
                part = entry.parts[part_index]
                yield Place(index, part_index, entry, part, part_y)
                part_y += part.height
            y = self._heights.top(index + 1)
            index += 1

    def take_height(self, place: Place) -> None:
        """A part was laid out: its height is exact now."""
        heights = place.entry.heights
        if heights is not None and heights[place.part_index] != place.part.height:
            heights.set(place.part_index, place.part.height)
            self.sync(place.entry_index)

    def forget_unseen(self, keep: int) -> None:
        """Free the parts of the messages that were not seen for longest."""
        for message_id in list(self._seen)[: max(0, len(self._seen) - keep)]:
            del self._seen[message_id]
            index = self._index_of.get(message_id)
            if index is not None and not self.entries[index].is_streaming:
                self.entries[index].forget_parts()
                self.sync(index)
