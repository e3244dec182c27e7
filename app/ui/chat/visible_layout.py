"""Laying out what is visible, as far as the time of a frame goes."""

from __future__ import annotations

import time
from collections.abc import Callable

from app.ui.chat.code_part import CodePart
from app.ui.chat.column import Column, Place
from app.ui.chat.entry import Entry
from app.ui.chat.live_parts import LiveParts
from app.ui.chat.parts import RenderContext, WidgetPart


class VisibleLayout:
    """Knows the places on the screen, and makes their heights exact."""

    def __init__(self, column: Column, live: LiveParts, measure: Callable[[Entry, WidgetPart, int], int]) -> None:
        """`measure` gives the height of a real widget in a column of some width."""
        self.places: list[Place] = []
        """From above, as they were laid out last."""
        self._column = column
        self._live = live
        self._measure = measure
        self._entries: dict[int, Entry] = {}

    @property
    def has_more(self) -> bool:
        """Whether a visible text is too long for one frame: `take_more` goes on with it."""
        return any(entry.has_more for entry in self._entries.values())

    def take_more(self) -> bool:
        """The rest of texts that are too long for one frame; returns whether there was any."""
        has_taken = False
        entries = self._column.entries
        for index, entry in self._entries.items():
            if entry.has_more and index < len(entries) and entries[index].flush():
                self._column.sync(index)
                has_taken = True
        return has_taken

    def lay_out(self, context: RenderContext, top: int, bottom: int, width: int, deadline: float) -> tuple[bool, bool]:
        """Lay out what is between two heights: whether that was all, and whether any height changed.

        What does not come about before the deadline, by the performance counter, keeps its guess of a height.
        """
        places: list[Place] = []
        height_before = self._column.height
        is_changed = False
        is_done = True
        count = 0
        for place in self._column.places(top, bottom, context.style):
            part = place.part
            if part.laid_out_width != width:
                if count and time.perf_counter() > deadline:
                    is_done = False
                if is_done:
                    count += 1  # at least one in each frame, however late it is
                    before = part.height
                    self._lay_out(context, place, width)
                    is_changed = is_changed or part.height != before
                    self._column.take_height(place)
            places.append(place)
        self.places = places
        self._entries = {index: entry for index, _, entry, _, _ in places}
        # Making the parts of a message replaces the guess of its height, also where none of them is in view.
        return is_done, is_changed or self._column.height != height_before

    def _lay_out(self, context: RenderContext, place: Place, width: int) -> None:
        part = place.part
        if isinstance(part, WidgetPart):
            part.height = self._measure(place.entry, part, width)
            part.laid_out_width = width
            return
        context.formulas.part = part
        part.lay_out(context, width)
        if isinstance(part, CodePart):
            self._live.colour(part)
