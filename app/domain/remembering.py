"""How much of a chat a model could remember, and what that costs in memory."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.fit import ModelFacts, needed_bytes
from app.domain.options import context_tokens_for
from app.domain.settings import Attention, ChatMemory, Settings

MEMORY_STEPS = (4096, 8192, 16384, 32768, 65536, 131072)
"""Tokens that a person can choose from (design: ux §7, Performance)."""

_HALF_SHARE = 0.53
"""Size of a conversation of 8 bit in memory beside its size at 16 bit (design: ollama §4)."""


def kv_share(settings: Settings, *, is_ours: bool) -> float:
    """Size of a conversation in memory beside its size at 16 bit. `is_ours`: the server got these settings."""
    is_half = is_ours and settings.chat_memory is ChatMemory.HALF and settings.attention is not Attention.OFF
    return _HALF_SHARE if is_half else 1.0


@dataclass(frozen=True, slots=True)
class MemoryStep:
    """One size that the model's memory could have."""

    context_tokens: int
    extra_bytes: int | None
    """Memory that it needs beside what is needed now; None if that is not known, as of another computer's."""
    fits: bool
    """Not known to be too much for this computer."""


def larger_steps(
    now: int, trained: int | None, facts: ModelFacts | None, available: int | None, kv_share: float = 1.0
) -> tuple[MemoryStep, ...]:
    """The sizes above `now`, the smallest first, up to what the model was trained for; empty where it is at its end.

    `available` is the memory that this computer could give to the model, in bytes.
    """
    steps: list[MemoryStep] = []
    for wanted in MEMORY_STEPS:
        tokens = context_tokens_for(wanted, trained)
        if tokens <= (steps[-1].context_tokens if steps else now):
            continue
        if facts is None:
            steps.append(MemoryStep(tokens, None, fits=True))
            continue
        needed = needed_bytes(facts, tokens, kv_share)
        extra = needed - needed_bytes(facts, now, kv_share)
        steps.append(MemoryStep(tokens, extra, fits=available is None or needed <= available))
    return tuple(steps)


@dataclass(frozen=True, slots=True)
class MemoryCost:
    """What one of `MEMORY_STEPS` takes with a model."""

    context_tokens: int
    """What the model really has then: less than the step where it was not trained for so much."""
    chat_bytes: int | None
    """Memory for the conversation alone; None if that is not known."""
    fits: bool
    """Not known to be too much for this computer, with the model itself."""


def step_costs(
    trained: int | None, facts: ModelFacts | None, available: int | None, kv_share: float = 1.0
) -> dict[int, MemoryCost]:
    """The cost of each of `MEMORY_STEPS`; the arguments are those of `larger_steps`."""
    costs = {}
    for step in MEMORY_STEPS:
        tokens = context_tokens_for(step, trained)
        if facts is None:
            costs[step] = MemoryCost(tokens, None, fits=True)
        else:
            fits = available is None or needed_bytes(facts, tokens, kv_share) <= available
            costs[step] = MemoryCost(tokens, round(facts.kv_bytes_per_token * tokens * kv_share), fits)
    return costs
