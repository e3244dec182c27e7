"""Tries the whole path before anybody downloads gigabytes: server, model file, loading, computing, streaming."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime

from app.domain.chat import Role
from app.domain.compute import gpu_layers
from app.domain.engine import EngineState
from app.domain.errors import BadAnswer, MiscalculatingEngine
from app.domain.models import TOUR_TAG
from app.domain.options import ChatRequest, GenerationOptions, Turn
from app.domain.ports import ChatBackend, ModelLibrary
from app.domain.settings import Settings
from app.domain.stream import TextDelta
from app.domain.who_works import WhoWorks
from app.services.hardware_truth import HardwareTruth
from app.services.tour import TourService

_ENOUGH_LETTERS = 60
"""A dozen words, each of which follows from the one before: no accident writes them."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Everything works."""

    engine: EngineState
    who: WhoWorks
    at: datetime


class EngineCheck:
    """Lets the tour's model, whose answer is known, say its first words."""

    def __init__(
        self,
        chat: ChatBackend,
        library: ModelLibrary,
        tour: TourService,
        truth: HardwareTruth,
        engine_ready: Callable[[], Awaitable[None]],
        engine: Callable[[], EngineState],
        settings: Callable[[], Settings],
        words: Callable[[], str],
    ) -> None:
        """`words` is what the tour's model answers. `engine_ready` raises why the server cannot be used."""
        self._chat = chat
        self._library = library
        self._tour = tour
        self._truth = truth
        self._engine_ready = engine_ready
        self._engine = engine
        self._settings = settings
        self._words = words

    async def run(self) -> Checked:
        """Take the server as the settings have it. The tour's model is as before when this ends, there or not there.

        Raises: `AppError`, what a person would meet in a chat; `MiscalculatingEngine` when other words come.
        """
        await self._engine_ready()
        was_there = any(model.tag == TOUR_TAG for model in await self._library.installed())
        try:
            await self._tour.prepare()
            return await self._first_words()
        finally:
            if not was_there:
                await self._library.delete(TOUR_TAG)

    async def _first_words(self) -> Checked:
        settings = self._settings()
        details = await self._library.details(TOUR_TAG)
        options = GenerationOptions(gpu_layers=gpu_layers(settings, details.layers), threads=settings.threads)
        request = ChatRequest(TOUR_TAG, (Turn(Role.USER, "?"),), think=False, options=options)
        said = ""
        async with aclosing(self._chat.stream_chat(request)) as events:
            async for event in events:
                if isinstance(event, TextDelta):
                    said += event.text
                if len(said) >= _ENOUGH_LETTERS:
                    break
        if not said:
            raise BadAnswer("the answer was empty")
        if not self._words().startswith(said[:_ENOUGH_LETTERS].rstrip()):
            raise MiscalculatingEngine(said)
        loaded = tuple(model for model in await self._library.loaded() if model.tag == TOUR_TAG)
        who = self._truth.who_works(loaded)
        await self._library.unload(TOUR_TAG)
        return Checked(self._engine(), who, datetime.now(UTC))
