"""What is on the screen now, so that only what moved is moved and only what changed is painted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.ui.chat.column import Place
from app.ui.chat.parts import UNCHANGED, Part


class Painted(NamedTuple):
    """How a visible part was painted."""

    y: int
    """In the viewport."""
    height: int
    is_complete: bool
    """False where the time of the frame was over before the part was laid out: its place is blank."""
    version: int


class Change(NamedTuple):
    """What makes the picture on the screen that of now."""

    shift: int | None
    """How far it moves down; None if nothing of it can stay."""
    stretches: list[tuple[int, int]]
    """From where to where it is painted then: heights in the viewport, from above, apart from each other."""
    is_moved: bool
    """Whether anything is at another place, or of another height, than before."""


class PaintedParts:
    """Remembers how each visible part was painted."""

    def __init__(self) -> None:
        self._parts: dict[Part, Painted] = {}

    def forget(self) -> None:
        """The picture is gone: all of it has to be painted."""
        self._parts.clear()

    def take(self, places: Sequence[Place], top: int, width: int, height: int) -> Change:
        """These places are visible now, in a viewport of `height` whose upper edge is at `top` of the column."""
        new = {
            part: Painted(y - top, part.height, part.laid_out_width == width, part.version)
            for _, _, _, part, y in places
        }
        old, self._parts = self._parts, new
        shift = next((now.y - old[part].y for part, now in new.items() if part in old), None)
        if shift is None or abs(shift) >= height:
            for part in new:
                part.changed_from = UNCHANGED
            return Change(None, [], is_moved=True)
        stretches: list[tuple[int, int]] = []
        is_moved = bool(shift) or len(old) != len(new)
        for part, now in new.items():
            before = old.get(part)
            if before is None:
                is_moved = True
                stretches.append((now.y, now.y + now.height))
            elif shift or before != now:  # what stands where it stood is to be painted, too, where the picture moves
                is_same_place = before[:3] == now[:3]
                is_moved = is_moved or not is_same_place
                stretch = _stretch(part, before, now, shift)
                if stretch is not None:
                    stretches.append(stretch)
            part.changed_from = UNCHANGED
        if len(old) != len(new) or is_moved:
            stretches += [(p.y + shift, p.y + shift + p.height) for part, p in old.items() if part not in new]
        return Change(shift, _joined(stretches), is_moved)


def _stretch(part: Part, before: Painted, now: Painted, shift: int) -> tuple[int, int] | None:
    """What is to be painted of a part that was on the screen already."""
    was_at = before.y + shift
    if was_at == now.y and before[1:] == now[1:]:
        return None
    is_grown = before.is_complete and now.is_complete and was_at == now.y
    unchanged = part.changed_from if is_grown else 0
    upper = min(now.y, was_at) + unchanged
    lower = max(now.y + now.height, was_at + before.height)
    return (upper, lower) if upper < lower else None


def _joined(stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    if len(stretches) < 2:
        return stretches
    joined: list[tuple[int, int]] = []
    for upper, lower in sorted(stretches):
        if joined and upper <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(lower, joined[-1][1]))
        else:
            joined.append((upper, lower))
    return joined
