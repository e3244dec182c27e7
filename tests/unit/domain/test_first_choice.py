"""What is offered at the first run, on a table of computers."""

from __future__ import annotations

import pytest

from app.domain.first_choice import first_choices, worth_getting
from app.domain.fit import ModelFacts, verdict
from app.domain.hardware import GraphicsCard, Hardware, Vendor
from app.files.catalogue import CatalogueFile
from app.ui.assets import resources_dir

GB = 2**30
MODELS = CatalogueFile(resources_dir() / "catalogue" / "models.toml")()


def computer(ram: int, card: int = 0, bandwidth: float = 0.0) -> Hardware:
    cards = (GraphicsCard("Card", Vendor.NVIDIA, card * GB, bandwidth_bytes_s=bandwidth),) if card else ()
    return Hardware("Processor", 8, ram * GB, ram * GB, cards, ram_bandwidth_bytes_s=25e9)


@pytest.mark.parametrize(
    ("hardware", "free", "offered"),
    [
        (computer(8), 500e9, ["1.5b"]),
        (computer(16), 500e9, ["1.5b", "8b", "14b"]),
        (computer(16, 8, 272e9), 500e9, ["8b", "1.5b", "14b"]),
        (computer(32, 24, 1000e9), 500e9, ["32b", "14b", "70b"]),
        (computer(128, 80, 3000e9), 500e9, ["70b", "14b", "32b"]),
        (computer(16, 8, 272e9), 1e9, ["1.5b"]),  # and says that there is no room
    ],
)
def test_the_recommended_one_a_smaller_and_a_bigger_one(hardware: Hardware, free: float, offered: list[str]) -> None:
    found = [(model, verdict(ModelFacts.of(model), hardware, int(free), 4096)) for model in MODELS]
    assert [model.tag.removeprefix("deepseek-r1:") for model in first_choices(found)] == offered


def test_nothing_is_offered_before_the_computer_is_known() -> None:
    assert first_choices([]) == ()


@pytest.mark.parametrize(
    ("hardware", "here", "recommended"),
    [
        (computer(16, 8, 272e9), set(), ["r1:8b", "coder:6.7b", "r1:1.5b"]),
        (computer(16, 8, 272e9), {"deepseek-r1:8b"}, ["coder:6.7b"]),
        (computer(16, 8, 272e9), {"deepseek-r1:1.5b"}, ["r1:8b", "coder:6.7b"]),
        (computer(8), {"deepseek-r1:1.5b"}, ["coder:1.3b"]),
    ],
)
def test_what_is_worth_getting_beside_what_is_here(hardware: Hardware, here: set[str], recommended: list[str]) -> None:
    found = [(model, verdict(ModelFacts.of(model), hardware, int(500e9), 4096)) for model in MODELS]
    assert [model.tag.removeprefix("deepseek-") for model in worth_getting(found, here)] == recommended
