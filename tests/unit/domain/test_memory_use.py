"""The bars of the Performance page add up, whatever the figures are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.hardware import GraphicsCard, Hardware, Vendor
from app.domain.memory_use import Memory, MemoryUse, memory_uses
from app.domain.models import LoadedModel

GIB = 2**30
CARD = GraphicsCard("RTX 4060", Vendor.NVIDIA, 8 * GIB, 2 * GIB)
APPLE = GraphicsCard("M3", Vendor.APPLE, 12 * GIB, None, shares_memory=True)


def computer(*cards: GraphicsCard) -> Hardware:
    return Hardware("p", 8, 16 * GIB, 6 * GIB, cards)


def loaded(size: int, vram: int) -> tuple[LoadedModel, ...]:
    return (LoadedModel("m", size, vram, 8192),)


def test_a_model_on_the_card() -> None:
    assert memory_uses(computer(CARD), loaded(5 * GIB, 5 * GIB)) == (MemoryUse(Memory.CARD, 8 * GIB, 5 * GIB, GIB),)


def test_a_model_in_both() -> None:
    card, ram = memory_uses(computer(CARD), loaded(9 * GIB, 5 * GIB))
    assert (card.model_bytes, card.other_bytes, card.free_bytes) == (5 * GIB, GIB, 2 * GIB)
    assert ram == MemoryUse(Memory.COMPUTER, 16 * GIB, 4 * GIB, 6 * GIB)


def test_without_a_model_the_card_is_shown_alone() -> None:
    assert memory_uses(computer(CARD), ()) == (MemoryUse(Memory.CARD, 8 * GIB, 0, 6 * GIB),)


def test_memory_that_card_and_computer_share_is_one() -> None:
    assert memory_uses(computer(APPLE), loaded(5 * GIB, 5 * GIB)) == (
        MemoryUse(Memory.COMPUTER, 16 * GIB, 5 * GIB, 5 * GIB),
    )


def test_a_card_that_does_not_tell_what_is_free_has_no_bar() -> None:
    (use,) = memory_uses(computer(GraphicsCard("RX", Vendor.AMD, 8 * GIB)), loaded(5 * GIB, 5 * GIB))
    assert (use.memory, use.model_bytes) == (Memory.COMPUTER, 0)


@given(*[st.integers(0, 40 * GIB)] * 6)
def test_the_parts_are_the_whole(total: int, free: int, ram: int, free_ram: int, size: int, vram: int) -> None:
    hardware = Hardware("p", 1, ram, free_ram, (GraphicsCard("c", Vendor.NVIDIA, total, free),))
    for use in memory_uses(hardware, loaded(size, min(vram, size))):
        assert min(use.model_bytes, use.other_bytes, use.free_bytes) >= 0
        assert use.model_bytes + use.other_bytes + use.free_bytes == use.total_bytes
