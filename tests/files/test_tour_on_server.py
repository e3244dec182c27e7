"""The tour through the real client and a real server: prepared, told, continued, replaced."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from pathlib import Path

import pytest
import pytest_asyncio

from app.domain.chat import Role
from app.domain.models import TOUR_TAG
from app.domain.options import ChatRequest, GenerationOptions, Turn
from app.domain.stream import DoneReason, StreamDone, TextDelta, ThinkingDelta
from app.files.script import Script
from app.files.tour_model import TourModel
from app.llm.ollama_backend import OllamaBackend
from app.services.tour import TourService
from tests.helpers import tiny_models
from tests.helpers.tiny_models import import_model

pytestmark = pytest.mark.engine
_TEXTS = Path(__file__).parents[2] / "resources" / "tour"
_THINKING, _ANSWER = ((_TEXTS / f"{name}.md").read_text("utf-8").strip() for name in ("thinking", "answer"))


@pytest.fixture
def server(engine_url: str) -> Iterator[OllamaBackend]:
    backend = OllamaBackend(engine_url)
    yield backend
    backend.close()


@pytest_asyncio.fixture
async def tour(server: OllamaBackend, tmp_path: Path) -> AsyncIterator[TourService]:
    yield TourService(server, TourModel(_TEXTS, tmp_path))
    if any(model.tag == TOUR_TAG for model in await server.installed()):
        await server.delete(TOUR_TAG)


async def _tell(server: OllamaBackend, said: str = "") -> tuple[str, str]:
    """Thinking and text of a complete answer."""
    turns = [Turn(Role.USER, "Show me around.")]
    if said:
        turns.append(Turn(Role.ASSISTANT, said))
    options = GenerationOptions(context_tokens=4096, temperature=2.0)
    async with aclosing(server.stream_chat(ChatRequest(TOUR_TAG, tuple(turns), think=True, options=options))) as stream:
        events = [event async for event in stream]
    assert isinstance(events[-1], StreamDone)
    assert events[-1].reason is DoneReason.STOP
    thinking = "".join(event.text for event in events if isinstance(event, ThinkingDelta))
    return thinking, "".join(event.text for event in events if isinstance(event, TextDelta))


async def test_it_is_told_and_can_think(server: OllamaBackend, tour: TourService) -> None:
    assert await tour.prepare() == TOUR_TAG
    assert (await server.details(TOUR_TAG)).can_think
    assert await _tell(server) == (_THINKING, _ANSWER)


async def test_it_goes_on_where_it_was_interrupted(server: OllamaBackend, tour: TourService) -> None:
    await tour.prepare()
    pieces = Script.of_texts(_THINKING, _ANSWER).answer
    for count in range(1, len(pieces), 10):
        said = "".join(pieces[:count])
        assert await _tell(server, said) == ("", _ANSWER.removeprefix(said))


async def test_an_older_tour_is_replaced_and_a_second_import_changes_nothing(
    engine_url: str, server: OllamaBackend, tour: TourService
) -> None:
    import_model(engine_url, tiny_models.recites("deepseek2").path, TOUR_TAG)
    older = {model.tag: model.digest for model in await server.installed()}[TOUR_TAG]
    await tour.prepare()
    newer = {model.tag: model.digest for model in await server.installed()}[TOUR_TAG]
    assert newer != older
    assert await _tell(server) == (_THINKING, _ANSWER)
    await tour.prepare()
    assert {model.tag: model.digest for model in await server.installed()}[TOUR_TAG] == newer


async def test_deleted_it_comes_back(server: OllamaBackend, tour: TourService) -> None:
    await tour.prepare()
    await server.delete(TOUR_TAG)
    assert TOUR_TAG not in [model.tag for model in await server.installed()]
    await tour.prepare()
    assert await _tell(server) == (_THINKING, _ANSWER)
