"""Installs the engine on request: fetch, check, unpack, try, and go back if it does not start."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from app.domain.engine_install import EngineArchive, InstallPhase, InstallState
from app.domain.errors import (
    AppError,
    EngineArchiveBad,
    EngineArchiveUnreachable,
    EngineDoesNotStart,
    EngineInstallError,
    EngineNoArchive,
)
from app.domain.ports import EngineStorage, FileFetcher
from app.services.engine import EngineService
from app.services.listeners import Listeners
from app.services.tasks import TaskOwner
from app.services.transfer_rate import TransferRate

RETRY_DELAYS_S = (1.0, 3.0, 10.0, 30.0)
"""After this many broken connections in a row without a new byte the person is asked."""
TELL_EVERY_S = 0.1
START_PATIENCE_S = 120.0
_TASK = "engine:install"
_log = logging.getLogger(__name__)
T = TypeVar("T")


class EngineInstallService:
    """One installation at a time. The engine in use stays in use until the new one has proved that it starts."""

    def __init__(
        self,
        storage: EngineStorage,
        fetch: FileFetcher,
        archive: Callable[[], EngineArchive | None],
        engine: EngineService,
        tasks: TaskOwner,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._storage = storage
        self._fetch = fetch
        self._archive = archive
        self._engine = engine
        self._tasks = tasks
        self._sleep = sleep
        self._stop = threading.Event()
        self._state = InstallState()
        self._turn = asyncio.Lock()
        self.changes: Listeners[InstallState] = Listeners()

    @property
    def state(self) -> InstallState:
        return self._state

    def archive(self) -> EngineArchive | None:
        """What would be installed on this computer; None where there is nothing for it."""
        return self._archive()

    def installed_version(self) -> str:
        """The version that Baleen has installed; empty for none. Reads a small file."""
        return self._storage.version()

    def start(self, file: Path | None = None) -> None:
        """Install; from a file that the person has, if given. Nothing happens while an installation runs."""
        if not self._state.is_busy:
            self._stop = threading.Event()
            self._tell(InstallState(InstallPhase.DOWNLOADING, self._state.done_bytes, self._state.total_bytes))
            self._tasks.start(_TASK, self._install(file), self._fail)

    def pause(self) -> None:
        """Stop fetching; what has arrived is kept, and `start` goes on."""
        if self._state.phase is InstallPhase.DOWNLOADING:
            self._end(InstallPhase.PAUSED)

    async def cancel(self) -> None:
        """Stop, and delete what has arrived. Without effect while the new engine is being tried."""
        if self._state.phase is InstallPhase.TRYING:
            return
        self._end(InstallPhase.IDLE)
        await self._tasks.join(_TASK)
        if archive := self._archive():
            with suppress(OSError):
                await asyncio.to_thread(self._storage.discard_download, archive)
        self._tell(InstallState())

    async def remove(self) -> None:
        """Delete the engine that Baleen installed; our server is ended first and another engine looked for."""
        await self._engine.stop()
        await asyncio.to_thread(self._storage.remove)
        self._tell(InstallState())
        await self._engine.start()

    def _end(self, phase: InstallPhase) -> None:
        self._stop.set()
        self._tasks.cancel(_TASK)
        self._tell(replace(self._state, phase=phase, bytes_per_second=None, error=None))

    def _tell(self, state: InstallState) -> None:
        if state != self._state:
            self._state = state
            self.changes.tell(state)

    def _fail(self, error: AppError) -> None:
        self._tell(replace(self._state, phase=InstallPhase.FAILED, bytes_per_second=None, error=error))

    async def _install(self, given: Path | None) -> None:
        async with self._turn:  # one that was paused a moment ago may still hold the file
            await self._install_in_turn(given)

    async def _install_in_turn(self, given: Path | None) -> None:
        archive = self._archive()
        if archive is None:
            raise EngineNoArchive
        await asyncio.to_thread(self._storage.check_space, archive)
        file = given or self._storage.archive_file(archive)
        if given is None:
            await self._download(archive, file)
        await self._check(archive, file, is_ours=given is None)
        program = await self._worker(
            InstallPhase.UNPACKING,
            archive.size_bytes,
            lambda progress: self._storage.unpack(archive, file, progress),
        )
        await self._try(program)

    async def _download(self, archive: EngineArchive, file: Path) -> None:
        rate = TransferRate()
        last_done = -1
        failures = 0
        while True:
            try:
                await self._worker(
                    InstallPhase.DOWNLOADING,
                    archive.size_bytes,
                    lambda progress: self._fetch(archive.url, file, archive.size_bytes, progress, self._stop),
                    rate,
                )
            except EngineArchiveUnreachable:
                done = await asyncio.to_thread(lambda: file.stat().st_size if file.exists() else 0)
                failures = failures + 1 if done <= last_done else 0
                last_done = max(done, last_done)
                if failures >= len(RETRY_DELAYS_S):
                    raise
                await self._sleep(RETRY_DELAYS_S[failures])
            else:
                return

    async def _check(self, archive: EngineArchive, file: Path, *, is_ours: bool) -> None:
        try:
            await self._worker(
                InstallPhase.CHECKING,
                archive.size_bytes,
                lambda progress: self._storage.check_sum(archive, file, progress),
            )
        except EngineArchiveBad:
            if is_ours:  # else the next try would go on from damaged bytes
                await asyncio.to_thread(self._storage.discard_download, archive)
            raise
        except OSError as error:
            raise EngineInstallError(str(error)) from error

    async def _try(self, program: Path) -> None:
        """Switch, start, and switch back if the new engine does not get ready."""
        self._tell(replace(self._state, phase=InstallPhase.TRYING))
        await asyncio.to_thread(self._storage.use, program)
        is_used = False
        try:
            await self._engine.restart()
            state = await self._engine.wait_ready(START_PATIENCE_S)
            is_used = state.is_ready
            if not is_used:
                said = state.error.detail if state.error else ""
                raise EngineDoesNotStart(said or f"phase {state.phase}")
        finally:
            if not is_used:
                await asyncio.to_thread(self._storage.roll_back)
                await self._engine.restart()
        await asyncio.to_thread(self._storage.settle)
        self._tell(replace(self._state, phase=InstallPhase.DONE, bytes_per_second=None))

    async def _worker(
        self,
        phase: InstallPhase,
        total: int,
        work: Callable[[Callable[[int], None]], T],
        rate: TransferRate | None = None,
    ) -> T:
        """Run `work` in a thread and tell its progress ten times a second. A cancel ends the work before it returns."""
        done = 0
        stop = self._stop

        def progress(value: int) -> None:
            nonlocal done
            done = value
            if stop.is_set():
                raise _StopWorkError

        self._tell(InstallState(phase, 0 if rate is None else self._state.done_bytes, total))
        running = asyncio.get_running_loop().run_in_executor(None, work, progress)
        try:
            while not running.done():
                await asyncio.wait({running}, timeout=TELL_EVERY_S)
                if done:
                    if rate:
                        rate.take(done)
                    self._tell(InstallState(phase, done, total, rate.bytes_per_second if rate else None))
            return running.result()
        except asyncio.CancelledError:
            stop.set()
            await asyncio.wait({running})
            if not running.cancelled() and running.exception() is not None:
                _log.debug("ended on request: %s", type(running.exception()).__name__)
            raise


class _StopWorkError(Exception):
    """Ends a worker whose work is no longer wanted."""
