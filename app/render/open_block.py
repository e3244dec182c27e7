"""What the block splitter has open: quotes and list items, and the leaf in them that grows."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.render.block import Kind, Nest
from app.render.paragraph_cut import LONG_PARAGRAPH


@dataclass(frozen=True, slots=True)
class Container:
    """A quote or a list item that is open."""

    nest: Nest
    indent: int = 0
    """Columns that a line needs to belong to the item."""
    is_started: bool = False


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

    @property
    def is_text(self) -> bool:
        return self.kind in (Kind.PARAGRAPH, Kind.FOOTNOTE)

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
