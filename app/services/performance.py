"""Who does the work, and settings that a loaded model or a running server must be told about."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from app.domain.compute import RELOADING, RESTARTING, CardChoice
from app.domain.engine import EngineState, Origin, is_here
from app.domain.errors import BackendError
from app.domain.memory_use import MemoryUse, memory_uses
from app.domain.models import LoadedModel, normal_tag
from app.domain.ports import HardwareProbe, ModelLibrary
from app.domain.who_works import WhoWorks, Worker
from app.services.chat_news import ChatNews, MessageChanged
from app.services.engine import EngineService
from app.services.hardware_truth import HardwareTruth
from app.services.listeners import Listeners
from app.services.settings import SettingChanged
from app.services.tasks import TaskOwner

LOOK_EVERY_S = 2.0
_LOOK = "performance:look"
_WATCH = "performance:watch"
_APPLY = "performance:apply"


@dataclass(frozen=True, slots=True)
class Work:
    """Which models are in memory and where, as the server says it."""

    engine: EngineState
    loaded: tuple[LoadedModel, ...] = ()
    """The one that answered last comes first."""
    who: WhoWorks = field(default_factory=lambda: WhoWorks(Worker.UNKNOWN))
    """Who works for the model used last, or will."""
    cards: tuple[CardChoice, ...] = ()
    """Those that a person can choose among, where the server is our own."""
    no_card: WhoWorks | None = None
    """Why no card can work, whatever is chosen for models; None where one can, or where that is not known."""
    memory: tuple[MemoryUse, ...] | None = None
    """None unless somebody looks; empty where the server runs on another computer."""


class PerformanceService:
    """Looks at what is loaded while somebody looks at it, and applies settings by the smallest restart that does."""

    def __init__(
        self,
        library: ModelLibrary,
        engine: EngineService,
        truth: HardwareTruth,
        hardware: HardwareProbe,
        tasks: TaskOwner,
        has_runner: Callable[[], bool] = lambda: True,
    ) -> None:
        """`has_runner` tells whether our own server has a process that can hold a model; it may block."""
        self._library = library
        self._truth = truth
        self._engine = engine
        self._hardware = hardware
        self._tasks = tasks
        self._has_runner = has_runner
        self._loaded: tuple[LoadedModel, ...] = ()
        self._last = ""
        self.changes: Listeners[Work] = Listeners()
        engine.changes.add(self._on_engine)

    @property
    def work(self) -> Work:
        """What the last look showed. Whoever says who works says it after this, so that no two places disagree."""
        state = self._engine.state
        if not state.is_ready:
            return Work(state)
        cards = self._truth.cards() if state.origin is Origin.MANAGED else ()
        no_card = self._truth.no_card(self._loaded, is_here=is_here(state))
        return Work(state, self._loaded, self._truth.who_works(self._loaded), cards, no_card)

    def hear(self, news: ChatNews) -> None:
        """Which model answers: the server lists first what stays longest, which may be another."""
        if isinstance(news, MessageChanged) and news.message.model:
            self._last = normal_tag(news.message.model)

    def look(self) -> None:
        """Look once, and tell `changes`."""
        self._tasks.start(_LOOK, self._look())

    def watch(self) -> None:
        """Tell `changes` what is loaded, now and every two seconds, until `rest`."""
        if not self._tasks.is_running(_WATCH):
            self._tasks.start(_WATCH, self._watch())

    def rest(self) -> None:
        self._tasks.cancel(_WATCH)

    async def free(self) -> None:
        """Unload every model; an answer that is being written ends first. Raises: `BackendError`."""
        await self._look()
        for model in self._loaded:
            await self._library.unload(model.tag)
        await self._look()

    def apply(self, change: SettingChanged) -> None:
        """Make a setting true for what is loaded already. A server that is not ours is never restarted."""
        if change.key in RESTARTING and self._engine.state.origin is Origin.MANAGED:
            self._tasks.start("engine:move", self._engine.restart())
        elif change.key in RELOADING and self._engine.state.is_ready:
            self._tasks.start(_APPLY, self.free(), lambda _: None)  # a model that cannot be unloaded reloads later

    async def _watch(self) -> None:
        while True:
            await self._look(with_memory=True)
            await asyncio.sleep(LOOK_EVERY_S)

    async def _look(self, *, with_memory: bool = False) -> None:
        url = self._engine.state.url
        try:
            loaded = await self._library.loaded() if self._engine.state.is_ready else ()
            if loaded and self._engine.state.origin is Origin.MANAGED and not await asyncio.to_thread(self._has_runner):
                loaded = ()  # the server lists a model until the next chat, also when its runner was killed
        except BackendError:
            loaded = ()
        loaded = tuple(sorted(loaded, key=lambda model: normal_tag(model.tag) != self._last))
        memory: tuple[MemoryUse, ...] | None = None
        if with_memory:
            hardware = await asyncio.to_thread(self._hardware)
            memory = memory_uses(hardware, loaded) if is_here(self._engine.state) else ()
        if self._engine.state.url == url:
            self._loaded = loaded
            self.changes.tell(replace(self.work, memory=memory))

    def _on_engine(self, _: EngineState) -> None:
        self._loaded = ()
        self.changes.tell(self.work)
        self.look()
