"""Layouts that go on below where there is no room beside: for large text, long words and narrow windows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from app.ui.theme import theme

_WORDS_PX = 180
"""At 100 % text: with less room beside their control words are hard to read."""


class _Layout(QLayout):
    """Keeps its items. Its height follows from its width.

    It is always a widget's own layout, never an item of another layout: a layout made in Python that a box layout
    deletes is freed twice by PySide 6.12 (seen with valgrind: the window crashed when it closed).
    """

    def __init__(self, parent: QWidget, *, spacing: int, margins: tuple[int, int, int, int]) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = spacing
        self.setContentsMargins(*margins)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def add_layout(self, layout: QLayout) -> None:
        """Another layout as the next item."""
        self.addChildLayout(layout)
        self._items.append(layout)
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        edges = self.contentsMargins()
        inner = width - edges.left() - edges.right()
        return self._bottom(self._places(inner)) + edges.top() + edges.bottom()

    def minimumSize(self) -> QSize:
        edges = self.contentsMargins()
        widest = max((item.minimumSize().width() for item in self._shown()), default=0)
        highest = max((_height(item, item.sizeHint().width()) for item in self._shown()), default=0)
        return QSize(widest + edges.left() + edges.right(), highest + edges.top() + edges.bottom())

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        edges = self.contentsMargins()
        parent = self.parentWidget()
        is_mirrored = parent is not None and parent.layoutDirection() is Qt.LayoutDirection.RightToLeft
        if is_mirrored:  # the margins are for the leading and the trailing side
            edges = QMargins(edges.right(), edges.top(), edges.left(), edges.bottom())
        inner = rect.marginsRemoved(edges)
        for item, place in self._places(inner.width(), inner.height()):
            left = inner.width() - place.right() - 1 if is_mirrored else place.left()
            item.setGeometry(QRect(inner.topLeft() + QPoint(left, place.top()), place.size()))

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _places(self, width: int, height: int = 0) -> list[tuple[QLayoutItem, QRect]]:
        """Where each item goes, the reading direction being left to right. `height` is what there is, if known."""
        raise NotImplementedError

    @staticmethod
    def _bottom(places: list[tuple[QLayoutItem, QRect]]) -> int:
        return max((place.top() + place.height() for _, place in places), default=0)


class Flow(_Layout):
    """One item after the other, and on in the next line; or, as a column, one below the other at full width."""

    def __init__(
        self,
        parent: QWidget,
        *,
        spacing: int = 8,
        margins: tuple[int, int, int, int] = (0, 0, 0, 0),
        is_column: bool = False,
    ) -> None:
        super().__init__(parent, spacing=spacing, margins=margins)
        self._is_column = is_column

    def set_column(self, is_column: bool) -> None:
        if is_column != self._is_column:
            self._is_column = is_column
            self.invalidate()

    def sizeHint(self) -> QSize:
        hints = [item.sizeHint() for item in self._shown()]
        edges = self.contentsMargins()
        gaps = self._gap * max(0, len(hints) - 1)
        if self._is_column:
            width = max((hint.width() for hint in hints), default=0)
            height = sum(hint.height() for hint in hints) + gaps
        else:
            width = sum(hint.width() for hint in hints) + gaps
            height = max((hint.height() for hint in hints), default=0)
        return QSize(width + edges.left() + edges.right(), height + edges.top() + edges.bottom())

    def _places(self, width: int, height: int = 0) -> list[tuple[QLayoutItem, QRect]]:
        places: list[tuple[QLayoutItem, QRect]] = []
        line: list[tuple[QLayoutItem, QRect]] = []
        left = top = 0
        for item in self._shown():
            hint = item.sizeHint()
            wide = width if self._is_column else min(width, hint.width())
            if line and (self._is_column or left + wide > width):
                places += _in_the_middle(line)
                left, top = 0, self._bottom(line) + self._gap
                line = []
            line.append((item, QRect(left, top, wide, _height(item, wide))))
            left += wide + self._gap
        return [*places, *_in_the_middle(line)]


class Tiles(_Layout):
    """Items of one width beside each other, as many as have room, and those of a line of one height."""

    def __init__(self, parent: QWidget, *, most: int, least_px: int, spacing: int = 12) -> None:
        """`most` beside each other; `least_px` is how wide one wants to be at 100 % text."""
        super().__init__(parent, spacing=spacing, margins=(0, 0, 0, 0))
        self._most = most
        self._least_px = least_px

    def arrange(self, widgets: Sequence[QWidget]) -> None:
        """These, in this order, and no others."""
        while self.takeAt(0) is not None:
            pass
        for widget in widgets:
            self.addWidget(widget)
        self.invalidate()

    def sizeHint(self) -> QSize:
        return QSize(self.minimumSize().width(), self._bottom(self._places(theme().scaled(self._least_px))))

    def _places(self, width: int, height: int = 0) -> list[tuple[QLayoutItem, QRect]]:
        shown = self._shown()
        wanted = max(theme().scaled(self._least_px), *(item.minimumSize().width() for item in shown), 0)
        columns = max(1, min(self._most, (width + self._gap) // (wanted + self._gap)))
        wide = (width - self._gap * (columns - 1)) // columns
        places: list[tuple[QLayoutItem, QRect]] = []
        top = 0
        for first in range(0, len(shown), columns):
            line = shown[first : first + columns]
            high = max(_height(item, wide) for item in line)
            places += [(item, QRect(n * (wide + self._gap), top, wide, high)) for n, item in enumerate(line)]
            top += high + self._gap
        return places


class FoldingRow(_Layout):
    """Words, and their control at the other edge; below the words where it would leave them no room.

    The first item is the words, the second the control.
    """

    def __init__(
        self,
        parent: QWidget,
        *,
        spacing: int = 16,
        margins: tuple[int, int, int, int] = (0, 0, 0, 0),
    ) -> None:
        super().__init__(parent, spacing=spacing, margins=margins)

    def sizeHint(self) -> QSize:
        edges = self.contentsMargins()
        hints = [item.sizeHint() for item in self._shown()]
        width = sum(hint.width() for hint in hints) + self._gap * max(0, len(hints) - 1)
        height = max((hint.height() for hint in hints), default=0)
        return QSize(width + edges.left() + edges.right(), height + edges.top() + edges.bottom())

    def _places(self, width: int, height: int = 0) -> list[tuple[QLayoutItem, QRect]]:
        shown = self._shown()
        if len(shown) < 2:
            return [(item, QRect(0, 0, width, max(height, _height(item, width)))) for item in shown]
        words, control = shown
        hint = control.sizeHint().width()
        beside = width - self._gap - hint
        least = min(theme().scaled(_WORDS_PX), words.sizeHint().width())
        if beside >= max(least, words.minimumSize().width()):
            high = max(height, _height(words, beside), _height(control, hint))
            below = (high - _height(control, hint)) // 2
            at = QRect(width - hint, below, hint, _height(control, hint))
            return [(words, QRect(0, 0, beside, high)), (control, at)]
        wide = min(width, hint)
        first = _height(words, width)
        return [
            (words, QRect(0, 0, width, first)),
            (control, QRect(0, first + self._gap // 2, wide, _height(control, wide))),
        ]


def _in_the_middle(line: list[tuple[QLayoutItem, QRect]]) -> list[tuple[QLayoutItem, QRect]]:
    """Items beside each other stand on the middle of their line, whatever their heights."""
    high = max((place.height() for _, place in line), default=0)
    return [(item, place.translated(0, (high - place.height()) // 2)) for item, place in line]


def _height(item: QLayoutItem, width: int) -> int:
    # Not the least height of one that has a height for each width: that is for its least width.
    return item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
