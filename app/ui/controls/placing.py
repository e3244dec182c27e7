"""Where a panel goes beside what opened it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize

GAP = 4
"""Pixels between a panel and what opened it."""


def goes_above(anchor: QRect, height: int, area: QRect, *, prefers_above: bool) -> bool:
    """The side of `anchor` for a panel: the preferred one if all of it fits there, else the one with more room."""
    room_above, room_below = _rooms(anchor, area)
    preferred = room_above if prefers_above else room_below
    return prefers_above if height <= preferred else room_above > room_below


def place_beside(
    anchor: QRect, wanted: QSize, least_height: int, area: QRect, *, is_above: bool, at_right_edge: bool
) -> QRect:
    """The rectangle of a panel above or below `anchor`, always inside `area`.

    It is lower where there is less room; where there is not even room for `least_height` it covers a part of the
    anchor. Their left edges meet, or their right ones.
    """
    room_above, room_below = _rooms(anchor, area)
    room = max(room_above if is_above else room_below, least_height)
    height = min(wanted.height(), room, area.height())
    width = min(wanted.width(), area.width())
    x = anchor.right() - width + 1 if at_right_edge else anchor.left()
    y = anchor.top() - GAP - height if is_above else anchor.bottom() + 1 + GAP
    x = max(area.left(), min(x, area.right() - width + 1))
    y = max(area.top(), min(y, area.bottom() - height + 1))
    return QRect(x, y, width, height)


def _rooms(anchor: QRect, area: QRect) -> tuple[int, int]:
    """How high a panel can be above and below."""
    return max(0, anchor.top() - GAP - area.top()), max(0, area.bottom() - anchor.bottom() - GAP)
