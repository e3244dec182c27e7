"""What a part of a model on the card means, expected and measured."""

from __future__ import annotations

from itertools import pairwise

from app.domain.card_share import share_outcomes
from app.domain.card_speed import MeasuredSpeed, shown_speeds, with_speed
from app.domain.fit import ModelFacts
from app.domain.hardware import GraphicsCard, Hardware, Vendor

GB = 10**9
CARD = GraphicsCard("RTX", Vendor.NVIDIA, 24 * GB, bandwidth_bytes_s=272e9)
COMPUTER = Hardware("p", 8, 64 * GB, 32 * GB, (CARD,), 35e9)
FACTS = ModelFacts(5 * GB, 0)


def outcomes(measured: dict[int, float], blocks: int | None = 28) -> dict[int, tuple[float, bool]]:
    found = share_outcomes(FACTS, COMPUTER, 20 * GB, 4096, 1.0, blocks=blocks, measured=measured)
    return {percent: (outcome.tokens_per_s, outcome.is_measured) for percent, outcome in found.items()}


def test_a_measured_share_wins_over_the_rule_and_says_so() -> None:
    """34 % are the 10 of 29 layers that a slider at 35 % would ask for; those of 30 % are 9, or 31 %."""
    expected, found = outcomes({}), outcomes({31: 5.0})
    assert found[30] == (5.0, True)
    assert {p: row for p, row in found.items() if p != 30} == {p: row for p, row in expected.items() if p != 30}
    assert not any(is_measured for _, is_measured in expected.values())


def test_measured_ends_hold_for_the_shares_between() -> None:
    """The figures of ollama-034 §10: 28 tokens/s with nothing, 350 with all of it on the card."""
    found = outcomes({0: 28.0, 100: 350.0})
    assert found[0] == (28.0, True)
    assert found[100] == (350.0, True)
    speed, is_measured = found[90]
    assert (round(speed), is_measured) == (163, False)
    assert all(slower < faster for (slower, _), (faster, _) in pairwise(found.values()))


def test_one_measured_end_leaves_the_other_to_the_rule() -> None:
    expected, found = outcomes({}), outcomes({0: expected_processor() / 2})
    assert found[100] == (expected[100][0], False)
    assert found[50][0] < expected[50][0]


def expected_processor() -> float:
    return outcomes({})[0][0]


def test_nearly_all_is_not_all() -> None:
    """Without the last layer on it a card is half as fast."""
    assert outcomes({97: 100.0})[100][1] is False
    assert outcomes({2: 100.0})[0][1] is False


def test_the_layers_of_each_step_are_told() -> None:
    found = share_outcomes(FACTS, COMPUTER, 20 * GB, 4096, 1.0, blocks=28)
    assert [(found[step].layers_on_card, found[step].layers) for step in (0, 30, 100)] == [(0, 29), (9, 29), (29, 29)]
    unknown = share_outcomes(FACTS, COMPUTER, 20 * GB, 4096, 1.0)
    assert (unknown[30].layers_on_card, unknown[30].layers) == (None, None)


def test_few_layers_are_measured_where_they_really_lie() -> None:
    """Of three layers the slider's 50 % are two: 67 %."""
    assert outcomes({67: 9.0}, blocks=2)[50] == (9.0, True)


def test_the_last_answers_count_and_those_of_another_card_do_not() -> None:
    known: tuple[MeasuredSpeed, ...] = ()
    for speed in (1.0, 100.0, 20.0, 21.0, 22.0, 23.0, 24.0):
        known = with_speed(known, MeasuredSpeed("a:latest", "RTX", 100, speed))
    known = with_speed(known, MeasuredSpeed("a:latest", "Old card", 50, 3.0))
    known = with_speed(known, MeasuredSpeed("a:latest", "", 0, 4.0))
    known = with_speed(known, MeasuredSpeed("b:latest", "RTX", 100, 5.0))
    assert shown_speeds(known, "a:latest", "RTX") == {100: 22.0, 0: 4.0}
    assert shown_speeds(known, "a:latest", "Old card") == {50: 3.0, 0: 4.0}
    assert len(known) == 8


def test_what_is_kept_has_an_end() -> None:
    known: tuple[MeasuredSpeed, ...] = ()
    for number in range(600):
        known = with_speed(known, MeasuredSpeed(f"m{number}:latest", "RTX", 100, 1.0))
    assert len(known) == 500
    assert known[0].tag == "m599:latest"
