"""Whether a model runs on this computer, and how fast: a pure function of figures.

Sources: the memory of the conversation and the parts of the sum are those of design ollama §4; the badges, the room
left to the computer and the reading of a speed as bandwidth over size are those of ux §6; what a split between card
and processor costs is the rule measured in ollama-034 §10, which is right where they differ.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from app.domain.catalogue import CatalogueModel
from app.domain.hardware import GraphicsCard, Hardware, Vendor
from app.domain.models import InstalledModel

WORDS_PER_TOKEN = 0.75
"""Of English text; what speeds in words are made with."""

GREAT_TOKENS_S = 7.0
SLOW_TOKENS_S = 2.0
"""Below this a measured speed is very slow (ux §6, as is the one above)."""
MEASURED_SHARE = 7 / 8
"""The part of bandwidth / size that becomes tokens: ux §6 calls 8 predicted what it calls 7 measured. With
`_CARD_TOKEN_S` it gives what people measure: 8 tokens/s for 70B at 400 GB/s, 53 for 8B at 360 GB/s."""

CARD_RESERVE_BYTES = 600_000_000
"""What a card keeps for its driver (457 MiB: ollama-034 §10) and the screen (ux §6)."""
RAM_RESERVE_BYTES = 4_000_000_000
"""What the rest of the computer needs (ux §6); of a computer with less than 8 GB, half."""
DISK_RESERVE_BYTES = 2_000_000_000
DISK_FACTOR = 1.02

_MIB = 2**20
_WORK_BYTES = 256 * _MIB
_WORK_SHARE = 0.02
"""Buffers of the computation: 30 to 300 MiB with flash attention, growing with the width of the model. The half
gigabyte of ollama §4 counts the driver, which `CARD_RESERVE_BYTES` does."""
_KV_BYTES_PER_PARAMETER = 0.13e9 / 1000 / 8e9
"""Of a model whose shape is not known (ux §6)."""
_BYTES_PER_PARAMETER = 0.62
"""Of four-bit models, for those that do not tell how many parameters they have."""

_CARD_TOKEN_S = 0.002
"""What each token costs on a card beside reading: 350 a second where reading alone gives 1,500 (ollama-034 §10)."""
_CARD_READS_PER_S = 20
"""A card whose speed is unknown reads all of its memory this often in a second; the slowest today do."""
_RAM_BANDWIDTH_BYTES_S = 20e9
"""Memory that has not been measured: one channel of DDR4."""


class Fit(StrEnum):
    """The four badges."""

    GREAT = "great"
    SLOW = "slow"
    TOO_BIG = "too_big"
    NO_DISK = "no_disk"


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """What a verdict needs to know of a model."""

    size_bytes: int
    kv_bytes_per_token: int
    """At 16 bit."""
    active_share: float = 1.0

    @classmethod
    def of(cls, model: CatalogueModel) -> ModelFacts:
        """Of a model of the catalogue."""
        kv = model.kv_bytes_per_token or _guessed_kv_bytes(model.size_bytes, model.parameters)
        return cls(model.size_bytes, kv, model.active_share)

    @classmethod
    def of_installed(cls, model: InstalledModel) -> ModelFacts:
        """Of a model that the catalogue does not know: its size, and a guess at its shape."""
        return cls(model.size_bytes, _guessed_kv_bytes(model.size_bytes, model.parameter_size))


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
    tokens_per_s: float | None = None
    """Expected, or measured where `is_measured`; None for a model that does not fit."""
    is_measured: bool = False
    disk_needed_bytes: int = 0
    disk_free_bytes: int | None = None
    card_share: float = 0.0
    """The part of the model that would lie on the graphics cards, 0 to 1."""
    context_tokens: int = 0
    """The length of the conversation that was counted with."""
    conversation_bytes: int = 0
    """The part of `needed_bytes` that remembers it."""

    @property
    def words_per_second(self) -> float | None:
        return None if self.tokens_per_s is None else self.tokens_per_s * WORDS_PER_TOKEN

    @property
    def is_split(self) -> bool:
        """Partly on a card: much slower than wholly on it."""
        return 0.0 < self.card_share < 1.0

    @property
    def is_very_slow(self) -> bool:
        """Measured, and a pain."""
        return self.is_measured and self.tokens_per_s is not None and self.tokens_per_s < SLOW_TOKENS_S

    @property
    def runs(self) -> bool:
        return self.fit in (Fit.GREAT, Fit.SLOW)


def needed_bytes(facts: ModelFacts, context_tokens: int, kv_share: float = 1.0) -> int:
    """Memory for the weights, a conversation of this length and the work. `kv_share` is 0.53 for an 8 bit memory."""
    conversation = facts.kv_bytes_per_token * context_tokens * kv_share
    return round(facts.size_bytes * (1 + _WORK_SHARE) + conversation) + _WORK_BYTES


def disk_needed_bytes(size_bytes: int) -> int:
    """Free space that a download wants, with a reserve for everything else on that disk."""
    return round(size_bytes * DISK_FACTOR) + DISK_RESERVE_BYTES


def card_bytes(card: GraphicsCard) -> int:
    """What a card gives to a model: of all its memory, not of what is free at the moment. A model that is loaded or
    a game that runs is no property of the computer."""
    return max(0, (card.memory_bytes or 0) - CARD_RESERVE_BYTES) if _counts(card) else 0


def ram_bytes(hardware: Hardware) -> int:
    """What the computer gives beside its cards."""
    total = hardware.ram_bytes - min(RAM_RESERVE_BYTES, hardware.ram_bytes // 2)
    shared = sum(card_bytes(card) for card in hardware.cards if card.shares_memory)
    return max(0, total - shared)


def verdict(
    facts: ModelFacts,
    hardware: Hardware,
    disk_free: int | None,
    context_tokens: int,
    measured: float | None = None,
) -> Verdict:
    """The badge of a model on this computer.

    `disk_free` is None for a model that is here already or a disk that is not known. `measured` is the speed in
    tokens/s that two answers or more have shown; it counts more than any expectation.
    """
    need = needed_bytes(facts, context_tokens)
    cards = _used(hardware, need)
    on_cards, in_ram = sum(map(card_bytes, cards)), ram_bytes(hardware)
    share = min(1.0, on_cards / need)
    disk_need = disk_needed_bytes(facts.size_bytes)
    speed: float | None = None
    if measured is not None:
        speed = measured
        fit = Fit.GREAT if speed >= GREAT_TOKENS_S else Fit.SLOW
    elif need > on_cards + in_ram:
        fit = Fit.TOO_BIG
    elif disk_free is not None and disk_need > disk_free:
        fit = Fit.NO_DISK
    else:
        speed, best = _tokens_per_s(facts, hardware, cards, share)
        # Nine tenths on the card are half of its speed: the badge says so before the number does (ollama-034 §10).
        fit = Fit.GREAT if speed >= GREAT_TOKENS_S and speed >= best / 2 else Fit.SLOW
    return Verdict(
        fit=fit,
        needed_bytes=need,
        card_bytes=sum(card_bytes(card) for card in hardware.cards),
        ram_bytes=in_ram,
        tokens_per_s=speed,
        is_measured=measured is not None,
        disk_needed_bytes=disk_need,
        disk_free_bytes=disk_free,
        card_share=share,
        context_tokens=context_tokens,
        conversation_bytes=facts.kv_bytes_per_token * context_tokens,
    )


def possible_tokens_per_s(facts: ModelFacts, hardware: Hardware, context_tokens: int) -> float:
    """The speed that this computer could give if all of the model lay in its faster memory."""
    cards = _used(hardware, needed_bytes(facts, context_tokens))
    return _tokens_per_s(facts, hardware, cards, 1.0 if cards else 0.0)[1]


def shared_tokens_per_s(facts: ModelFacts, hardware: Hardware, context_tokens: int, share: float) -> float:
    """The speed to expect with this part of the model on the cards, 0 to 1."""
    cards = _used(hardware, round(needed_bytes(facts, context_tokens) * share))
    return _tokens_per_s(facts, hardware, cards, share)[0]


def recommended(candidates: list[tuple[CatalogueModel, Verdict]]) -> CatalogueModel | None:
    """The model to begin with: of those that run great and lie wholly in one memory, the one ranked first.

    If there is none, the smallest that has a rank; None only if the catalogue has none at all. Never one that needs
    a server.
    """
    ranked = [(model, found) for model, found in candidates if model.rank is not None and not model.needs_server]
    good = [model for model, found in ranked if found.fit is Fit.GREAT and not found.is_split]
    if good:
        return min(good, key=lambda model: (model.rank or 0, -model.size_bytes))
    return min((model for model, _ in ranked), key=lambda model: model.size_bytes, default=None)


def _counts(card: GraphicsCard) -> bool:
    """Servers leave graphics in the processor aside, but for Apple's (ollama §3.1)."""
    return card.memory_bytes is not None and (not card.shares_memory or card.vendor is Vendor.APPLE)


def _used(hardware: Hardware, need: int) -> list[GraphicsCard]:
    """One card if one is enough, as servers do; else all."""
    cards = sorted((card for card in hardware.cards if _counts(card)), key=card_bytes, reverse=True)
    return cards[:1] if cards and card_bytes(cards[0]) >= need else cards


def _tokens_per_s(
    facts: ModelFacts, hardware: Hardware, cards: list[GraphicsCard], share: float
) -> tuple[float, float]:
    """Expected speed, and what it would be if all of the model lay where its larger part can lie."""
    reads = facts.size_bytes * facts.active_share / MEASURED_SHARE
    processor_s = reads / (hardware.ram_bandwidth_bytes_s or _RAM_BANDWIDTH_BYTES_S)
    room = sum(map(card_bytes, cards))
    if not room:
        return 1 / processor_s, 1 / processor_s
    card_s = _CARD_TOKEN_S + sum(reads * card_bytes(card) / room / _bandwidth(card, hardware) for card in cards)
    return 1 / (share * card_s + (1 - share) * processor_s), 1 / card_s


def _bandwidth(card: GraphicsCard, hardware: Hardware) -> float:
    if card.bandwidth_bytes_s:
        return card.bandwidth_bytes_s
    if card.shares_memory and hardware.ram_bandwidth_bytes_s:
        return hardware.ram_bandwidth_bytes_s
    return float(card.memory_bytes or 0) * _CARD_READS_PER_S


def _guessed_kv_bytes(size_bytes: int, parameters: str) -> int:
    found = re.match(r"([\d.]+)\s*([BM])", parameters.strip(), re.IGNORECASE)
    try:
        count = float(found[1]) * (1e9 if found[2].upper() == "B" else 1e6) if found else 0.0
    except ValueError:
        count = 0.0
    return round((count or size_bytes / _BYTES_PER_PARAMETER) * _KV_BYTES_PER_PARAMETER)
