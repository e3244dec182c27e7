"""Where a panel goes beside what opened it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize

GAP = 4
"""Pixels between a panel and what opened it."""


def place_beside(anchor: QRect, wanted: QSize, area: QRect, *, prefers_above: bool, at_right_edge: bool) -> QRect:
    """The rectangle of a panel above or below `anchor`: inside `area`, never over the anchor, smaller where it must be.

    It takes the preferred side if all of it fits there, else the side with more room. Its left edges meet, or its
    right ones.
    """
    room_above = max(0, anchor.top() - GAP - area.top())
    room_below = max(0, area.bottom() - anchor.bottom() - GAP)
    preferred = room_above if prefers_above else room_below
    is_above = prefers_above if wanted.height() <= preferred else room_above > room_below
    height = min(wanted.height(), room_above if is_above else room_below)
    width = min(wanted.width(), area.width())
    x = anchor.right() - width + 1 if at_right_edge else anchor.left()
    x = max(area.left(), min(x, area.right() - width + 1))
    y = anchor.top() - GAP - height if is_above else anchor.bottom() + 1 + GAP
    return QRect(x, y, width, height)
