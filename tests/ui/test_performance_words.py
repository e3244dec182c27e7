"""Who does the work is one sentence, and every reason has its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.engine import EngineState, Phase
from app.domain.models import LoadedModel
from app.domain.who_works import WhoWorks, WhyNot, Worker
from app.presenters.performance_words import memory_line, work_words

READY = EngineState(Phase.READY, "http://127.0.0.1:1", "0.35.0")
LOADED = (LoadedModel("deepseek-r1:8b", 6 * 2**30, 3 * 2**30, 8192),)


def because(why: WhyNot, card: str = "NVIDIA GeForce RTX 4060") -> str:
    who = WhoWorks(
        Worker.PROCESSOR,
        why,
        is_measured=True,
        card=card,
        installed="535.1",
        needed="550",
        variable="CUDA_VISIBLE_DEVICES",
        needed_bytes=9 * 2**30,
        free_bytes=4 * 2**30,
        kept_free_bytes=2 * 2**30,
    )
    return work_words(READY, LOADED, who)[1]


def test_every_reason_has_a_sentence_of_its_own() -> None:
    words = {why: because(why) for why in WhyNot}
    assert all(words.values())
    assert len(set(words.values())) == len(WhyNot)


@pytest.mark.parametrize("why", WhyNot)
def test_no_sentence_begins_in_lower_case_without_a_name(why: WhyNot) -> None:
    assert not because(why, card="")[0].islower()


def test_numbers_are_told() -> None:
    assert because(WhyNot.DRIVER_TOO_OLD) == (
        "Your graphics card's driver is too old: 535.1 is installed, 550 is needed."
    )
    assert because(WhyNot.NO_MEMORY).startswith("DeepSeek R1 8B needs 9.0 GB")
    assert "4.0 GB" in because(WhyNot.NO_MEMORY)


@pytest.mark.parametrize("is_measured", [True, False])
@pytest.mark.parametrize("worker", Worker)
def test_every_worker_has_a_title(worker: Worker, is_measured: bool) -> None:
    title, _ = work_words(READY, LOADED, WhoWorks(worker, is_measured=is_measured, share=0.5))
    assert title


def test_without_an_engine_nobody_works() -> None:
    title, _ = work_words(EngineState(Phase.FAILED), (), WhoWorks(Worker.UNKNOWN))
    assert title == "The engine isn't running"
    assert memory_line(LOADED).endswith("DeepSeek R1 8B, 6.0 GB.")
    assert memory_line((replace(LOADED[0], size_bytes=310_000),)).endswith(", 310 kB.")  # the tour's
