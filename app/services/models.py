"""The models of the server that is in use: what is there, what each can do, and news when that changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing

from app.domain.engine import EngineState, Origin, Phase
from app.domain.errors import BackendError, ListUnreadable
from app.domain.fit import Fit
from app.domain.models import TOUR_TAG, InstalledModel, ModelDetails, normal_tag
from app.domain.ports import ModelLibrary
from app.services.listeners import Listeners
from app.services.tasks import TaskOwner

WATCH_INTERVAL_S = 0.9
"""A model that appears or goes is noticed within a second."""
PATIENCE_S = 5.0
"""A server that is ready tells its models at once; one that does not by then is asked why."""


class ModelService:
    """Watches the list of installed models while a server is ready."""

    def __init__(
        self,
        library: ModelLibrary,
        tasks: TaskOwner,
        interval_s: float = WATCH_INTERVAL_S,
        patience_s: float = PATIENCE_S,
    ) -> None:
        self.installed: tuple[InstalledModel, ...] = ()
        self.is_known = False
        """True once the server has told its list."""
        self.changes: Listeners[tuple[InstalledModel, ...]] = Listeners()
        self.faults: Listeners[ListUnreadable] = Listeners()
        """Told while the list stays unknown though the server is ready; `changes` tells the end of it."""
        self._library = library
        self._tasks = tasks
        self._is_unreadable = False
        self._interval_s = interval_s
        self._patience_s = patience_s
        self._details: dict[tuple[str, str], ModelDetails] = {}
        self._place = ""
        """Where the server of the list is; see `_place_of`."""

    def follow(self, state: EngineState) -> None:
        """Start or stop watching, as the engine comes and goes. The models of a server stay known while it is away, and
        until another one is asked.
        """
        place = _place_of(state)
        if place is not None and place != self._place:
            self._place = place
            self._forget()
        if state.is_ready:
            self._tasks.start("models:watch", self._watch())
            self._tasks.start("models:unknown", self._ask_why_unknown())
        else:
            self._tasks.cancel("models:watch")
            self._tasks.cancel("models:unknown")

    async def refresh(self) -> None:
        """Ask for the list now. Raises: `BackendError`."""
        self._take(await self._library.installed())

    def _forget(self) -> None:
        if self.is_known or self._is_unreadable:
            self._tasks.cancel("models:watch")
            self._tasks.cancel("models:unknown")
            self.installed, self.is_known, self._is_unreadable = (), False, False
            self._details.clear()
            self.changes.tell(())

    def _take(self, listed: tuple[InstalledModel, ...]) -> None:
        found = tuple(model for model in listed if not model.is_cloud)
        if found != self.installed or not self.is_known:
            self.installed, self.is_known, self._is_unreadable = found, True, False
            known = {(model.tag, model.digest) for model in found}
            self._details = {key: value for key, value in self._details.items() if key in known}
            self.changes.tell(found)

    def find(self, tag: str) -> InstalledModel | None:
        """The installed model with this tag; `:latest` may be left out."""
        wanted = normal_tag(tag)
        return next((model for model in self.installed if normal_tag(model.tag) == wanted), None)

    def preferred(self, wanted: str, fit_of: Callable[[str], Fit | None] = lambda _: None) -> InstalledModel | None:
        """The wanted model if it is installed, else one that runs here, a DeepSeek model before any other, the newest
        first; the tour only if asked for or alone.

        `fit_of` is the verdict on a tag; where it is None the model may run.
        """
        if wanted and (model := self.find(wanted)):
            return model

        def comes_late(model: InstalledModel) -> tuple[bool, bool, bool, bool]:
            fit = fit_of(model.tag)
            is_other = "deepseek" not in model.tag.lower()
            return model.tag == TOUR_TAG, fit is Fit.TOO_BIG, is_other, fit is Fit.SLOW

        return min(self.installed, key=comes_late, default=None)

    async def details(self, tag: str) -> ModelDetails:
        """What a model can do; remembered until its file changes. Raises: `BackendError`."""
        model = self.find(tag)
        key = (tag, model.digest if model else "")
        if key not in self._details:
            self._details[key] = await self._library.details(tag)
        return self._details[key]

    async def is_loaded(self, tag: str) -> bool:
        """Whether a model is in memory now. Raises: `BackendError`."""
        model = self.find(tag)
        digest = model.digest if model else ""
        return any(loaded.is_of(tag, digest) for loaded in await self._library.loaded())

    async def delete(self, tag: str) -> None:
        """Delete a model; the list is up to date when this returns. Raises: `BackendError`."""
        await self._library.delete(tag)
        await self.refresh()

    async def _watch(self) -> None:
        async with aclosing(self._library.watch_installed(self._interval_s)) as lists:
            async for listed in lists:
                self._take(listed)

    async def _ask_why_unknown(self) -> None:
        """`watch_installed` is patient and silent: what keeps the first list from coming is told from here."""
        await asyncio.sleep(self._patience_s)
        is_told = False
        while not self.is_known:
            try:
                self._take(await self._library.installed())
            except BackendError as error:
                if not is_told:
                    is_told = self._is_unreadable = True
                    self.faults.tell(ListUnreadable(error.detail, address=self._place))
                await asyncio.sleep(self._patience_s)


def _place_of(state: EngineState) -> str | None:
    """The address of a server that is not ours, empty for ours; None while it is not known which it will be."""
    if state.origin is Origin.EXTERNAL and state.url:
        return state.url
    is_open = state.phase in (Phase.SEARCHING, Phase.STARTING, Phase.RESTARTING, Phase.STOPPED)
    return None if is_open else ""
