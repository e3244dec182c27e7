"""The things that stand below each other in the transcript: texts, code, rules, and places for real widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from app.ui.chat.style import ChatStyle

if TYPE_CHECKING:
    from app.ui.chat.formulas import Formulas

UNCHANGED = 1 << 30
"""`Part.changed_from` of what looks as it was painted."""


@dataclass(frozen=True, slots=True)
class RenderContext:
    """What all parts share."""

    style: ChatStyle
    formulas: Formulas
    picture_words: Callable[[str], str]
    """What stands in place of a picture from a host: pictures are never loaded."""
    is_rtl: bool
    """The window reads from right to left. What a paragraph does is its own affair."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a part's text that is drawn on another ground: selected, or found."""

    start: int
    end: int
    ground: QColor


class Part:
    """One thing in the column of the transcript.

    `height` is an estimate until `lay_out` was called for the width at hand. Positions count in `text()`, in UTF-16
    units as Qt counts them.
    """

    __slots__ = ("__weakref__", "changed_from", "height", "laid_out_width", "version")

    def __init__(self, height: int) -> None:
        self.height = height
        self.laid_out_width = -1
        self.version = 0
        """Changes whenever the part looks different at the same place."""
        self.changed_from = 0
        """Above this height it looks as it did when it was painted last."""

    def touch(self, y: int = 0) -> None:
        """The part looks different from `y` on."""
        self.version += 1
        self.changed_from = min(self.changed_from, max(0, y))

    def lay_out(self, context: RenderContext, width: int) -> None:
        """Make `height` exact for a column of `width` pixels."""
        self.laid_out_width = width

    def drop(self) -> None:
        """Free what is only needed on the screen; the height stays known as an estimate."""

    def paint(self, painter: QPainter, context: RenderContext, width: int, clip: QRectF, marks: list[Mark]) -> None:
        """Draw with the part's upper left corner at the origin; nothing outside `clip` needs to be drawn."""

    def text(self) -> str:
        """The text as it is shown; empty for what cannot be selected."""
        return ""

    def copied(self, start: int, end: int) -> str:
        """A stretch of the text for the clipboard: formulas as their source."""
        return self.text()[start:end]

    def copied_as_markdown(self, start: int, end: int) -> str:
        """The same with the marks of Markdown, where the text has any."""
        return self.copied(start, end)

    def position_at(self, x: float, y: float) -> int:
        """The position in the text nearest to a point."""
        return 0

    def rect_of(self, position: int) -> QRectF:
        """Where a position is: the caret's place."""
        return QRectF(0, 0, 1, self.height)

    def link_at(self, x: float, y: float) -> str:
        """The address of the link at a point, or an empty string."""
        return ""

    def scroll_sideways(self, pixels: int) -> bool:
        """Move what is wider than the column; False where nothing moves."""
        return False


class WidgetPart(Part):
    """A place for a real widget, which exists only while the place is visible. `key` says which widget."""

    __slots__ = ("key",)

    def __init__(self, key: str, height: int) -> None:
        super().__init__(height)
        self.key = key
