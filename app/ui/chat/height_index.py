"""Heights of many things in a column, with sums that cost a logarithm."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate
from operator import sub


class HeightIndex:
    """A list of heights in pixels that knows where each one begins (a Fenwick tree).

    `set`, `append`, `top`, `find` and dropping the last one cost O(log n).
    """

    def __init__(self, heights: Iterable[int] = ()) -> None:
        self._heights = list(heights)
        self._tree = _tree(self._heights)

    def __len__(self) -> int:
        return len(self._heights)

    def __getitem__(self, index: int) -> int:
        return self._heights[index]

    @property
    def total(self) -> int:
        return self.top(len(self._heights))

    def top(self, index: int) -> int:
        """Where the thing at `index` begins: the sum of all heights before it."""
        total = 0
        while index > 0:
            total += self._tree[index]
            index &= index - 1
        return total

    def find(self, y: int) -> int:
        """The index of what lies at `y`; the first one above the column, the last one below it."""
        index = 0
        step = 1 << len(self._heights).bit_length()
        while step:
            following = index + step
            if following < len(self._tree) and self._tree[following] <= y:
                index = following
                y -= self._tree[following]
            step >>= 1
        return max(0, min(index, len(self._heights) - 1))

    def set(self, index: int, height: int) -> None:
        """Change one height."""
        change = height - self._heights[index]
        if not change:
            return
        self._heights[index] = height
        index += 1
        while index < len(self._tree):
            self._tree[index] += change
            index += index & -index

    def append(self, height: int) -> None:
        """Add one at the end."""
        self._heights.append(height)
        size = len(self._heights)
        self._tree.append(height + self.top(size - 1) - self.top(size - (size & -size)))

    def truncate(self, count: int) -> None:
        """Keep the first `count`."""
        del self._heights[count:]
        del self._tree[count + 1 :]


def _tree(heights: list[int]) -> list[int]:
    """The tree of many heights, level by level: what a loop over 5,000 of them takes a noticeable time for.

    At an index that 2ⁿ divides and 2ⁿ⁺¹ does not stands the sum of the 2ⁿ heights before it.
    """
    tops = list(accumulate(heights, initial=0))
    tree = [0] * len(tops)
    step = 1
    while step < len(tops):
        tree[step :: 2 * step] = map(sub, tops[step :: 2 * step], tops[:: 2 * step])
        step *= 2
    return tree
