"""The messages of the transcript as entries, each made when somebody first asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from app.domain.chat import Message
from app.ui.chat.entry import Entry


class Entries:
    """A list of entries. Opening a chat of thousands of messages makes those that are seen."""

    def __init__(self, items: Iterable[Message | Entry] = (), make: Callable[[Message], Entry] | None = None) -> None:
        self._items = list(items)
        self._make = make

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, index: int) -> Entry:
        item = self._items[index]
        if isinstance(item, Message):
            assert self._make is not None
            item = self._items[index] = self._make(item)
        return item

    def message(self, index: int) -> Message:
        """A message, without making its entry."""
        item = self._items[index]
        return item if isinstance(item, Message) else item.message

    def text(self, index: int) -> str:
        """The text of a message, without making its entry."""
        return self._items[index].text

    def thinking(self, index: int) -> str:
        """What was thought before a message, without making its entry."""
        return self._items[index].thinking

    def made(self) -> Iterator[tuple[int, Entry]]:
        """The entries that exist, with their places."""
        return ((index, item) for index, item in enumerate(self._items) if isinstance(item, Entry))

    def append(self, entry: Entry) -> None:
        """One more at the end."""
        self._items.append(entry)

    def truncate(self, count: int) -> None:
        """Keep the first `count`."""
        del self._items[count:]
