"""The parts of one message in their order: what stands above its text, the text itself, what stands below."""

from __future__ import annotations

from collections.abc import Sequence

from app.ui.chat.height_index import HeightIndex
from app.ui.chat.parts import Part, WidgetPart


class EntryParts:
    """Parts and their heights. They exist only once somebody wants to see them: until then there is an estimate."""

    def __init__(self, estimate: int) -> None:
        self.parts: list[Part] = []
        self.heights: HeightIndex | None = None
        self._estimate = estimate
        self._head = 0
        """How many parts stand above the text."""
        self._tail = 0
        """How many stand below it."""

    @property
    def height(self) -> int:
        """Height in pixels; an estimate as long as not all parts were seen."""
        return self.heights.total if self.heights is not None else self._estimate

    @property
    def content(self) -> slice:
        """Where in `parts` the text of the message is."""
        return slice(self._head, len(self.parts) - self._tail)

    @property
    def frame_parts(self) -> list[WidgetPart]:
        """The places of real widgets, before and after the text."""
        around = self.parts[: self._head] + self.parts[len(self.parts) - self._tail :]
        return [part for part in around if isinstance(part, WidgetPart)]

    def remeasure_widgets(self) -> None:
        """The widgets around the text may want another height."""
        for part in self.frame_parts:
            part.laid_out_width = -1

    def _free(self) -> None:
        """Forget all parts; the height stays as the estimate."""
        if self.heights is not None:
            self._estimate = self.heights.total
        self.parts = []
        self.heights = None

    def _begin(self, head: Sequence[Part]) -> None:
        """Make the parts anew, from above; the heights are counted by `_complete`, at once."""
        self.parts = []
        self.heights = None
        self._tail = 0
        for part in head:
            self._append(part)
        self._head = len(self.parts)

    def _complete(self) -> None:
        self.heights = HeightIndex(part.height for part in self.parts)

    def _append(self, part: Part) -> None:
        self.parts.append(part)
        if self.heights is not None:
            self.heights.append(part.height)

    def _replace_head(self, new: Sequence[WidgetPart]) -> None:
        """Other places above the text; those that stay are kept, and all are measured again."""
        old = self.parts[: self._head]
        if [part.key for part in new] != [getattr(part, "key", "") for part in old]:
            kept = {part.key: part for part in old if isinstance(part, WidgetPart)}
            self.parts[: self._head] = [kept.get(part.key, part) for part in new]
            self._head = len(new)
            self._complete()
        for part in self.parts[: self._head]:
            part.laid_out_width = -1

    def _cut(self, start: int) -> tuple[list[Part], list[Part]]:
        """Take away what stands from `start` on: the rest of the text, and what was below it."""
        assert self.heights is not None
        end = self.content.stop
        text, below = self.parts[start:end], self.parts[end:]
        del self.parts[start:]
        self.heights.truncate(start)
        return text, below
