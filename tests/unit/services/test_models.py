"""The list of models, through the client and a scripted server."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from app.domain.engine import EngineState, Origin, Phase
from app.domain.errors import BadAnswer, ListUnreadable
from app.domain.fit import Fit
from app.domain.models import TOUR_TAG, InstalledModel, display_name
from app.llm import library
from app.llm.ollama_backend import OllamaBackend
from app.services.models import ModelService
from app.services.tasks import TaskOwner
from tests.helpers.fake_ollama import FakeModel, FakeOllama

READY = EngineState(Phase.READY, "http://x", "0.34.4", Origin.EXTERNAL)


@pytest.fixture
def server() -> Iterator[FakeOllama]:
    with FakeOllama() as running:
        yield running


@pytest.fixture
def backend(server: FakeOllama) -> Iterator[OllamaBackend]:
    made = OllamaBackend(server.url)
    yield made
    made.close()


async def test_a_model_that_appears_or_goes_is_noticed(server: FakeOllama, backend: OllamaBackend) -> None:
    """The picker follows what other programs do to the models."""
    async with TaskOwner() as tasks:
        models = ModelService(backend, tasks, interval_s=0.01)
        heard: asyncio.Queue[list[str]] = asyncio.Queue()
        models.changes.add(lambda found: heard.put_nowait(sorted(model.tag for model in found)))
        models.follow(READY)
        async with asyncio.timeout(10):
            assert await heard.get() == ["tiny:latest"]
            server.models["deepseek-r1:8b"] = FakeModel()
            assert await heard.get() == ["deepseek-r1:8b", "tiny:latest"]
            del server.models["tiny:latest"]
            assert await heard.get() == ["deepseek-r1:8b"]


async def test_cloud_models_are_never_shown(server: FakeOllama, backend: OllamaBackend) -> None:
    """A model that runs on somebody else's computer is not on this one."""
    server.models["deepseek-v3.1:671b-cloud"] = FakeModel()
    async with TaskOwner() as tasks:
        models = ModelService(backend, tasks)
        await models.refresh()
        assert [model.tag for model in models.installed] == ["tiny:latest"]


@pytest.mark.parametrize(
    ("installed", "wanted", "chosen"),
    [
        (["llama3:8b", "deepseek-r1:8b"], "", "deepseek-r1:8b"),
        (["llama3:8b", "deepseek-r1:8b"], "llama3:8b", "llama3:8b"),
        ([TOUR_TAG, "llama3:8b"], "", "llama3:8b"),
        ([TOUR_TAG], "", TOUR_TAG),
        ([TOUR_TAG, "llama3:8b"], "baleen-tour", TOUR_TAG),
        (["llama3:8b"], "deepseek-r1:8b", "llama3:8b"),
        ([], "deepseek-r1:8b", None),
    ],
)
async def test_the_choice_is_sensible(
    backend: OllamaBackend, installed: list[str], wanted: str, chosen: str | None
) -> None:
    """The remembered model if it is there, else a DeepSeek model; the tour only when nothing else is."""
    async with TaskOwner() as tasks:
        models = ModelService(backend, tasks)
        models.installed = tuple(InstalledModel(tag, 1, "d") for tag in installed)
        found = models.preferred(wanted)
        assert (found.tag if found else None) == chosen


@pytest.mark.parametrize(
    ("fits", "chosen"),
    [
        ({"deepseek-r1:70b": Fit.TOO_BIG, "deepseek-r1:14b": Fit.SLOW, "deepseek-r1:8b": Fit.GREAT}, "deepseek-r1:8b"),
        ({"deepseek-r1:70b": Fit.TOO_BIG, "deepseek-r1:14b": Fit.SLOW, "llama3:8b": Fit.GREAT}, "deepseek-r1:14b"),
        ({"deepseek-r1:70b": Fit.TOO_BIG, "llama3:8b": Fit.SLOW}, "llama3:8b"),
        ({"deepseek-r1:70b": Fit.TOO_BIG, "llama3:70b": Fit.TOO_BIG}, "deepseek-r1:70b"),
        ({"deepseek-r1:32b": Fit.GREAT, "deepseek-r1:8b": Fit.GREAT}, "deepseek-r1:32b"),
        ({"deepseek-r1:32b": None, "deepseek-r1:8b": None}, "deepseek-r1:32b"),
    ],
)
async def test_the_choice_fits_the_computer(backend: OllamaBackend, fits: dict[str, Fit | None], chosen: str) -> None:
    """The newest that runs here, not the newest: several may be there before anybody has chosen one."""
    async with TaskOwner() as tasks:
        models = ModelService(backend, tasks)
        models.installed = tuple(InstalledModel(tag, 1, "d") for tag in fits)
        found = models.preferred("", fits.__getitem__)
        assert found is not None
        assert found.tag == chosen


@pytest.mark.parametrize(
    ("tag", "name"),
    [
        ("deepseek-r1:8b", "DeepSeek R1 8B"),
        ("deepseek-r1:1.5b", "DeepSeek R1 1.5B"),
        ("deepseek-r1", "DeepSeek R1"),
        ("deepseek-coder-v2:16b", "DeepSeek Coder V2 16B"),
        ("deepseek-v3.1:671b", "DeepSeek V3.1 671B"),
        ("hf.co/someone/my-model:latest", "My Model"),
        ("hf.co/bartowski/DeepSeek-R1-Distill-Qwen-7B-GGUF:Q4_K_M", "DeepSeek R1 Distill Qwen 7B Q4_K_M"),
        ("llama3.2:3b", "Llama 3.2 3B"),
        ("phi3:mini", "Phi 3 Mini"),
        ("tiny_model", "Tiny Model"),
        ("deepseek-ai/DeepSeek-R1-0528", "DeepSeek R1 0528"),
        ("/srv/models/DeepSeek-V3-Q4_K_M.gguf", "DeepSeek V3 Q4_K_M"),
        (TOUR_TAG, "Tour (scripted demonstration)"),
    ],
)
def test_names_are_for_people(tag: str, name: str) -> None:
    """Nobody has to read a tag."""
    assert display_name(tag) == name


@pytest.mark.parametrize("place", ["http://x", ""])
async def test_a_list_that_cannot_be_had_is_told_until_it_comes(
    server: FakeOllama, backend: OllamaBackend, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """The window would get the engine ready for ever."""
    state = READY if place else EngineState(Phase.READY, server.url, "0.34.4", Origin.MANAGED)
    told: asyncio.Queue[ListUnreadable] = asyncio.Queue()
    heard: asyncio.Queue[tuple[InstalledModel, ...]] = asyncio.Queue()
    async with TaskOwner() as tasks:
        models = ModelService(backend, tasks, interval_s=0.01, patience_s=0.01)
        models.faults.add(told.put_nowait)
        models.changes.add(heard.put_nowait)
        with monkeypatch.context() as broken:
            broken.setattr(library, "installed_models", _no_list)
            models.follow(state)
            async with asyncio.timeout(10):
                assert (await told.get()).address == place
        async with asyncio.timeout(10):
            assert [model.tag for model in await heard.get()] == ["tiny:latest"]


def _no_list(_: object) -> tuple[InstalledModel, ...]:
    raise BadAnswer("no list of models")
