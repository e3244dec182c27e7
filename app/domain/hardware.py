"""What this computer has for running models."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Vendor(StrEnum):
    """Who made a graphics card; decides which variable of the server hides or chooses it."""

    NVIDIA = "nvidia"
    AMD = "amd"
    INTEL = "intel"
    APPLE = "apple"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class GraphicsCard:
    """One card. Numbers that the system does not tell are None."""

    name: str
    vendor: Vendor
    memory_bytes: int | None = None
    """Its own memory; of a card that shares the computer's memory, the part that it may use."""
    free_bytes: int | None = None
    driver: str = ""
    """The driver's version as its maker writes it ("550.54.14"); empty when unknown."""
    identifier: str = ""
    """What the server calls it (`GPU-…` of NVIDIA, a number else); empty when unknown."""
    shares_memory: bool = False
    """It has no memory of its own (Apple, processors with graphics)."""
    bandwidth_bytes_s: float | None = None
    """How fast it reads its memory."""


@dataclass(frozen=True, slots=True)
class Hardware:
    """A snapshot of this computer. `free_ram_bytes` is what programs could get now, not what lies idle."""

    processor: str
    cores: int
    """Physical cores."""
    ram_bytes: int
    free_ram_bytes: int
    cards: tuple[GraphicsCard, ...] = ()
    """Those that could run a model, the one with the most memory first."""
    ram_bandwidth_bytes_s: float | None = None
    """How fast the processor reads memory: measured, or None while it has not been."""
