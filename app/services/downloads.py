"""Downloads of models: a queue, one at a time, that survives everything but being cancelled."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import aclosing, suppress
from dataclasses import replace

from app.domain.downloads import Download, DownloadState, Manifest, PullChecking, PullDone, PullProgress
from app.domain.engine import EngineState
from app.domain.errors import (
    AppError,
    BackendError,
    ConnectionDrops,
    DamagedOnTheWay,
    DownloadError,
    NoInternet,
    NoSpace,
    RegistryBusy,
    Stalled,
    StoreError,
    Unreachable,
)
from app.domain.fit import DISK_RESERVE_BYTES
from app.domain.models import normal_tag
from app.domain.ports import DownloadStore, ModelDownloads, ModelFolder, ModelRegistry
from app.services.listeners import Listeners
from app.services.models import ModelService
from app.services.tasks import TaskOwner
from app.services.transfer_rate import TransferRate

STALLED_AFTER_S = 10.0
RETRY_DELAYS_S = (1.0, 3.0, 10.0, 30.0, 60.0)
"""After a connection that broke; the last one again and again, for as long as it takes."""
SPACE_EVERY_S = 5.0
_GOES_ON = (NoInternet, ConnectionDrops, RegistryBusy, Unreachable, Stalled)
"""Nothing that the person could mend: tried again by itself."""
_MOST_DAMAGED = 2
_RUN = "downloads:run"
_SAVE = "downloads:save"
_WATCH = "downloads:watch"
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
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._server = server
        self._registry = registry
        self._folder = folder
        self._store = store
        self._models = models
        self._tasks = tasks
        self._monotonic = monotonic
        self._rows: list[Download] = []
        self._manifests: dict[str, Manifest] = {}
        self._is_ready = False
        self._wake = asyncio.Event()
        self.changes: Listeners[tuple[Download, ...]] = Listeners()
        self.finished: Listeners[str] = Listeners()
        """The tag of a model that is complete."""

    @property
    def rows(self) -> tuple[Download, ...]:
        return tuple(self._rows)

    def find(self, tag: str) -> Download | None:
        """The row of a model; `:latest` may be left out."""
        wanted = normal_tag(tag)
        return next((row for row in self._rows if row.tag == wanted), None)

    @property
    def unfinished_digests(self) -> tuple[str, ...]:
        """Files that must not be lost when a server starts: it deletes unfinished ones that are an hour old."""
        return tuple(
            layer.digest
            for row in self._rows
            if row.state is not DownloadState.DONE and (manifest := self._manifests.get(row.tag))
            for layer in manifest.layers
        )

    async def restore(self) -> None:
        """Read the queue of the last run. Never raises: without it nothing is lost but the order."""
        with suppress(StoreError):
            for row, manifest in await self._store.downloads():
                if row.state is not DownloadState.DONE and self.find(row.tag) is None:
                    self._rows.append(row)
                    if manifest:
                        self._manifests[row.tag] = manifest
        self._tell()
        self._run()

    def follow(self, state: EngineState) -> None:
        """Downloads need a server: without one they are held, with one they go on."""
        if state.is_ready != self._is_ready:
            self._is_ready = state.is_ready
            self._tasks.cancel(_RUN)
            for row in self._rows:
                if row.is_active:
                    self._put(_resting(row, DownloadState.WAITING))
            self._tell()
            self._run()

    def add(self, tag: str, *, is_update: bool = False) -> None:
        """Put a model at the end of the queue. One that is there already goes on."""
        tag = normal_tag(tag)
        row = self.find(tag)
        if row is None:
            self._rows.append(Download(tag, DownloadState.WAITING, is_update=is_update))
        elif row.state is DownloadState.DONE:
            self._rows.remove(row)
            self._rows.append(Download(tag, DownloadState.WAITING, is_update=is_update))
        elif not row.is_active:
            self._put(replace(row, state=DownloadState.WAITING, error=None))
        self._changed()

    def pause(self, tag: str) -> None:
        """Stop until the person resumes it, also across restarts."""
        row = self.find(tag)
        if row and row.state not in (DownloadState.PAUSED, DownloadState.DONE, DownloadState.CHECKING):
            self._put(_resting(row, DownloadState.PAUSED))
            self._changed(row)

    def resume(self, tag: str) -> None:
        """Go on, or try again after a failure."""
        row = self.find(tag)
        if row and row.state in (DownloadState.PAUSED, DownloadState.FAILED, DownloadState.HELD):
            self._put(_resting(row, DownloadState.WAITING))
            self._changed()
            self._wake.set()

    def start_now(self, tag: str) -> None:
        """Before all others; the one that runs waits."""
        row = self.find(tag)
        if row and not row.is_active and row.state is not DownloadState.DONE:
            running = next((other for other in self._rows if other.is_active), None)
            self._rows.remove(row)
            self._rows.insert(0, _resting(row, DownloadState.WAITING))
            if running:
                self._put(_resting(running, DownloadState.WAITING))
            self._changed(running)

    def cancel(self, tag: str) -> None:
        """Take a model out of the queue and delete what arrived of it, but for files that others need."""
        if row := self.find(tag):
            self._rows.remove(row)
            manifest = self._manifests.pop(row.tag, None)
            self._changed(row)
            if manifest and row.state is not DownloadState.DONE:
                self._tasks.start(f"downloads:discard:{row.tag}", self._discard(row.tag, manifest))

    def dismiss(self, tag: str) -> None:
        """Take a finished row off the list."""
        row = self.find(tag)
        if row and row.state is DownloadState.DONE:
            self._rows.remove(row)
            self._manifests.pop(row.tag, None)
            self._changed()

    # The queue

    def _changed(self, stopped: Download | None = None) -> None:
        """Tell, save and see to it that the right one runs; `stopped` was running until now."""
        self._tell()
        if stopped is not None and stopped.is_active:
            self._tasks.cancel(_RUN)
        self._save()
        self._run()

    def _tell(self) -> None:
        self.changes.tell(self.rows)

    def _save(self) -> None:
        self._tasks.start(_SAVE, self._save_soon())

    async def _save_soon(self) -> None:
        try:
            await self._store.save_downloads([(row, self._manifests.get(row.tag)) for row in self._rows])
        except StoreError as error:
            _log.warning("the downloads could not be saved: %s", error.detail)

    def _put(self, row: Download) -> None:
        """Replace the row of the same model; one that was cancelled meanwhile stays away."""
        for place, old in enumerate(self._rows):
            if old.tag == row.tag:
                self._rows[place] = row

    def _next(self) -> Download | None:
        waiting = (DownloadState.WAITING, DownloadState.HELD)
        return next((row for row in self._rows if row.state in waiting or row.is_active), None)

    def _run(self) -> None:
        if self._is_ready and not self._tasks.is_running(_RUN) and self._next():
            self._tasks.start(_RUN, self._work_off())
        elif self._is_ready and self._tasks.is_running(_RUN):
            # One that was cancelled this moment still has the key: begin anew when it is gone.
            self._tasks.start("downloads:again", self._run_again())

    async def _run_again(self) -> None:
        await self._tasks.join(_RUN)
        if self._is_ready and not self._tasks.is_running(_RUN) and self._next():
            self._tasks.start(_RUN, self._work_off())

    async def _work_off(self) -> None:
        """Download one after the other until none is left that may run."""
        failures, damaged = 0, 0
        while row := self._next():
            before = row.done_bytes
            try:
                await self._download(row.tag)
            except _GOES_ON as error:
                now = self.find(row.tag)
                failures = 0 if now and now.done_bytes > before else failures + 1
                delay_s = RETRY_DELAYS_S[min(failures, len(RETRY_DELAYS_S) - 1)]
                await self._hold(row.tag, error, delay_s)
            except DamagedOnTheWay as error:
                damaged += 1
                if damaged >= _MOST_DAMAGED:
                    self._end(row.tag, DownloadState.FAILED, error)
            except (BackendError, StoreError) as error:
                self._end(row.tag, DownloadState.FAILED, error)
            else:
                failures = damaged = 0

    async def _hold(self, tag: str, error: AppError, delay_s: float) -> None:
        """Wait, with the reason on the row, until it is worth another try or the person asks for one."""
        self._end(tag, DownloadState.HELD, error)
        self._wake.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), delay_s)

    def _end(self, tag: str, state: DownloadState, error: AppError | None = None) -> None:
        if row := self.find(tag):
            self._put(replace(_resting(row, state), error=error))
            self._tell()
            self._save()

    async def _download(self, tag: str) -> None:
        """One download, to its end. Raises: `BackendError`, `StoreError`."""
        self._update(tag, state=DownloadState.STARTING, error=None)
        manifest = await self._find_out(tag)
        rate = TransferRate(self._monotonic)
        progress = _Whole(manifest)
        if manifest:
            here = await asyncio.to_thread(self._folder.present_bytes, manifest.layers)
            await self._check_space(manifest.size_bytes - here)
            self._update(tag, total_bytes=manifest.size_bytes, done_bytes=here)
        self._tasks.start(_WATCH, self._watch(tag, rate))
        try:
            async with aclosing(self._server.pull(tag)) as events:
                async for event in events:
                    match event:
                        case PullProgress():
                            progress.take(event)
                            self._show(tag, progress, rate)
                        case PullChecking():
                            self._update(tag, state=DownloadState.CHECKING, bytes_per_second=None, seconds_left=None)
                        case PullDone():
                            break
        finally:
            self._tasks.cancel(_WATCH)
        await self._done(tag)

    async def _done(self, tag: str) -> None:
        row = self.find(tag)
        if row is None:
            return
        total = row.total_bytes or row.done_bytes
        self._put(replace(_resting(row, DownloadState.DONE), done_bytes=total, total_bytes=total))
        self._tell()
        self._save()
        with suppress(BackendError):
            await self._models.refresh()
        self.finished.tell(row.tag)

    async def _find_out(self, tag: str) -> Manifest | None:
        """What belongs to the model. A registry that does not tell us may still tell the server."""
        try:
            manifest = await self._registry.manifest(tag)
        except (NoInternet, RegistryBusy):
            raise
        except DownloadError as error:
            _log.info("the registry was not clear about %s: %s", tag, type(error).__name__)
            return self._manifests.get(tag)
        self._manifests[tag] = manifest
        self._save()
        return manifest

    async def _check_space(self, needed: int) -> None:
        free = await asyncio.to_thread(self._folder.free_bytes)
        if free is not None and free < needed + DISK_RESERVE_BYTES:
            raise NoSpace(needed_bytes=needed + DISK_RESERVE_BYTES, free_bytes=free)

    async def _watch(self, tag: str, rate: TransferRate) -> None:
        """While it downloads: say that nothing comes; stop it before it fills the disk."""
        next_space_at = self._monotonic() + SPACE_EVERY_S
        while True:
            await asyncio.sleep(1.0)
            row = self.find(tag)
            if row is None:
                return
            if row.state is DownloadState.RUNNING and rate.silent_s >= STALLED_AFTER_S:
                self._update(tag, state=DownloadState.STALLED, bytes_per_second=None, seconds_left=None)
            if self._monotonic() >= next_space_at:
                next_space_at = self._monotonic() + SPACE_EVERY_S
                free = await asyncio.to_thread(self._folder.free_bytes)
                left = row.total_bytes - row.done_bytes
                if free is not None and left > 0 and free < DISK_RESERVE_BYTES // 4:
                    self._end(tag, DownloadState.FAILED, NoSpace(needed_bytes=left, free_bytes=free))
                    self._tasks.cancel(_RUN)
                    self._tasks.start("downloads:again", self._run_again())

    def _show(self, tag: str, progress: _Whole, rate: TransferRate) -> None:
        row = self.find(tag)
        if row is None:
            return
        total = progress.total or row.total_bytes
        done = max(row.done_bytes, min(progress.done, total) if total else progress.done)
        rate.take(progress.done)
        state = DownloadState.STALLED if rate.silent_s >= STALLED_AFTER_S else DownloadState.RUNNING
        self._put(
            replace(
                row,
                state=state,
                done_bytes=done,
                total_bytes=total,
                bytes_per_second=rate.bytes_per_second,
                seconds_left=rate.seconds_left(total - done),
                error=None,
            )
        )
        self._tell()

    def _update(self, tag: str, **changes: object) -> None:
        if row := self.find(tag):
            if isinstance(done := changes.get("done_bytes"), int):
                changes["done_bytes"] = max(done, row.done_bytes)
            self._put(replace(row, **changes))  # type: ignore[arg-type]
            self._tell()

    async def _discard(self, tag: str, manifest: Manifest) -> None:
        """Delete unfinished files, once the server has let go of them."""
        await self._tasks.join(_RUN)
        for delay_s in (0.0, 0.3, 1.0):  # a server that hangs up writes its notes once more
            await asyncio.sleep(delay_s)
            if self.find(tag) is not None:
                return  # wanted again meanwhile: what is there is its beginning
            kept = set(self.unfinished_digests)
            digests = [layer.digest for layer in manifest.layers if layer.digest not in kept]
            with suppress(StoreError, OSError):
                await asyncio.to_thread(self._folder.remove_unfinished, digests)


class _Whole:
    """The progress of all files of a model together; never falls."""

    def __init__(self, manifest: Manifest | None) -> None:
        self._sizes = {layer.digest: layer.size_bytes for layer in manifest.layers} if manifest else {}
        self._is_known = bool(self._sizes)
        self._done: dict[str, int] = {}

    def take(self, event: PullProgress) -> None:
        if event.total_bytes and not self._is_known:
            self._sizes[event.digest] = max(event.total_bytes, self._sizes.get(event.digest, 0))
        self._done[event.digest] = max(event.done_bytes, self._done.get(event.digest, 0))

    @property
    def done(self) -> int:
        return sum(self._done.values())

    @property
    def total(self) -> int:
        return sum(self._sizes.values())


def _resting(row: Download, state: DownloadState) -> Download:
    return replace(row, state=state, bytes_per_second=None, seconds_left=None, error=None)
