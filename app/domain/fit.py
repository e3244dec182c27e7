"""Whether a model runs on this computer, and how fast: a pure function of figures."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Fit(StrEnum):
    """The four badges."""

    GREAT = "great"
    SLOW = "slow"
    TOO_BIG = "too_big"
    NO_DISK = "no_disk"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A badge with the figures behind "Why?"."""

    fit: Fit
    needed_bytes: int
    """Memory for the weights, the conversation and the work."""
    card_bytes: int
    """Memory that the graphics cards could give."""
    ram_bytes: int
    """Memory that the computer could give beside that."""
    words_per_second: float | None = None
    """Expected, or measured where `is_measured`; None when nothing is known."""
    is_measured: bool = False
    disk_needed_bytes: int = 0
    disk_free_bytes: int | None = None
    card_share: float = 0.0
    """The part of the model that would lie on the graphics cards, 0 to 1."""
