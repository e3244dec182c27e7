"""The check of everything, through a real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.engine import EngineState, Origin, Phase
from app.domain.errors import BackendError, EngineMissing, MiscalculatingEngine
from app.domain.found_hardware import FoundHardware
from app.domain.models import TOUR_TAG
from app.domain.settings import Settings
from app.domain.who_works import WhyNot, Worker
from app.files.tour_model import TourModel
from app.llm.ollama_backend import OllamaBackend
from app.services.engine_check import EngineCheck
from app.services.hardware_truth import HardwareTruth
from app.services.tour import TourService

TEXTS = Path(__file__).parents[3] / "resources" / "tour"
ANSWER = (TEXTS / "answer.md").read_text("utf-8")


@pytest.fixture
def backend(engine_url: str) -> Iterator[OllamaBackend]:
    backend = OllamaBackend(engine_url)
    yield backend
    backend.close()


def check_of(
    backend: OllamaBackend, tour: TourService, words: str = ANSWER, problem: Exception | None = None
) -> EngineCheck:
    async def engine_ready() -> None:
        if problem:
            raise problem

    truth = HardwareTruth(lambda: FoundHardware(is_complete=True), lambda: None, Settings)
    state = EngineState(Phase.READY, "http://127.0.0.1:1", "0.34.4", Origin.MANAGED)
    return EngineCheck(backend, backend, tour, truth, engine_ready, lambda: state, Settings, lambda: words)


async def tags(backend: OllamaBackend) -> list[str]:
    return [model.tag for model in await backend.installed()]


async def test_it_says_who_worked_and_leaves_nothing_behind(backend: OllamaBackend, tmp_path: Path) -> None:
    before = await tags(backend)
    checked = await check_of(backend, TourService(backend, TourModel(TEXTS, tmp_path))).run()
    assert (checked.who.worker, checked.who.why, checked.who.is_measured) == (Worker.PROCESSOR, WhyNot.NO_CARD, True)
    assert await tags(backend) == before
    assert TOUR_TAG not in [model.tag for model in await backend.loaded()]


async def test_a_tour_that_was_there_stays(backend: OllamaBackend, tmp_path: Path) -> None:
    tour = TourService(backend, TourModel(TEXTS, tmp_path))
    await tour.prepare()
    await check_of(backend, tour).run()
    assert TOUR_TAG in await tags(backend)
    await backend.delete(TOUR_TAG)


async def test_other_words_than_the_known_ones_are_no_success(backend: OllamaBackend, tmp_path: Path) -> None:
    tour = TourService(backend, TourModel(TEXTS, tmp_path))
    with pytest.raises(MiscalculatingEngine) as told:
        await check_of(backend, tour, words="Something else. " + ANSWER).run()
    assert ANSWER.startswith(told.value.detail[:40])
    assert TOUR_TAG not in await tags(backend)


async def test_a_server_that_cannot_be_used_says_why(backend: OllamaBackend, tmp_path: Path) -> None:
    tour = TourService(backend, TourModel(TEXTS, tmp_path))
    with pytest.raises(EngineMissing):
        await check_of(backend, tour, problem=EngineMissing()).run()
    nobody = OllamaBackend("http://127.0.0.1:9")
    with pytest.raises(BackendError):
        await check_of(nobody, tour).run()
    nobody.close()
