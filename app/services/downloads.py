"""Downloads of models: a queue, one at a time, that survives everything but being cancelled."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial

from app.domain.downloads import Download, DownloadState
from app.domain.engine import EngineState, Phase
from app.domain.errors import (
    AppError,
    BackendError,
    DamagedOnTheWay,
    DownloadError,
    NetworkBlocks,
    NoInternet,
    RegistryBusy,
    StoreError,
)
from app.domain.models import TOUR_TAG
from app.domain.ports import DownloadStore, ModelDownloads, ModelFolder, ModelRegistry
from app.services.download_attempt import DownloadAttempt, Outside
from app.services.download_leftovers import remove_leftovers
from app.services.download_queue import DownloadQueue, listed_tag, resting
from app.services.download_retry import RetryPlan
from app.services.listeners import Listeners
from app.services.models import ModelService
from app.services.sleepless_clock import sleepless
from app.services.tasks import TaskOwner

_NO_ENGINE = (Phase.MISSING, Phase.FAILED, Phase.STOPPED)
_WORK = "downloads:work"
_ATTEMPT = "downloads:attempt"
_TIDY = "downloads:tidy"
_REFUSED = (NetworkBlocks, RegistryBusy)
_log = logging.getLogger(__name__)


class DownloadService:
    """The queue. Its order is that of `rows`; the first row that is not paused, failed or done runs.

    Pausing hangs up; the server keeps what has arrived and goes on from there. A download that was running when the
    program ended, however it ended, goes on at the next start.
    """

    def __init__(
        self,
        server: ModelDownloads,
        registry: ModelRegistry,
        folder: ModelFolder,
        store: DownloadStore,
        models: ModelService,
        tasks: TaskOwner,
        *,
        expected_bytes: Callable[[str], int] = lambda _: 0,
        monotonic: Callable[[], float] = time.monotonic,
        sleepless: Callable[[], float] = sleepless,
    ) -> None:
        """`expected_bytes` tells the size of a tag by the catalogue, 0 if it is not in there."""
        self._outside = Outside(server, registry, folder, expected_bytes, monotonic, sleepless)
        self._models = models
        self._tasks = tasks
        self._queue = DownloadQueue(store, tasks)
        self._is_ready = False
        self._is_counted = True
        self._wake = asyncio.Event()
        self._running: str | None = None
        self._plan = RetryPlan(monotonic)
        self._recent: set[str] = set()
        """Tags whose manifest was asked for in this row of tries."""
        self.changes = self._queue.changes
        self.finished: Listeners[str] = Listeners()
        """The tag of a model that is complete."""

    @property
    def rows(self) -> tuple[Download, ...]:
        return self._queue.rows

    def find(self, tag: str) -> Download | None:
        """The row of a model, under any of its names."""
        return self._queue.find(tag)

    def before_engine_starts(self, folder: ModelFolder) -> None:
        """To be called, on any thread, before a server of ours starts on this folder.

        A server that starts deletes unfinished files, and whole ones that belong to no model yet, when they are an
        hour old: those of the queue are made to look new. And it does not go on with what one that was killed left
        damaged.
        """
        folder.mend(self._queue.wanted_layers)
        folder.refresh(sorted(self._queue.wanted_digests))

    async def restore(self) -> None:
        """Read the queue of the last run. Never raises: without it nothing is lost but the order."""
        with suppress(StoreError):
            await self._queue.load()
        self._is_counted = False
        self._go()

    async def flush(self) -> None:
        """Write what is not on disk yet; to be called when the tasks have ended."""
        await self._queue.flush()

    def follow(self, state: EngineState) -> None:
        """Downloads need a server: without one they are held, with one they go on."""
        self._is_ready = state.is_ready
        if state.is_ready:
            for row in self.rows:
                if row.state is DownloadState.HELD and not isinstance(row.error, DownloadError):
                    self._put(resting(row, DownloadState.WAITING))
        else:
            self._tasks.cancel(_ATTEMPT)
            error = state.error if state.phase in _NO_ENGINE else None
            for row in self.rows:
                if row.is_active or row.state is DownloadState.WAITING:
                    held = resting(row, DownloadState.HELD if error else DownloadState.WAITING)
                    self._put(replace(held, error=error))
        self._go()

    def add(self, tag: str, *, is_update: bool = False) -> None:
        """Put a model at the end of the queue. One that is there already goes on."""
        tag = listed_tag(tag)
        row = self.find(tag)
        if row is not None and row.state is not DownloadState.DONE:
            self.resume(tag)
            return
        others = [other for other in self.rows if other.tag != tag]
        self._forgive(tag)
        self._queue.arrange([*others, Download(tag, DownloadState.WAITING, is_update=is_update)])
        self._go()

    def pause(self, tag: str) -> None:
        """Stop until the person resumes it, also across restarts. Checking cannot be paused: all is here."""
        row = self.find(tag)
        if row and row.state not in (DownloadState.PAUSED, DownloadState.DONE, DownloadState.CHECKING):
            self._stop(row.tag)
            self._put(resting(row, DownloadState.PAUSED))
            self._queue.save()
            self._go()

    def resume(self, tag: str) -> None:
        """Go on, or try again after a failure."""
        row = self.find(tag)
        if row and row.state in (DownloadState.PAUSED, DownloadState.FAILED, DownloadState.HELD):
            self._forgive(row.tag)
            if row.state is DownloadState.HELD:
                self._stop(row.tag)  # a try that the row keeps silent about
            self._put(resting(row, DownloadState.WAITING))
            self._queue.save()
            self._go()

    def start_now(self, tag: str) -> None:
        """Before all others; the one that runs waits, unless it is being checked and so as good as done."""
        row = self.find(tag)
        if row is None or row.is_active or row.state is DownloadState.DONE:
            return
        self._forgive(row.tag)
        if self._running and (running := self.find(self._running)) and running.state is not DownloadState.CHECKING:
            self._tasks.cancel(_ATTEMPT)
            if running.is_active:
                self._put(resting(running, DownloadState.WAITING))
        others = [other for other in self.rows if other.tag != row.tag]
        self._queue.arrange([resting(row, DownloadState.WAITING), *others])
        self._go()

    def move(self, tag: str, position: int) -> None:
        """To another place of the queue; the one that runs goes on."""
        if row := self.find(tag):
            rows = [other for other in self.rows if other.tag != row.tag]
            rows.insert(max(0, position), row)
            self._queue.arrange(rows)
            self._go()

    def cancel(self, tag: str) -> None:
        """Take a model out of the queue and delete what arrived of it, but for files that others need."""
        if row := self.find(tag):
            self._stop(row.tag)
            self._forgive(row.tag)
            self._queue.arrange([other for other in self.rows if other.tag != row.tag])
            self._go()

    def dismiss(self, tag: str) -> None:
        """Take a finished row off the list."""
        row = self.find(tag)
        if row and row.state is DownloadState.DONE:
            self._queue.arrange([other for other in self.rows if other.tag != row.tag])

    def _put(self, row: Download) -> None:
        self._queue.change(row.tag, lambda _: row)

    def _forgive(self, tag: str) -> None:
        """It begins as if nothing had gone wrong."""
        self._plan.forgive(tag)
        self._recent.discard(tag)

    def _stop(self, tag: str) -> None:
        if self._running == tag:
            self._tasks.cancel(_ATTEMPT)

    def _go(self) -> None:
        """See to it that the right one runs."""
        self._wake.set()
        if not self._tasks.is_running(_WORK):
            self._tasks.start(_WORK, self._work())

    async def _work(self) -> None:
        """Try one after the other, and again, for as long as the program lives."""
        while True:
            self._wake.clear()
            await self._look_at_disk()
            row, pause_s = self._plan.next(self.rows) if self._is_ready else (None, None)
            if row:
                self._running = row.tag
                self._tasks.start(_ATTEMPT, self._attempt(row.tag))
                await self._tasks.join(_ATTEMPT)
                self._running = None
                if (ended := self.find(row.tag)) and ended.is_active:  # a fault of ours; the log has it
                    self._end(row.tag, DownloadState.FAILED, DownloadError("the download ended without a word"))
            else:
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause_s):
                        await self._wake.wait()

    async def _look_at_disk(self) -> None:
        """What should not be there, and, after a start, what is really there of each download."""
        folder = self._outside.folder
        if self._queue.leftovers and not self._tasks.is_running(_TIDY):
            self._tasks.start(_TIDY, remove_leftovers(self._queue, folder))
        if self._is_counted or not self._is_ready:
            return
        self._is_counted = True
        for row in self.rows if folder.path() else ():
            if manifest := self._queue.manifest(row.tag):
                here = await asyncio.to_thread(folder.present_bytes, manifest.layers)
                self._queue.change(row.tag, partial(replace, done_bytes=here))

    async def _attempt(self, tag: str) -> None:
        row = self.find(tag)
        attempt = DownloadAttempt(
            tag,
            self._outside,
            self._tasks,
            lambda change: self._queue.change(tag, change),
            lambda manifest: self._queue.learn(tag, manifest),
        )
        try:
            is_refused = row is not None and isinstance(row.error, _REFUSED)
            await attempt.run(self._queue.manifest(tag), is_recent=tag in self._recent, is_refused=is_refused)
        except (BackendError, StoreError) as error:
            if isinstance(error, DamagedOnTheWay):  # the server has thrown it away: the bar begins anew
                self._queue.change(tag, partial(replace, done_bytes=0, least_fraction=0.0))
            goes_on = self._plan.take(tag, error, has_received=attempt.has_received)
            if isinstance(error, DamagedOnTheWay) and not goes_on:
                error = replace(error, is_again=True)
            if isinstance(error, NoInternet):
                error = replace(error, has_models=any(model.tag != TOUR_TAG for model in self._models.installed))
            self._end(tag, DownloadState.HELD if goes_on else DownloadState.FAILED, error)
        else:
            await self._done(tag)
        finally:
            if attempt.is_reachable:
                self._recent.add(tag)

    def _end(self, tag: str, state: DownloadState, error: AppError) -> None:
        _log.info("%s is %s: %s %s", tag, state, type(error).__name__, error.detail)
        self._queue.change(tag, lambda row: replace(resting(row, state), error=error))
        self._queue.save()

    async def _done(self, tag: str) -> None:
        row = self.find(tag)
        if row is None:
            return
        total = row.total_bytes or row.done_bytes
        self._put(replace(resting(row, DownloadState.DONE), done_bytes=total, total_bytes=total))
        self._queue.save()
        try:
            with suppress(BackendError):
                await self._models.refresh()
        finally:
            self.finished.tell(row.tag)
