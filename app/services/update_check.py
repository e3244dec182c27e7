"""Whether there is a newer Baleen: asked once a day if the person wants it. Nothing is ever installed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

from app.domain.errors import AppError, BackendError, StoreError
from app.domain.ports import ReleaseStore
from app.domain.program_update import Answer, KnownRelease, is_due, is_newer
from app.services.listeners import Listeners
from app.services.settings import SettingChanged, SettingsService
from app.services.tasks import TaskOwner

SETTING = "check_for_updates"
WAKE_EVERY_S = 3600.0
"""How often a running program sees whether the day is over: a computer that slept must not wait for another one."""
_LOOK = "program-update:look"
_SAVE = "program-update:save"
_log = logging.getLogger(__name__)


class UpdateCheck:
    """Asks the release page while `check_for_updates` is on, and tells of a version that the person does not know.

    Off for good where a package manager owns the program: that one brings new versions by itself.
    """

    def __init__(
        self,
        ask: Callable[[str], Awaitable[Answer]],
        store: ReleaseStore,
        settings: SettingsService,
        tasks: TaskOwner,
        *,
        version: str,
        owner: str = "",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        wake_every_s: float = WAKE_EVERY_S,
    ) -> None:
        """`ask` takes the last answer's etag. `version` is ours, `owner` the package manager's name or empty."""
        self.changes: Listeners[None] = Listeners()
        self.problem: AppError | None = None
        """Why the last look came to nothing."""
        self.owner = owner
        self._ask = ask
        self._store = store
        self._settings = settings
        self._tasks = tasks
        self._version = version
        self._now = now
        self._wake_every_s = wake_every_s
        self._known = KnownRelease()
        self._is_known = False
        settings.changes.add(self._on_setting)

    @property
    def is_on(self) -> bool:
        return not self.owner and self._settings.current.check_for_updates

    @property
    def newer(self) -> str:
        """The version to tell of; empty where there is none, where it was put away, or where nobody wants to know."""
        version = self._known.version
        is_news = self.is_on and version != self._known.put_away and is_newer(version, self._version)
        return version if is_news else ""

    def begin(self) -> None:
        """Look if that is due, and go on doing so until the tasks end; returns at once."""
        if self.is_on:
            self._tasks.start(_LOOK, self._look_every_day())

    def put_away(self) -> None:
        """Say no more of the version that `newer` names."""
        if self.newer:
            self._know(replace(self._known, put_away=self.newer))

    def _on_setting(self, change: SettingChanged) -> None:
        if change.key == SETTING:
            if not self.is_on:
                self._tasks.cancel(_LOOK)
            self.begin()
            self.changes.tell(None)

    async def _look_every_day(self) -> None:
        if not self._is_known:
            self._known = await self._store.release()
            self._is_known = True
            self.changes.tell(None)
        while True:
            if is_due(self._known.looked_at, self._now()):
                await self._look()
            await asyncio.sleep(self._wake_every_s)

    async def _look(self) -> None:
        # Noted before it is known what comes of it: a page that does not answer is not asked again today, either.
        known = replace(self._known, looked_at=self._now())
        try:
            answer = await self._ask(known.etag)
            self.problem = None
            if answer.version:
                known = replace(known, version=answer.version, etag=answer.etag)
        except BackendError as error:
            self.problem = error
            _log.info("no word on a newer Baleen: %s", type(error).__name__)
        self._know(known)

    def _know(self, known: KnownRelease) -> None:
        self._known = known
        self._tasks.start(_SAVE, self._save(known))
        self.changes.tell(None)

    async def _save(self, known: KnownRelease) -> None:
        try:
            await self._store.save_release(known)
        except StoreError as error:
            _log.info("the look for a newer Baleen could not be noted: %s", error.detail)
