"""The library: the catalogue, the models of a scripted server, a computer and what was measured, put together."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.domain.errors import StoreError
from app.domain.fit import Fit
from app.domain.hardware import GraphicsCard, Hardware, Vendor
from app.domain.models import ModelUsage
from app.domain.stream import Usage
from app.engine.models_disk import models_path
from app.files.catalogue import CatalogueFile
from app.llm.ollama_backend import OllamaBackend
from app.services.library import LibraryService
from app.services.models import ModelService
from app.services.tasks import TaskOwner
from tests.helpers.fake_ollama import FakeModel, FakeOllama

GIB = 2**30
CATALOGUE = CatalogueFile(Path(__file__).parents[3] / "resources" / "catalogue" / "models.toml")
CARD_8 = GraphicsCard("a card", Vendor.NVIDIA, 8 * GIB, bandwidth_bytes_s=272e9)


@dataclass
class Computer:
    """What the library finds; tests change it."""

    cards: tuple[GraphicsCard, ...] = (CARD_8,)
    disk_free: int | None = 10**12
    usage: dict[str, ModelUsage] = field(default_factory=dict)
    context_tokens: int = 8192
    version: str = "0.34.4"
    uses_cards: bool | None = None
    asked_in: set[str] = field(default_factory=set)

    def probe(self) -> Hardware:
        self.asked_in.add(threading.current_thread().name)
        return Hardware("p", 8, 16 * GIB, 8 * GIB, self.cards, 35e9)

    def disk(self) -> int | None:
        if self.disk_free == 0:
            raise StoreError("gone")
        return self.disk_free

    async def used(self) -> Mapping[str, ModelUsage]:
        return self.usage


@pytest.fixture
def computer() -> Computer:
    return Computer()


@pytest.fixture
def server() -> Iterator[FakeOllama]:
    with FakeOllama() as running:
        yield running


@asynccontextmanager
async def library_of(server: FakeOllama, computer: Computer) -> AsyncIterator[tuple[LibraryService, ModelService]]:
    backend = OllamaBackend(server.url)
    try:
        async with TaskOwner() as tasks:
            models = ModelService(backend, tasks, interval_s=0.01)
            library = LibraryService(
                CATALOGUE,
                computer.probe,
                models,
                tasks,
                usage=computer.used,
                disk_free=computer.disk,
                context_tokens=lambda _: computer.context_tokens,
                engine_version=lambda: computer.version,
                uses_cards=lambda: computer.uses_cards,
            )
            yield library, models
    finally:
        backend.close()


async def test_before_and_after_the_first_look(server: FakeOllama, computer: Computer) -> None:
    async with library_of(server, computer) as (library, _):
        assert (library.entries, library.recommended, library.hardware, library.disk_free_bytes) == (
            (),
            None,
            None,
            None,
        )
        assert library.verdict_for("deepseek-r1:8b") is None
        told: list[int] = []
        library.changes.add(lambda _: told.append(len(library.entries)))
        await library.refresh()
        assert library.recommended is not None
        assert library.recommended.tag == "deepseek-r1:8b"
        assert told == [len(CATALOGUE()), len(CATALOGUE())], "the list first, the verdicts when the computer is known"
        assert all(entry.verdict for entry in library.entries)
        assert library.disk_free_bytes == 10**12
        assert threading.main_thread().name not in computer.asked_in


async def test_an_installed_model_is_noticed_and_needs_no_disk(server: FakeOllama, computer: Computer) -> None:
    computer.disk_free = 1
    async with library_of(server, computer) as (library, models):
        await library.refresh()
        found = library.verdict_for("deepseek-r1:8b")
        assert found is not None
        assert found.fit is Fit.NO_DISK
        server.models["deepseek-r1:8b"] = FakeModel()
        changed = asyncio.Event()
        library.changes.add(lambda _: changed.set() if (e := library.entry("deepseek-r1:8b")) and e.installed else None)
        await models.refresh()
        async with asyncio.timeout(10):
            await changed.wait()
        found = library.verdict_for("deepseek-r1:8b")
        assert found is not None
        assert found.fit is Fit.GREAT
        own = library.verdict_for("tiny")
        assert own is not None
        assert own.fit is Fit.GREAT
        assert library.entry("tiny") is None
        assert library.verdict_for("never heard of") is None


async def test_two_answers_say_more_than_the_expectation(server: FakeOllama, computer: Computer) -> None:
    async with library_of(server, computer) as (library, _):
        for answers, expected in ((1, Fit.GREAT), (2, Fit.SLOW)):
            recent = (Usage(answer_tokens=100, answer_s=25),) * answers
            computer.usage = {"deepseek-r1:8b": ModelUsage(answers=answers, recent=recent)}
            await library.refresh()
            found = library.verdict_for("deepseek-r1:8b")
            assert found is not None
            assert (found.fit, found.is_measured) == (expected, answers == 2)
        assert library.usage("deepseek-r1:8b").tokens_per_s == 4
        assert library.usage("x") == ModelUsage()


async def test_what_cannot_be_found_out_stays_unknown(server: FakeOllama, computer: Computer) -> None:
    async with library_of(server, computer) as (library, _):
        await library.refresh()
        computer.disk_free = 0

        async def broken() -> Mapping[str, ModelUsage]:
            raise StoreError("locked")

        library._usage = broken
        await library.refresh()
        assert library.disk_free_bytes is None
        found = library.verdict_for("deepseek-r1:8b")
        assert found is not None
        assert found.fit is Fit.GREAT


async def test_a_model_that_the_engine_may_break_is_not_offered(server: FakeOllama, computer: Computer) -> None:
    """deepseek-r1:70b from 0.40 on (design: engine-pins §1e); who has it keeps it."""
    async with library_of(server, computer) as (library, models):
        await library.refresh()
        assert library.entry("deepseek-r1:70b")
        computer.version = "0.40.2"
        library.recount()
        assert library.entry("deepseek-r1:70b") is None
        server.models["deepseek-r1:70b"] = FakeModel()
        await models.refresh()
        library.recount()
        assert library.entry("deepseek-r1:70b")


async def test_another_context_makes_other_verdicts_at_once(server: FakeOllama, computer: Computer) -> None:
    async with library_of(server, computer) as (library, _):
        await library.refresh()
        before = library.verdict_for("deepseek-r1:8b")
        computer.context_tokens = 32768
        library.recount()
        after = library.verdict_for("deepseek-r1:8b")
        assert before is not None
        assert after is not None
        assert after.needed_bytes - before.needed_bytes == 147_456 * (32768 - 8192)
        assert (before.card_share, after.is_split) == (1.0, True)


async def test_a_card_that_the_engine_cannot_use_promises_nothing(server: FakeOllama, computer: Computer) -> None:
    """With a driver that is too old the card is there, and yet the processor will do the work."""
    async with library_of(server, computer) as (library, _):
        await library.refresh()
        for uses_cards, expected in ((True, Fit.GREAT), (False, Fit.SLOW), (None, Fit.GREAT)):
            computer.uses_cards = uses_cards
            library.recount()
            found = library.verdict_for("deepseek-r1:8b")
            assert found is not None
            assert found.fit is expected
        assert library.hardware is not None
        assert library.hardware.cards == (CARD_8,)


async def test_models_that_fit_instead_have_the_same_purpose_and_come_largest_first(
    server: FakeOllama, computer: Computer
) -> None:
    async with library_of(server, computer) as (library, _):
        await library.refresh()
        tags = [model.tag for model in library.smaller_that_fit("deepseek-r1:32b")]
        assert tags[:2] == ["deepseek-r1:14b", "deepseek-coder-v2:16b"]
        assert "deepseek-ocr:3b" not in tags
        assert all("coder" in model.tag for model in library.smaller_that_fit("deepseek-coder:6.7b"))


def test_where_the_models_are(tmp_path: Path) -> None:
    assert models_path(None, {"OLLAMA_MODELS": ' "/somewhere" '}) == Path("/somewhere")
    assert models_path(tmp_path, {}) == tmp_path
    assert models_path(None, {}) == Path.home() / ".ollama" / "models"


@pytest.mark.parametrize(
    ("version", "lacking"),
    [("0.10.0", {"deepseek-v3.1:671b", "deepseek-ocr:3b"}), ("0.34.4", set()), ("", set()), ("0.0.0", set())],
)
async def test_what_needs_a_newer_engine_is_known_before_the_download(
    server: FakeOllama, computer: Computer, version: str, lacking: set[str]
) -> None:
    """A build from source, 0.0.0, may be of any age."""
    async with library_of(server, computer) as (library, _):
        await library.refresh()
        computer.version = version
        library.recount()
        assert {entry.model.tag for entry in library.entries if entry.lacks_engine} == lacking
        assert library.engine_version == version


async def test_what_reads_pictures_alone_is_never_an_alternative(server: FakeOllama, computer: Computer) -> None:
    async with library_of(server, computer) as (library, _):
        await library.refresh()
        ocr = library.entry("deepseek-ocr:3b")
        assert ocr is not None
        assert not ocr.is_of_use
        for entry in library.entries:
            assert "deepseek-ocr:3b" not in [model.tag for model in library.smaller_that_fit(entry.model.tag)]
        assert "deepseek-ocr:3b" not in [model.tag for model in library.smaller_that_fit("unknown:1b")]


async def test_of_a_model_whose_size_no_one_tells_nothing_is_said(server: FakeOllama, computer: Computer) -> None:
    """As on a server in OpenAI's manner: the picker asks for a verdict on each of its models."""
    computer.cards = ()
    server.models["org/model:latest"] = FakeModel(size=0)
    async with library_of(server, computer) as (library, models):
        await library.refresh()
        await models.refresh()
        assert models.find("org/model") is not None
        assert library.verdict_for("org/model:latest") is None
        assert library.verdict_of_size("org/other", 0) is None
