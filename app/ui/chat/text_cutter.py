"""Cuts the text of an answer into blocks, a frame's worth at a time."""

from __future__ import annotations

import time

from app.render.blocks import Block, BlockSplitter

BUDGET_S = 0.03
"""How long a frame may cut: enough for 100,000 characters as models write them."""
_SLICE = 4_000


class TextCutter:
    """The blocks of a text as far as it was cut, and what still has to be."""

    def __init__(self) -> None:
        self._splitter = BlockSplitter()
        self._waiting: list[str] = []

    @property
    def blocks(self) -> list[Block]:
        """The blocks so far."""
        return self._splitter.blocks

    @property
    def has_more(self) -> bool:
        """Whether some text was not cut yet."""
        return bool(self._waiting)

    def add(self, text: str) -> None:
        """More text, to be cut later."""
        self._waiting.append(text)

    def cut(self, *, is_whole: bool) -> int:
        """Cut until the time is over; returns the index of the first block that changed.

        With `is_whole` nothing is to come after what was added.
        """
        splitter = self._splitter
        deadline = time.perf_counter() + BUDGET_S
        first = len(splitter.blocks)
        text = "".join(self._waiting)
        done = 0
        while done < len(text) and (not done or time.perf_counter() < deadline):
            first = min(first, splitter.feed(text[done : done + _SLICE]))
            done += _SLICE
        self._waiting = [text[done:]] if done < len(text) else []
        if not self._waiting and is_whole:
            first = min(first, splitter.finish())
        return first

    def finish(self) -> int:
        """Nothing is to come; returns the index of the first block that changed."""
        return self._splitter.finish()
