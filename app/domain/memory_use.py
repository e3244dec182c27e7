"""Who uses the memory now: a pure function of what the computer and the server say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.hardware import GraphicsCard, Hardware
from app.domain.models import LoadedModel


class Memory(StrEnum):
    """Which memory."""

    CARD = "card"
    """That of the graphics cards, all together."""
    COMPUTER = "computer"


@dataclass(frozen=True, slots=True)
class MemoryUse:
    """One memory; the three parts make up the whole."""

    memory: Memory
    total_bytes: int
    model_bytes: int
    """The loaded models with the memory of their chats."""
    other_bytes: int
    """Other programs and the system; of a card also what its driver takes for itself (ollama-034 §10: 0.5 GB)."""

    @property
    def used_bytes(self) -> int:
        return self.model_bytes + self.other_bytes

    @property
    def free_bytes(self) -> int:
        return self.total_bytes - self.used_bytes


def memory_uses(hardware: Hardware, loaded: Sequence[LoadedModel]) -> tuple[MemoryUse, ...]:
    """The memory of the cards, where its use is known, and that of the computer if a model lies or will lie in it."""
    cards = [card for card in hardware.cards if _is_known(card)]
    on_cards = sum(model.vram_bytes for model in loaded)
    in_all = sum(model.size_bytes for model in loaded)
    # A card without memory of its own, or of unknown use, is not counted: what it holds lies in the computer's then.
    in_ram = in_all - on_cards if cards or not _shares(hardware) else in_all
    uses = []
    if cards:
        total = sum(card.memory_bytes or 0 for card in cards)
        free = sum(card.free_bytes or 0 for card in cards)
        uses.append(_use(Memory.CARD, total, free, on_cards))
    if not cards or in_ram > 0:
        uses.append(_use(Memory.COMPUTER, hardware.ram_bytes, hardware.free_ram_bytes, in_ram))
    return tuple(uses)


def _is_known(card: GraphicsCard) -> bool:
    return not card.shares_memory and bool(card.memory_bytes) and card.free_bytes is not None


def _shares(hardware: Hardware) -> bool:
    return any(card.shares_memory for card in hardware.cards)


def _use(memory: Memory, total: int, free: int, model: int) -> MemoryUse:
    """The figures are not of one instant: the model's part wins, and the rest is never below nothing."""
    used = max(0, total - free)
    model = min(model, total)
    return MemoryUse(memory, total, model, min(max(0, used - model), total - model))
