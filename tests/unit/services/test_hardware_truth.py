"""Why no card can work here, whatever is chosen; and whose choice it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.found_hardware import FoundCard, FoundHardware, Load
from app.domain.hardware import GraphicsCard, Hardware, Vendor
from app.domain.models import LoadedModel
from app.domain.settings import GpuMode, Settings
from app.domain.who_works import WhyNot, Worker
from app.services.hardware_truth import HardwareTruth

GB = 10**9
CARD = GraphicsCard("RTX", Vendor.NVIDIA, 8 * GB, driver="580", identifier="GPU-aa")
NONE = Hardware("p", 4, 16 * GB, 8 * GB)
ONE = replace(NONE, cards=(CARD,))
SEARCHED = FoundHardware(is_complete=True)
ON_CARD = LoadedModel("a:latest", 100, 60, 4096)
IN_RAM = LoadedModel("b:latest", 100, 0, 4096)


def truth(found: FoundHardware | None, hardware: Hardware | None, **settings: object) -> HardwareTruth:
    return HardwareTruth(lambda: found, lambda: hardware, lambda: Settings(**settings))  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", GpuMode)
def test_it_does_not_depend_on_what_is_chosen(mode: GpuMode) -> None:
    told = truth(SEARCHED, NONE, gpu_mode=mode).no_card((), is_here=True)
    assert told is not None
    assert told.why is WhyNot.NO_CARD
    found = FoundHardware(is_complete=True, cards=(FoundCard("RTX", "CUDA"),))
    assert truth(found, ONE, gpu_mode=mode).no_card((), is_here=True) is None


def test_what_nobody_knows_is_not_said() -> None:
    assert truth(FoundHardware(), NONE).no_card((), is_here=True) is None  # it still looks
    assert truth(None, None).no_card((), is_here=True) is None
    assert truth(None, ONE).no_card((), is_here=True) is None  # a server of others may use it
    assert truth(None, NONE).no_card((), is_here=False) is None  # on another computer
    assert truth(None, NONE).no_card((ON_CARD,), is_here=True) is None  # it uses one that we do not see
    told = truth(None, NONE).no_card((IN_RAM,), is_here=True)
    assert told is not None
    assert told.why is WhyNot.NO_CARD


@pytest.mark.parametrize(
    "settings", [{"gpu_mode": GpuMode.PROCESSOR}, {"model_settings": ("b:latest gpu_mode=processor",)}]
)
def test_what_was_chosen_for_a_server_of_others_can_be_taken_back(settings: dict[str, object]) -> None:
    """Its card may be one that we do not see: that nothing lies on it is our own doing."""
    assert truth(None, NONE, **settings).no_card((IN_RAM,), is_here=True) is None


def test_a_chosen_part_is_a_choice_on_a_server_of_others_too() -> None:
    """Its log would tell what was asked for; ours is what we asked for."""
    half = {"gpu_mode": GpuMode.CUSTOM, "gpu_share_percent": 50}
    assert truth(None, NONE, **half).who_works((ON_CARD,)).why is WhyNot.CHOSEN
    own = ("a:latest gpu_mode=custom", "a:latest gpu_share_percent=50")
    assert truth(None, NONE, model_settings=own).who_works((ON_CARD,)).why is WhyNot.CHOSEN
    for settings in ({"gpu_mode": GpuMode.CUSTOM, "gpu_share_percent": 100}, {"gpu_mode": GpuMode.AUTOMATIC}):
        assert truth(None, NONE, **settings).who_works((ON_CARD,)).why is WhyNot.NO_MEMORY


def test_a_share_of_nothing_is_the_processor() -> None:
    found = FoundHardware(is_complete=True, cards=(FoundCard("RTX", "CUDA"),))
    told = truth(found, ONE, gpu_mode=GpuMode.CUSTOM, gpu_share_percent=0).who_works()
    assert (told.worker, told.why) == (Worker.PROCESSOR, WhyNot.CHOSEN)


def test_the_chosen_card_that_was_taken_out_is_no_setting_of_the_computer() -> None:
    found = FoundHardware(is_complete=True, hidden_by=(("CUDA_VISIBLE_DEVICES", "GPU-bb"),))
    for card, why in (("CUDA:GPU-bb", WhyNot.CARD_AWAY), ("", WhyNot.HIDDEN)):
        told = truth(found, ONE, card=card)
        no_card = told.no_card((), is_here=True)
        assert no_card is not None
        assert (no_card.why, told.who_works().why, told.who_works((IN_RAM,)).why) == (why, why, why)


def test_layers_are_those_of_the_only_model() -> None:
    """The log tells of the last load, but not which model that was."""
    found = FoundHardware(is_complete=True, cards=(FoundCard("RTX", "CUDA"),), load=Load(layers_on_card=10, layers=29))
    assert truth(found, ONE).who_works((ON_CARD,)).layers == 29
    both = truth(found, ONE).who_works((ON_CARD, ON_CARD))
    assert (both.layers, both.layers_on_card, both.why) == (None, None, WhyNot.NO_MEMORY)
