"""How fast this computer has written with a part of a model on the graphics cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

_RECENT = 5
"""As many answers of one share count: so few that another driver or cooler shows soon."""
_MOST = 500
"""As many answers are kept in all."""


@dataclass(frozen=True, slots=True)
class MeasuredSpeed:
    """One answer."""

    tag: str
    """As `models.normal_tag` writes it."""
    card: str
    """The card that worked; empty where none did."""
    percent: int
    """The part of the model that lay on cards: of its layers where they are known, else of its bytes."""
    tokens_per_s: float


def with_speed(known: Sequence[MeasuredSpeed], new: MeasuredSpeed) -> tuple[MeasuredSpeed, ...]:
    """The newest first; of one share of one model no more than count."""
    same = [one for one in known if _place(one) == _place(new)][: _RECENT - 1]
    kept = [one for one in known if _place(one) != _place(new) or one in same]
    return (new, *kept)[:_MOST]


def shown_speeds(known: Sequence[MeasuredSpeed], tag: str, card: str) -> Mapping[int, float]:
    """Tokens per second by percent: the median of the last answers of this model, on this card or on none."""
    found: dict[int, list[float]] = {}
    for one in known:
        if one.tag == tag and one.card in (card, ""):
            found.setdefault(one.percent, []).append(one.tokens_per_s)
    return {percent: median(speeds[:_RECENT]) for percent, speeds in found.items()}


def _place(one: MeasuredSpeed) -> tuple[str, str, int]:
    return one.tag, one.card, one.percent
