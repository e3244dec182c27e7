"""What it means to put a part of a model on the graphics cards."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.fit import ModelFacts, needed_bytes, shared_tokens_per_s
from app.domain.hardware import Hardware

SHARE_STEPS = tuple(range(0, 101, 10))
"""Percents that a person can choose from."""


@dataclass(frozen=True, slots=True)
class ShareOutcome:
    """Of one of `SHARE_STEPS`."""

    card_bytes: int
    """What lies on the cards then."""
    fits: bool
    """The cards have so much memory."""
    tokens_per_s: float
    """Expected, by the rule measured in ollama-034 §10."""


def share_outcomes(
    facts: ModelFacts, hardware: Hardware, room_bytes: int, context_tokens: int, kv_share: float
) -> dict[int, ShareOutcome]:
    """Nothing where no card could hold a part. `room_bytes` is what the cards give to models."""
    if not room_bytes:
        return {}
    needed = needed_bytes(facts, context_tokens, kv_share)
    outcomes = {}
    for percent in SHARE_STEPS:
        on_card = needed * percent // 100
        speed = shared_tokens_per_s(facts, hardware, context_tokens, percent / 100)
        outcomes[percent] = ShareOutcome(on_card, on_card <= room_bytes, speed)
    return outcomes
