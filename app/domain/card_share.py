"""What it means to put a part of a model on the graphics cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.domain.compute import layers_of
from app.domain.fit import ModelFacts, needed_bytes, shared_tokens_per_s
from app.domain.hardware import Hardware

SHARE_STEPS = tuple(range(0, 101, 10))
"""Percents that a person can choose from."""

_SAME_PERCENT = 3
"""A measured share this near to a step is that step's: the server counts in whole layers."""


@dataclass(frozen=True, slots=True)
class ShareOutcome:
    """Of one of `SHARE_STEPS`."""

    card_bytes: int
    """What lies on the cards then."""
    fits: bool
    """The cards have so much memory."""
    tokens_per_s: float
    """Expected, by the rule measured in ollama-034 §10, or what this computer has shown where `is_measured`."""
    is_measured: bool = False
    layers_on_card: int | None = None
    layers: int | None = None
    """All of them, the output counted; None for a model that does not tell."""


def share_outcomes(
    facts: ModelFacts,
    hardware: Hardware,
    room_bytes: int,
    context_tokens: int,
    kv_share: float,
    *,
    blocks: int | None = None,
    measured: Mapping[int, float] | None = None,
) -> dict[int, ShareOutcome]:
    """Nothing where no card could hold a part. `room_bytes` is what the cards give to models.

    `measured` are tokens per second by percent. What was measured with nothing and with all on the cards replaces
    the two ends of the rule, too.
    """
    if not room_bytes:
        return {}
    measured = measured or {}
    needed = needed_bytes(facts, context_tokens, kv_share)

    def expected(share: float) -> float:
        if not {0, 100} & set(measured):
            return shared_tokens_per_s(facts, hardware, context_tokens, share)
        slow = measured.get(0) or shared_tokens_per_s(facts, hardware, context_tokens, 0.0)
        fast = measured.get(100) or shared_tokens_per_s(facts, hardware, context_tokens, 1.0)
        return 1 / (share / fast + (1 - share) / slow)

    outcomes = {}
    for percent in SHARE_STEPS:
        on_card = needed * percent // 100
        layers = None if blocks is None else layers_of(blocks, percent)
        real = percent if blocks is None or layers is None else round(100 * layers / (blocks + 1))
        shown = _shown(measured, real)
        outcomes[percent] = ShareOutcome(
            on_card,
            on_card <= room_bytes,
            expected(percent / 100) if shown is None else shown,
            is_measured=shown is not None,
            layers_on_card=layers,
            layers=None if blocks is None else blocks + 1,
        )
    return outcomes


def _shown(measured: Mapping[int, float], percent: int) -> float | None:
    """What was measured at this share; the ends are exact, since the last layer makes the greatest difference."""
    if percent in (0, 100):
        return measured.get(percent)
    near = [one for one in measured if abs(one - percent) <= _SAME_PERCENT and one not in (0, 100)]
    return measured[min(near, key=lambda one: abs(one - percent))] if near else None
