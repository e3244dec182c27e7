"""The tour's model gets into the server, once, and the right one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from app.domain.errors import Unreachable
from app.domain.models import TOUR_TAG, InstalledModel, LoadedModel, ModelDetails
from app.services.tour import TourService


class _Library:
    """A server's models in memory; `ModelLibrary` as far as the tour needs it."""

    def __init__(self, *models: InstalledModel) -> None:
        self.models = list(models)
        self.imports: list[str] = []
        self.gate: asyncio.Event | None = None
        self.failure: Exception | None = None

    async def installed(self) -> tuple[InstalledModel, ...]:
        return tuple(self.models)

    async def import_file(
        self,
        tag: str,
        path: Path,
        *,
        template: str,
        stop: Sequence[str] = (),
        threads: int = 0,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        if self.failure:
            raise self.failure
        if self.gate:
            await self.gate.wait()
        assert ".Thinking" in template
        assert "<｜end▁of▁sentence｜>" in stop
        self.imports.append(tag)
        self.models = [model for model in self.models if model.tag != tag]
        self.models.append(InstalledModel(tag, 3_000_000, f"digest of {path}"))

    async def details(self, tag: str) -> ModelDetails:
        raise NotImplementedError

    async def loaded(self) -> tuple[LoadedModel, ...]:
        raise NotImplementedError

    async def unload(self, tag: str) -> None:
        raise NotImplementedError

    async def delete(self, tag: str) -> None:
        self.models = [model for model in self.models if model.tag != tag]


def _build() -> Path:
    return Path("tour.gguf")


async def test_the_tour_is_imported_once() -> None:
    library = _Library()
    tour = TourService(library, _build)
    assert await tour.prepare() == TOUR_TAG
    assert await tour.prepare() == TOUR_TAG
    assert library.imports == [TOUR_TAG]


async def test_an_older_tour_is_replaced() -> None:
    library = _Library(InstalledModel(TOUR_TAG, 1, "older"))
    await TourService(library, _build).prepare()
    assert [model.digest for model in library.models] == ["digest of tour.gguf"]


async def test_a_deleted_tour_comes_back() -> None:
    library = _Library()
    tour = TourService(library, _build)
    await tour.prepare()
    await library.delete(TOUR_TAG)
    await tour.prepare()
    assert library.imports == [TOUR_TAG] * 2


async def test_two_at_once_import_once() -> None:
    library = _Library()
    tour = TourService(library, _build)
    assert set(await asyncio.gather(tour.prepare(), tour.prepare())) == {TOUR_TAG}
    assert library.imports == [TOUR_TAG]


async def test_after_a_cancel_it_can_be_prepared() -> None:
    library = _Library()
    library.gate = asyncio.Event()
    tour = TourService(library, _build)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(tour.prepare(), 0.01)
    assert library.models == []
    library.gate.set()
    assert await tour.prepare() == TOUR_TAG


async def test_a_failure_is_handed_on_and_may_be_tried_again() -> None:
    library = _Library()
    library.failure = Unreachable()
    tour = TourService(library, _build)
    with pytest.raises(Unreachable):
        await tour.prepare()
    library.failure = None
    assert await tour.prepare() == TOUR_TAG
