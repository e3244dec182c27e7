"""Where the reader of a transcript is, whatever happens to the heights around."""

from __future__ import annotations

from app.domain.chat import MessageId
from app.ui.chat.column import Anchor, Column

TOP = 24
"""Free space above the first message."""
_BOTTOM = 12
_MOST_OF_VIEW = 0.6
"""How much of the view a question that was just asked takes at most."""
_NEARLY = 2


class ReaderPlace:
    """Follows the end while the reader is there; else what stands at the upper edge of the view stays there.

    Below a question that was just asked there is as much room as brings it to the upper edge. Its answer grows into
    that room, so nothing moves; when it has filled it, the end that is followed is that of the answer.
    """

    def __init__(self, column: Column) -> None:
        self.is_following = True
        self._column = column
        self._anchor: Anchor | None = None
        self._question: MessageId | None = None
        self._chat_key: object = None
        self._left: dict[object, Anchor | None] = {}

    @property
    def anchor(self) -> Anchor | None:
        """What stands at the upper edge of the view; None while the end is followed."""
        return None if self.is_following else self._anchor

    def enter_chat(self, key: object) -> bool:
        """Messages of this chat come; returns whether it is the one before. Without a key it never is.

        In another chat the reader returns to where they left it.
        """
        if key is not None and key == self._chat_key:
            return True
        if self._chat_key is not None:
            self._left[self._chat_key] = None if self.is_following else self._anchor
        self._chat_key = key
        self._question = None
        self._anchor = self._left.get(key) if key is not None else None
        self.is_following = self._anchor is None
        return False

    def follow_end(self, question: MessageId | None = None) -> None:
        """Go to the end, or bring the question that was just asked to the upper edge, and follow from there."""
        self._question = question if question is not None else self._question
        self.is_following = True

    def go_to(self, anchor: Anchor) -> None:
        """Bring this to the upper edge."""
        self.is_following = False
        self._anchor = anchor

    def stay(self) -> None:
        """What comes at the end moves nothing from now on."""
        self.is_following = False

    def scrolled(self, value: int, last: int) -> None:
        """The reader moved the view: its upper edge is `value` pixels below the beginning, of `last` at most."""
        self.is_following = value >= last - _NEARLY
        self._anchor = self._column.anchor_at(value - TOP)

    def height(self, view_height: int) -> int:
        """How high everything is, with the room below a question."""
        column = self._column
        height = TOP + column.height + _BOTTOM
        index = column.index_of(self._question) if self._question is not None else None
        if index is None:
            return height
        # Of a question that fills the view its end is what the answer follows.
        hidden = max(0, column.entries[index].height - round(view_height * _MOST_OF_VIEW))
        return max(height, column.top_of(index) + hidden + view_height)

    def value(self, current: int, last: int) -> int:
        """How far below the beginning the upper edge of the view belongs; `current` if what stood there is gone."""
        wanted = last
        if not self.is_following and self._anchor is not None:
            y = self._column.y_of(self._anchor)
            wanted = current if y is None else y + TOP
        return max(0, min(wanted, last))

    def remember(self, value: int) -> None:
        """The view is laid out and stands there."""
        if self.is_following or self._anchor is None:
            self._anchor = self._column.anchor_at(value - TOP)
