"""Who does the work and why not the card, for every reason there is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.found_hardware import FoundCard, FoundHardware, Load, OldDriver, with_found
from app.domain.hardware import GraphicsCard, Hardware, Vendor
from app.domain.models import LoadedModel
from app.domain.who_works import WhoWorks, WhyNot, Worker, who_works

GIB = 2**30
MIB = 2**20
NVIDIA = GraphicsCard("NVIDIA GeForce RTX 3060", Vendor.NVIDIA, 12 * GIB, 11 * GIB, driver="535.183.01")
NO_DRIVER = GraphicsCard("GeForce RTX 3060", Vendor.NVIDIA)
NOUVEAU = replace(NO_DRIVER, driver="nouveau")
AMD = GraphicsCard("Radeon RX 7600", Vendor.AMD, 8 * GIB, driver="amdgpu")
SHARED = GraphicsCard("Iris Xe", Vendor.INTEL, shares_memory=True)
SEARCHED = FoundHardware(is_complete=True)
WITH_CARD = replace(SEARCHED, cards=(FoundCard("NVIDIA GeForce RTX 3060", "CUDA", 12 * GIB, 11 * GIB),))


def computer(*cards: GraphicsCard) -> Hardware:
    return Hardware("p", 8, 16 * GIB, 8 * GIB, cards)


@pytest.mark.parametrize(
    ("found", "hardware", "why", "facts"),
    [
        (SEARCHED, computer(), WhyNot.NO_CARD, {}),
        (SEARCHED, None, WhyNot.NO_CARD, {}),
        (SEARCHED, computer(SHARED), WhyNot.INTEGRATED, {"card": "Iris Xe"}),
        (replace(SEARCHED, integrated=("UHD 620",)), computer(), WhyNot.INTEGRATED, {"card": "UHD 620"}),
        (SEARCHED, computer(NO_DRIVER), WhyNot.NO_DRIVER, {"card": "GeForce RTX 3060", "vendor": Vendor.NVIDIA}),
        (SEARCHED, computer(NOUVEAU), WhyNot.NO_DRIVER, {}),
        (
            replace(SEARCHED, old_driver=OldDriver("NVIDIA GeForce RTX 3060", "535", "550")),
            computer(NVIDIA),
            WhyNot.DRIVER_TOO_OLD,
            {"installed": "535.183.01", "needed": "550", "card": "NVIDIA GeForce RTX 3060"},
        ),
        (
            replace(SEARCHED, old_driver=OldDriver("NVIDIA GeForce RTX 3060", "535", "550")),
            None,
            WhyNot.DRIVER_TOO_OLD,
            {"installed": "535", "needed": "550"},
        ),
        (
            replace(SEARCHED, old_driver=OldDriver("AMD", "", ""), hidden_by=(("HIP_VISIBLE_DEVICES", "0"),)),
            computer(AMD),
            WhyNot.DRIVER_TOO_OLD,
            {"installed": "", "vendor": Vendor.AMD},
        ),
        (
            replace(SEARCHED, hidden_by=(("CUDA_VISIBLE_DEVICES", "-1"),)),
            computer(NVIDIA),
            WhyNot.HIDDEN,
            {"variable": "CUDA_VISIBLE_DEVICES", "detail": "-1", "card": "NVIDIA GeForce RTX 3060"},
        ),
        (replace(SEARCHED, unsupported=("GTX 750",)), computer(NVIDIA), WhyNot.UNSUPPORTED, {"card": "GTX 750"}),
        (replace(SEARCHED, failure="no libcudart"), computer(NVIDIA), WhyNot.SEARCH_FAILED, {"detail": "no libcudart"}),
        (replace(SEARCHED, foreign_library="C:\\x"), computer(NVIDIA), WhyNot.SEARCH_FAILED, {"detail": "C:\\x"}),
        (replace(SEARCHED, needs_newer_engine=True), computer(AMD), WhyNot.NEEDS_NEWER_ENGINE, {}),
        (replace(SEARCHED, needs_newer_engine=True), computer(NVIDIA), WhyNot.NOT_FOUND, {}),
        (SEARCHED, computer(AMD), WhyNot.NOT_FOUND, {"card": "Radeon RX 7600"}),
    ],
)
@pytest.mark.parametrize("is_loaded", [False, True])
def test_a_server_without_a_card(
    found: FoundHardware, hardware: Hardware | None, why: WhyNot, facts: dict[str, object], is_loaded: bool
) -> None:
    """The reason is the same before a model is loaded and after."""
    loaded = LoadedModel("m", 5 * GIB, 0, 4096) if is_loaded else None
    told = who_works(found, hardware, loaded)
    assert (told.worker, told.why, told.is_measured, told.share) == (Worker.PROCESSOR, why, is_loaded, 0.0)
    assert {key: getattr(told, key) for key in facts} == facts


def test_a_card_that_is_ready_and_one_that_works() -> None:
    assert who_works(WITH_CARD, computer(NVIDIA)) == WhoWorks(Worker.CARD, card="NVIDIA GeForce RTX 3060")
    found = replace(WITH_CARD, load=Load(29, 29))
    told = who_works(found, computer(NVIDIA), LoadedModel("m", 2_959_406_529, 2_959_406_529, 4096))
    assert (told.worker, told.why, told.share, told.layers_on_card, told.layers) == (Worker.CARD, None, 1.0, 29, 29)
    assert told.is_measured


def test_a_card_that_an_old_driver_drives_in_another_way_works_all_the_same() -> None:
    """Seen in the wild: too old for CUDA, but Vulkan takes the card."""
    found = replace(WITH_CARD, old_driver=OldDriver("a card", "535", "550"))
    assert who_works(found, computer(NVIDIA)).worker is Worker.CARD


def test_the_measured_split_and_its_reason() -> None:
    """Figures of design ollama-034 §10: 26 of 29 layers, since 140,000 MiB were to be left free."""
    load = Load(26, 29, needed_bytes=2822 * MIB, free_bytes=142629 * MIB, kept_free_bytes=140000 * MIB)
    loaded = LoadedModel("m", 3_000_000_000, 2_667_577_344, 4096)
    told = who_works(replace(WITH_CARD, load=load), computer(NVIDIA), loaded)
    assert (told.worker, told.why, told.layers_on_card, told.layers) == (Worker.BOTH, WhyNot.KEPT_FREE, 26, 29)
    assert told.share == pytest.approx(0.889, abs=0.001)
    full = replace(load, needed_bytes=9000 * MIB, free_bytes=8000 * MIB, kept_free_bytes=1024 * MIB)
    told = who_works(replace(WITH_CARD, load=full), computer(NVIDIA), loaded)
    assert (told.why, told.needed_bytes, told.free_bytes) == (WhyNot.NO_MEMORY, 9000 * MIB, 8000 * MIB)


def test_buffers_alone_are_no_work_of_the_card() -> None:
    """As a card with 600 MiB to use told it: 100 MiB of a model of 3 GB, and not one of its layers."""
    load = Load(0, 29, needed_bytes=3131 * MIB, free_bytes=80552 * MIB, kept_free_bytes=80959 * MIB)
    told = who_works(
        replace(WITH_CARD, load=load), computer(NVIDIA), LoadedModel("m", 3_286_184_754, 104_857_600, 4096)
    )
    assert (told.worker, told.why, told.layers_on_card) == (Worker.PROCESSOR, WhyNot.KEPT_FREE, 0)


def test_what_the_person_chose_is_no_shortage() -> None:
    ten = replace(WITH_CARD, load=Load(10, 29, asked_layers=10))
    split = LoadedModel("m", 3_076_259_535, 1_103_301_180, 4096)
    none = LoadedModel("m", 3_060_982_086, 0, 4096)
    assert who_works(ten, computer(NVIDIA), split, asked_layers=10).why is WhyNot.CHOSEN
    assert who_works(ten, computer(NVIDIA), split).why is WhyNot.CHOSEN, "asked by another program"
    assert who_works(WITH_CARD, computer(NVIDIA), none, asked_layers=0).why is WhyNot.CHOSEN
    assert who_works(WITH_CARD, computer(NVIDIA), None, asked_layers=0).why is WhyNot.CHOSEN
    whole = replace(WITH_CARD, load=Load(20, 29))
    assert who_works(whole, computer(NVIDIA), split, asked_layers=999).why is WhyNot.NO_MEMORY


def test_a_model_that_found_no_room_at_all() -> None:
    told = who_works(WITH_CARD, computer(NVIDIA), LoadedModel("m", 30 * GIB, 0, 4096))
    assert (told.worker, told.why, told.needed_bytes, told.free_bytes) == (
        Worker.PROCESSOR,
        WhyNot.NO_MEMORY,
        30 * GIB,
        11 * GIB,
    )


def test_layers_of_another_model_are_not_told() -> None:
    told = who_works(replace(WITH_CARD, load=Load(29, 29)), None, LoadedModel("m", 100, 50, 4096))
    assert (told.layers_on_card, told.layers) == (None, None)


def test_somebody_elses_server_does_not_tell_and_nothing_is_made_up() -> None:
    assert who_works(None, computer(NVIDIA)).worker is Worker.UNKNOWN
    told = who_works(None, computer(NVIDIA), LoadedModel("m", 100, 0, 4096))
    assert (told.worker, told.why, told.is_measured) == (Worker.PROCESSOR, None, True)
    assert who_works(None, computer(), LoadedModel("m", 100, 0, 4096)).why is WhyNot.NO_CARD
    assert who_works(None, None, LoadedModel("m", 0, 0, 4096)).worker is Worker.UNKNOWN
    assert who_works(None, None, LoadedModel("m", 1000, 998, 4096)).worker is Worker.CARD, "rounded by the server"


def test_a_card_that_is_not_there_works_for_nobody() -> None:
    whole = LoadedModel("m", 4 * GIB, 4 * GIB, 4096)
    for found in (SEARCHED, FoundHardware()):
        told = who_works(found, computer(), whole)
        assert (told.worker, told.why, told.card) == (Worker.PROCESSOR, WhyNot.NO_CARD, "")
    assert who_works(None, computer(), whole).worker is Worker.CARD, (
        "what somebody else's server uses is not ours to see"
    )
    assert who_works(FoundHardware(), computer(NVIDIA), whole).worker is Worker.CARD, "its log is not read yet"


def test_a_card_that_only_the_server_sees_counts() -> None:
    """The page, the footer and the verdicts are about one computer."""
    found = FoundHardware(is_complete=True, cards=(FoundCard("RTX 4060", "CUDA", 8 * GIB, 7 * GIB, identifier="0"),))
    blind = Hardware("p", 4, 16 * GIB, 8 * GIB)
    (card,) = with_found(blind, found).cards
    assert (card.name, card.vendor, card.memory_bytes, card.free_bytes) == ("RTX 4060", Vendor.NVIDIA, 8 * GIB, None)
    seeing = replace(blind, cards=(GraphicsCard("RTX 4060", Vendor.NVIDIA, 8 * GIB, 6 * GIB),))
    assert with_found(seeing, found) is seeing
    assert with_found(blind, None) is blind
    assert with_found(blind, FoundHardware(is_complete=True)) is blind
