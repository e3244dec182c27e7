"""Which messages fit into the model's memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.options import Turn

TURN_OVERHEAD_TOKENS = 8
"""Role marks around a message; R1's template uses 2, others up to 6."""
LATIN_CHARS_PER_TOKEN = 3.5
CJK_CHARS_PER_TOKEN = 1.5
"""Both from the design's ollama.md §2."""
_CJK_FROM = 0x2E80


@dataclass(frozen=True, slots=True)
class Fit:
    """The turns to send and how many of the oldest were left out."""

    turns: tuple[Turn, ...]
    left_out: int


def estimate_tokens(text: str) -> int:
    """Length of a text in tokens: an estimate, rounded up."""
    wide = sum(ord(char) >= _CJK_FROM for char in text)
    return int((len(text) - wide) / LATIN_CHARS_PER_TOKEN + wide / CJK_CHARS_PER_TOKEN) + 1


def answer_room(context_tokens: int) -> int:
    """Tokens kept free for the answer: a quarter of the context, between 128 and 4,096."""
    return min(4096, max(128, context_tokens // 4))


def fit_turns(turns: Sequence[Turn], context_tokens: int, scale: float = 1.0) -> Fit:
    """Keep the newest turns that fit, always the last one, and start with one of the person's.

    `scale` corrects the estimate where the server has told the exact length (exact / estimated).
    The longest prompt a server takes is one token less than its context (design: ollama-034 §3).
    """
    budget = context_tokens - 1 - answer_room(context_tokens)
    kept: list[Turn] = []
    used = 0.0
    for turn in reversed(turns):
        used += (estimate_tokens(turn.text) + estimate_tokens(turn.thinking) + TURN_OVERHEAD_TOKENS) * scale
        if kept and used > budget:
            break
        kept.append(turn)
    kept.reverse()
    while len(kept) > 1 and kept[0].role != "user":
        kept.pop(0)
    return Fit(tuple(kept), len(turns) - len(kept))
