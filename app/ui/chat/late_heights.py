"""Heights of a long column that is opened at its end: those before it are added up, and told apart when asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.ui.chat.height_index import HeightIndex


class LateHeights:
    """A height index whose first heights are known only in sum until somebody wants one of them.

    To guess and to index the heights of 5,000 messages takes a millisecond, of which an opened chat shows the end.
    When they are told apart their sum may turn out to be another one.
    """

    def __init__(
        self, last: Sequence[int] = (), count: int = 0, total: int = 0, first: Callable[[], list[int]] | None = None
    ) -> None:
        """`last` are the last heights. `count` others before them are about `total` high; `first` tells them apart."""
        self._last = HeightIndex(last)
        self._count = count
        self._total_before = total
        self._first = first

    def __len__(self) -> int:
        return self._count + len(self._last)

    @property
    def total(self) -> int:
        return self._total_before + self._last.total

    def top(self, index: int) -> int:
        """Where the thing at `index` begins."""
        if index < self._count:
            self._tell_apart()
        return self._total_before + self._last.top(index - self._count)

    def find(self, y: int) -> int:
        """The index of what lies at `y`; the first one above the column, the last one below it."""
        if y < self._total_before or not len(self._last):
            self._tell_apart()
        return self._count + self._last.find(y - self._total_before)

    def set(self, index: int, height: int) -> None:
        """Change one height."""
        if index < self._count:
            self._tell_apart()
        self._last.set(index - self._count, height)

    def append(self, height: int) -> None:
        """Add one at the end."""
        self._last.append(height)

    def truncate(self, count: int) -> None:
        """Keep the first `count`."""
        if count < self._count:
            self._tell_apart()
        self._last.truncate(count - self._count)

    def _tell_apart(self) -> None:
        if self._first is None:
            return
        last = [self._last[index] for index in range(len(self._last))]
        self._last = HeightIndex([*self._first(), *last])
        self._first = None
        self._count = self._total_before = 0
