"""An answer that was slower than it had to be is explained; one that was not, or could not be, is left alone."""

from __future__ import annotations

import pytest

from app.domain.fit import Fit, ModelFacts, Verdict, possible_tokens_per_s
from app.domain.hardware import GraphicsCard, Hardware, Vendor
from app.domain.slowness import Cure, Slowness, cure_of, slowness
from app.domain.who_works import WhoWorks, WhyNot, Worker

GB = 10**9
CARD = GraphicsCard("RTX 4060", Vendor.NVIDIA, 8 * GB, 7 * GB, bandwidth_bytes_s=272e9)
COMPUTER = Hardware("p", 8, 32 * GB, 20 * GB, (CARD,), 40e9)
EIGHT_B = ModelFacts(5_200_000_000, 147_456)
FOURTEEN_B = ModelFacts(9_000_000_000, 196_608)


def judged(
    speed: float,
    why: WhyNot | None,
    facts: ModelFacts = EIGHT_B,
    context: int = 8192,
    smaller: tuple[tuple[str, Verdict], ...] = (),
) -> Slowness | None:
    worker = Worker.CARD if why is None else Worker.PROCESSOR
    who = WhoWorks(worker, why, is_measured=True, card=CARD.name, vendor=Vendor.NVIDIA)
    return slowness("m", speed, who, facts, COMPUTER, context, smaller)


def test_what_the_card_could_give() -> None:
    possible = possible_tokens_per_s(EIGHT_B, COMPUTER, 8192)
    assert 30 < possible < 60  # people measure 40 with this card
    found = judged(5.0, WhyNot.DRIVER_TOO_OLD)
    assert found is not None
    assert (found.cure, found.possible_tokens_per_s) == (Cure.UPDATE_DRIVER, possible)
    assert judged(possible * 0.6, WhyNot.DRIVER_TOO_OLD) is None


def test_a_model_on_the_card_is_not_explained() -> None:
    assert judged(1.0, None) is None


@pytest.mark.parametrize("why", [WhyNot.NO_CARD, WhyNot.INTEGRATED])
def test_nothing_would_be_faster(why: WhyNot) -> None:
    assert judged(0.1, why) is None


def test_less_memory_of_the_chat_brings_all_of_it_to_the_card() -> None:
    found = judged(8.0, WhyNot.NO_MEMORY, context=32768)
    assert found is not None
    assert (found.cure, found.fitting_context_tokens) == (Cure.REMEMBER_LESS, 8192)


def test_a_smaller_model_that_is_here_is_named() -> None:
    runs = Verdict(Fit.GREAT, GB, GB, GB, card_share=1.0)
    split = Verdict(Fit.GREAT, GB, GB, GB, card_share=0.7)
    found = judged(8.0, WhyNot.NO_MEMORY, FOURTEEN_B, smaller=(("split", split), ("small", runs)))
    assert found is not None
    assert (found.cure, found.smaller) == (Cure.USE_SMALLER, "small")
    alone = judged(8.0, WhyNot.NO_MEMORY, FOURTEEN_B)
    assert alone is not None
    assert alone.cure is Cure.SEE_MODELS


def test_every_reason_that_can_be_mended_has_a_cure() -> None:
    mended = {why for why in WhyNot if cure_of(WhoWorks(Worker.PROCESSOR, why))}
    assert mended >= {WhyNot.CHOSEN, WhyNot.DRIVER_TOO_OLD, WhyNot.NO_DRIVER, WhyNot.NO_MEMORY, WhyNot.KEPT_FREE}
