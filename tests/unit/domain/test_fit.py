"""Verdicts and the recommended model on a table of machines (design: ux §3 and §6, ollama-034 §10)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.catalogue import CatalogueModel
from app.domain.fit import (
    Fit,
    ModelFacts,
    Verdict,
    disk_needed_bytes,
    needed_bytes,
    recommended,
    verdict,
)
from app.domain.hardware import GraphicsCard, Hardware, Vendor
from app.domain.models import InstalledModel
from app.domain.options import DEFAULT_CONTEXT_TOKENS
from app.files.catalogue import CatalogueFile

GIB = 2**30
DDR4 = 35e9
DDR5 = 60e9
CATALOGUE = CatalogueFile(Path(__file__).parents[3] / "resources" / "catalogue" / "models.toml")()
BY_TAG = {model.tag: model for model in CATALOGUE}


def computer(ram_gib: float, bandwidth: float | None = DDR4, *cards: GraphicsCard) -> Hardware:
    ram = round(ram_gib * GIB)
    return Hardware("a processor", 8, ram, ram // 2, cards, bandwidth)


def card(gib: float, gb_s: float | None = None) -> GraphicsCard:
    return GraphicsCard("a card", Vendor.NVIDIA, round(gib * GIB), bandwidth_bytes_s=gb_s and gb_s * 1e9)


def apple(ram_gib: float, gb_s: float) -> Hardware:
    part = 2 / 3 if ram_gib < 36 else 3 / 4
    shared = GraphicsCard(
        "Apple", Vendor.APPLE, round(ram_gib * GIB * part), shares_memory=True, bandwidth_bytes_s=gb_s * 1e9
    )
    return computer(ram_gib, gb_s * 1e9, shared)


def judged(hardware: Hardware, disk_free: int | None = 10**13) -> dict[str, Verdict]:
    return {
        model.tag: verdict(ModelFacts.of(model), hardware, disk_free, min(DEFAULT_CONTEXT_TOKENS, model.context_tokens))
        for model in CATALOGUE
    }


def first_choice(hardware: Hardware) -> str:
    verdicts = judged(hardware)
    found = recommended([(model, verdicts[model.tag]) for model in CATALOGUE])
    assert found is not None
    return found.tag


MACHINES = [
    pytest.param(computer(8, DDR4), "deepseek-r1:1.5b", id="no card, 8 GB"),
    pytest.param(computer(8, None), "deepseek-r1:1.5b", id="no card, 8 GB, memory not measured"),
    pytest.param(computer(16, DDR4), "deepseek-r1:1.5b", id="no card, 16 GB, slow memory"),
    pytest.param(computer(16, DDR5), "deepseek-r1:8b", id="no card, 16 GB, fast memory"),
    pytest.param(computer(32, DDR4), "deepseek-r1:1.5b", id="no card, 32 GB"),
    pytest.param(computer(2, 5e9), "deepseek-r1:1.5b", id="hardly a computer"),
    pytest.param(computer(16, DDR4, card(4, 192)), "deepseek-r1:1.5b", id="4 GB"),
    pytest.param(computer(16, DDR4, card(6, 336)), "deepseek-r1:7b", id="6 GB"),
    pytest.param(computer(16, DDR4, card(8, 272)), "deepseek-r1:8b", id="8 GB"),
    pytest.param(computer(16, DDR4, card(8)), "deepseek-r1:8b", id="8 GB of unknown speed"),
    pytest.param(computer(32, DDR5, card(12, 360)), "deepseek-r1:14b", id="12 GB"),
    pytest.param(computer(32, DDR5, card(16, 288)), "deepseek-r1:14b", id="16 GB"),
    pytest.param(computer(32, DDR5, card(24, 936)), "deepseek-r1:32b", id="24 GB"),
    pytest.param(computer(64, DDR5, card(48, 768)), "deepseek-r1:70b", id="48 GB"),
    pytest.param(computer(64, DDR5, card(24, 936), card(24, 936)), "deepseek-r1:70b", id="two of 24 GB"),
    pytest.param(apple(8, 68), "deepseek-r1:1.5b", id="Apple 8 GB"),
    pytest.param(apple(16, 100), "deepseek-r1:8b", id="Apple 16 GB"),
    pytest.param(apple(24, 273), "deepseek-r1:14b", id="Apple 24 GB"),
    pytest.param(apple(36, 300), "deepseek-r1:32b", id="Apple 36 GB"),
    pytest.param(apple(64, 400), "deepseek-r1:70b", id="Apple 64 GB"),
    pytest.param(apple(192, 800), "deepseek-r1:70b", id="Apple 192 GB"),
    pytest.param(
        computer(16, DDR4, GraphicsCard("UHD", Vendor.INTEL, 8 * GIB, shares_memory=True)),
        "deepseek-r1:1.5b",
        id="graphics in the processor do not count",
    ),
]


@pytest.mark.parametrize(("hardware", "tag"), MACHINES)
def test_recommended_model_by_hardware(hardware: Hardware, tag: str) -> None:
    assert first_choice(hardware) == tag


SLOW = [
    pytest.param(computer(16, DDR4), "deepseek-r1:7b", id="no card"),
    pytest.param(computer(16, DDR4, card(4, 192)), "deepseek-r1:7b", id="more than a card of 4 GB holds"),
    pytest.param(computer(32, DDR4, card(8, 272)), "deepseek-r1:14b", id="more than a card of 8 GB holds"),
    pytest.param(computer(64, DDR5, card(24, 936)), "deepseek-r1:70b", id="more than a card of 24 GB holds"),
]


@pytest.mark.parametrize(("hardware", "tag"), SLOW)
def test_the_next_larger_one_runs_but_slowly(hardware: Hardware, tag: str) -> None:
    assert judged(hardware)[tag].fit is Fit.SLOW


@pytest.mark.parametrize(("hardware", "_tag"), MACHINES)
def test_what_needs_a_server_is_never_recommended_and_never_great_at_home(hardware: Hardware, _tag: str) -> None:
    verdicts = judged(hardware)
    largest = [model for model in CATALOGUE if "671b" in model.tag]
    assert {model.tag for model in largest} == {"deepseek-r1:671b", "deepseek-v3:671b", "deepseek-v3.1:671b"}
    assert all(model.needs_server and verdicts[model.tag].fit is Fit.TOO_BIG for model in largest)


def test_a_server_that_could_is_still_not_told_to() -> None:
    assert first_choice(computer(2048, 400e9, *[card(140, 4800)] * 8)) == "deepseek-r1:70b"


def test_a_full_disk_is_said_after_too_big_and_before_the_speed() -> None:
    hardware = computer(16, DDR4, card(8, 272))
    assert {found.fit for found in judged(hardware, disk_free=10**9).values()} == {Fit.TOO_BIG, Fit.NO_DISK}
    exact = disk_needed_bytes(BY_TAG["deepseek-r1:8b"].size_bytes)
    assert judged(hardware, exact)["deepseek-r1:8b"].fit is Fit.GREAT
    assert judged(hardware, exact - 1)["deepseek-r1:8b"].fit is Fit.NO_DISK
    assert judged(hardware, None)["deepseek-r1:8b"].fit is Fit.GREAT


def test_measured_speed_counts_more_than_expectation() -> None:
    facts = ModelFacts.of(BY_TAG["deepseek-r1:70b"])
    small = computer(8)
    assert verdict(facts, small, None, 4096).fit is Fit.TOO_BIG
    for speed, fit, is_very_slow in ((7.0, Fit.GREAT, False), (6.9, Fit.SLOW, False), (1.9, Fit.SLOW, True)):
        found = verdict(facts, small, None, 4096, speed)
        assert (found.fit, found.is_very_slow, found.is_measured, found.tokens_per_s) == (
            fit,
            is_very_slow,
            True,
            speed,
        )


def test_a_split_costs_what_was_measured_on_a_card() -> None:
    """The rule of ollama-034 §10, which measured 28 tokens/s off the card, 41 at a third, 160 at nine tenths of 350."""
    facts = ModelFacts(2_700_000_000, 55_000)
    need = needed_bytes(facts, 4096)
    processor_gb_s = 28 * 2.7 / (7 / 8)
    for share, expected in ((0.0, 28), (10 / 29, 41), (26 / 29, 160), (1.0, 350)):
        size = round((need * share + 600_000_000) / GIB * GIB)
        cards = (GraphicsCard("H200", Vendor.NVIDIA, size, bandwidth_bytes_s=3.6e12),) if share else ()
        found = verdict(facts, computer(128, processor_gb_s * 1e9, *cards), None, 4096)
        assert found.tokens_per_s == pytest.approx(expected, rel=0.05)
        assert found.card_share == pytest.approx(share, abs=0.01)
    assert found.words_per_second == pytest.approx(262, rel=0.05)


def test_a_split_is_slow_long_before_the_number_says_so() -> None:
    found = verdict(ModelFacts.of(BY_TAG["deepseek-r1:7b"]), computer(16, DDR4, card(4, 900)), None, 8192)
    assert found.is_split
    assert (found.tokens_per_s or 0) > 8
    assert found.fit is Fit.SLOW


def test_an_unknown_model_is_judged_by_its_size() -> None:
    known = ModelFacts.of(BY_TAG["deepseek-r1:8b"])
    guessed = ModelFacts.of_installed(InstalledModel("someone/r1:8b", known.size_bytes, "d", parameter_size="8.2B"))
    nameless = ModelFacts.of_installed(InstalledModel("x", known.size_bytes, "d", parameter_size="??"))
    for facts in (guessed, nameless):
        assert facts.kv_bytes_per_token == pytest.approx(known.kv_bytes_per_token, rel=0.15)


@given(
    ram=st.floats(0.5, 4096),
    cards=st.lists(st.floats(0.5, 200), max_size=8),
    bandwidth=st.none() | st.floats(1e9, 1e12),
    disk=st.none() | st.integers(0, 10**13),
    model=st.sampled_from(CATALOGUE),
    context=st.integers(256, 1_000_000),
)
def test_any_machine_gets_a_true_verdict(
    ram: float, cards: list[float], bandwidth: float | None, disk: int | None, model: CatalogueModel, context: int
) -> None:
    hardware = computer(ram, bandwidth, *(card(size) for size in cards))
    found = verdict(ModelFacts.of(model), hardware, disk, context)
    assert 0 <= found.card_share <= 1
    assert found.runs == (found.tokens_per_s is not None)
    if found.runs:
        assert found.needed_bytes <= found.card_bytes + found.ram_bytes
        assert disk is None or found.disk_needed_bytes <= disk
    more = verdict(ModelFacts.of(model), replace(hardware, ram_bytes=hardware.ram_bytes * 2), disk, context)
    assert more.fit is not Fit.TOO_BIG or found.fit is Fit.TOO_BIG
