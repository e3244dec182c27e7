"""What the block splitter has open: quotes and list items, and the leaf in them that grows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from app.render.block import Kind, Nest
from app.render.paragraph_cut import LONG_PARAGRAPH


@dataclass(frozen=True, slots=True)
class Container:
    """A quote, a list item or a footnote that is open."""

    nest: Nest
    indent: int = 0
    """Columns that a line needs to belong to the item."""
    is_started: bool = False
    is_note: bool = False
    """What a footnote says; it is no level of its own on the screen."""
    delimiter: str = ""
    """What stands behind the number of an ordered item: another one begins another list."""

    def started(self) -> Container:
        """The same, of which something has been seen."""
        return self if self.is_started else replace(self, is_started=True)

    @property
    def nest_here(self) -> Nest:
        """What is around the next block: it begins the item if nothing of it has been seen."""
        nest = self.nest
        return nest if self.is_started else replace(nest, is_start=True)


@dataclass(slots=True)
class Leaf:
    """The block that grows."""

    kind: Kind
    lines: list[str] = field(default_factory=list)
    lang: str = ""
    fence: str = ""
    """What closes a code block; empty for code by indentation."""
    indent: int = 0
    opener: str = ""
    """What opened a formula."""
    goes_on: bool = False
    not_before: int = LONG_PARAGRAPH
    """No place to cut a long paragraph lies before this position."""
    _counted_lines: int = field(default=0, init=False)
    _counted: int = field(default=0, init=False)

    @property
    def is_text(self) -> bool:
        return self.kind in (Kind.PARAGRAPH, Kind.FOOTNOTE)

    @property
    def size(self) -> int:
        """Characters in the lines of a paragraph, of which only the last one may have changed since this was asked."""
        end = len(self.lines) - 1
        if end > self._counted_lines:
            self._counted += sum(map(len, self.lines[self._counted_lines : end]))
            self._counted_lines = end
        return self._counted + len(self.lines[-1])

    def copy(self) -> Leaf:
        return Leaf(
            self.kind,
            self.lines.copy(),
            self.lang,
            self.fence,
            self.indent,
            self.opener,
            self.goes_on,
            self.not_before,
        )
