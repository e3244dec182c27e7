"""One try to download one model: from asking what belongs to it to its last byte."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, replace

from app.domain.downloads import (
    Download,
    DownloadState,
    Manifest,
    PullChecking,
    PullDone,
    PullProgress,
)
from app.domain.errors import (
    BackendError,
    BadModelName,
    CloudModel,
    ConnectionDrops,
    DownloadError,
    NetworkBlocks,
    NoInternet,
    NoSpace,
    NoWeights,
)
from app.domain.fit import DISK_FACTOR, DISK_RESERVE_BYTES
from app.domain.ports import ModelDownloads, ModelFolder, ModelRegistry
from app.services.download_progress import WholeProgress
from app.services.sleepless_clock import sleepless
from app.services.tasks import TaskOwner
from app.services.transfer_rate import TransferRate

LOOK_EVERY_S = 1.0
SHOW_EVERY_S = 0.5
"""Figures that change faster cannot be read, and each change is laid out and painted."""
STALLED_AFTER_S = 10.0
"""Without a byte (design: ux §6)."""
REOPEN_AFTER_S = 60.0
"""A stream that is silent for so long is opened anew: servers up to 0.24 wait for ever for a part that never began."""
SLEPT_S = 20.0
"""Between two looks: the computer slept, and its connections are dead though nobody says so."""
REPEATED_SHARE = 0.01
"""Of the model: a part that is smaller and fetched again does not show in the percentage."""
SPACE_EVERY_S = 5.0
ASK_AFTER_S = 3.0
"""Without progress: then the host of the files is asked whether it gives them, which the server says a minute later."""
ASK_EVERY_S = 10.0
"""How often that is asked while nothing comes."""
_WATCH = "downloads:watch"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outside:
    """What a download is made with."""

    server: ModelDownloads
    registry: ModelRegistry
    folder: ModelFolder
    expected_bytes: Callable[[str], int]
    """The size by the catalogue, where no registry tells; 0 if it is not in there."""
    monotonic: Callable[[], float] = time.monotonic
    sleepless: Callable[[], float] = sleepless
    """A clock that goes on while the computer sleeps."""


class DownloadAttempt:
    """Tells what it sees as changes of the row. What arrived stays on disk, however it ends."""

    def __init__(
        self,
        tag: str,
        outside: Outside,
        tasks: TaskOwner,
        change: Callable[[Callable[[Download], Download]], None],
        learn: Callable[[Manifest], None],
    ) -> None:
        self.has_received = False
        """A new byte has come."""
        self._tag = tag
        self._outside = outside
        self._tasks = tasks
        self._change = change
        self._learn = learn
        self._rate = TransferRate(outside.monotonic)
        self._progress = WholeProgress(None, {})
        self._heard: Manifest | None = None
        self.is_reachable = False
        """The registry has answered us: if it does not any more, the network is away."""
        self._issuer = ""
        """Who signed in place of the registry, where we were shown such a certificate."""
        self._state = DownloadState.STARTING
        self._verdict: BackendError | None = None
        self._show_at = 0.0
        self._most_bytes = 0
        self._grew_at = 0.0

    async def run(self, known: Manifest | None, *, is_recent: bool, is_refused: bool = False) -> None:
        """Return when the model is complete. `is_recent`: `known` need not be asked for again. `is_refused`: the last
        try ended because its files were not given, and the server is not asked before they are.

        Raises: `BackendError`.
        """
        self._show()
        self.is_reachable = is_recent
        manifest = known if known and is_recent else await self._ask() or known
        await self._look_at_disk(manifest)
        if is_refused and (fault := await self._refused()):
            raise fault
        try:
            async with asyncio.timeout(None) as limit:
                self._tasks.start(_WATCH, self._watch(limit))
                await self._pull()
        except TimeoutError:
            if self._verdict is None:
                raise
            raise self._verdict from None
        except NetworkBlocks as error:
            if error.reason != "certificate" or error.issuer:
                raise
            raise replace(error, issuer=self._issuer) from error  # the server does not tell who signed
        except NoSpace as error:
            if error.needed_bytes:
                raise
            raise await self._measured(error) from error
        finally:
            self._tasks.cancel(_WATCH)

    async def _ask(self) -> Manifest | None:
        """What belongs to the model. A registry that does not tell us may still tell the server.

        Raises: `BadModelName`, `CloudModel`, `NoWeights`: the server would call it done.
        """
        try:
            manifest = await self._outside.registry.manifest(self._tag)
        except (BadModelName, CloudModel, NoWeights):
            raise
        except BackendError as error:
            self._issuer = error.issuer if isinstance(error, NetworkBlocks) else ""
            _log.info("the registry was not clear about %s: %s", self._tag, type(error).__name__)
            return None
        self.is_reachable = True
        self._learn(manifest)
        return manifest

    async def _look_at_disk(self, manifest: Manifest | None) -> None:
        """Begin to count with what is here. Raises: `NoSpace`."""
        layers = manifest.layers if manifest else ()
        present = self._outside.folder.present_bytes
        await asyncio.to_thread(self._outside.folder.mend, layers)
        here = await asyncio.to_thread(lambda: {layer.digest: present([layer]) for layer in layers})
        self._progress = WholeProgress(manifest, here, self._outside.expected_bytes(self._tag))
        self._most_bytes = self._progress.done_bytes
        self._show()
        needed = round(self._missing_bytes * DISK_FACTOR) + DISK_RESERVE_BYTES
        free = await asyncio.to_thread(self._outside.folder.free_bytes)
        if free is not None and self._missing_bytes and free < needed:
            raise NoSpace(needed_bytes=needed, free_bytes=free)

    @property
    def _missing_bytes(self) -> int:
        return max(0, self._progress.total_bytes - self._progress.done_bytes)

    async def _measured(self, error: NoSpace) -> NoSpace:
        """The server's word that the disk is full, with the figures that it does not give."""
        free = await asyncio.to_thread(self._outside.folder.free_bytes)
        if free is None:
            return error
        return NoSpace(error.detail, needed_bytes=self._missing_bytes + DISK_RESERVE_BYTES, free_bytes=free)

    async def _pull(self) -> None:
        async with aclosing(self._outside.server.pull(self._tag)) as events:
            async for event in events:
                match event:
                    case PullProgress():
                        self._take(event)
                    case PullChecking():
                        self._state = DownloadState.CHECKING
                        self._show()
                    case PullDone():
                        return

    def _take(self, event: PullProgress) -> None:
        new_bytes = self._progress.take(event)
        self._rate.add(new_bytes)
        self.has_received |= new_bytes > 0
        if (heard := self._progress.heard) and heard != self._heard:
            self._heard = heard
            self._learn(heard)
        now = self._outside.monotonic()
        if self._progress.done_bytes > self._most_bytes:
            self._most_bytes, self._grew_at = self._progress.done_bytes, now
        if self._state is not DownloadState.RUNNING or now >= self._show_at or not self._missing_bytes:
            self._state = DownloadState.RUNNING
            self._show_at = now + SHOW_EVERY_S
            self._show()

    def _show(self) -> None:
        self._change(self._seen)

    def _seen(self, row: Download) -> Download:
        """The row as it is now. One that we hold says why until something has come."""
        progress, state = self._progress, self._state
        if state is DownloadState.RUNNING and self._rate.silent_s >= STALLED_AFTER_S:
            state = DownloadState.STALLED
        if row.state is DownloadState.HELD and not (self.has_received or state is DownloadState.CHECKING):
            state = row.state
        is_running = state is DownloadState.RUNNING
        total = progress.total_bytes or row.total_bytes
        seen = replace(
            row,
            state=state,
            done_bytes=max(row.done_bytes, progress.done_bytes),
            total_bytes=total,
            bytes_per_second=self._rate.bytes_per_second if is_running else None,
            seconds_left=self._rate.seconds_left(self._missing_bytes) if is_running else None,
            error=row.error if state is DownloadState.HELD else None,
            is_repeating=is_running and row.done_bytes - progress.done_bytes > total * REPEATED_SHARE,
        )
        return replace(seen, done_bytes=min(seen.done_bytes, total or seen.done_bytes), least_fraction=seen.fraction)

    async def _watch(self, limit: asyncio.Timeout) -> None:
        """Say that nothing comes; end what has no future, before it fills the disk."""
        clock, sleepless = self._outside.monotonic, self._outside.sleepless
        space_at, ask_at, looked_at = clock() + SPACE_EVERY_S, clock() + ASK_AFTER_S, sleepless()
        self._grew_at = clock()
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            now = sleepless()
            slept_s, looked_at = now - looked_at, now
            if self._state is DownloadState.CHECKING:
                continue
            if self._state is DownloadState.RUNNING:
                self._rate.add(0)
                self._show()
            verdict: BackendError | None = None
            if slept_s >= SLEPT_S:
                verdict = ConnectionDrops("the computer was asleep")
            elif self._rate.silent_s >= REOPEN_AFTER_S:
                verdict = ConnectionDrops(f"no byte for {self._rate.silent_s:.0f} s")
            elif clock() >= space_at:
                verdict = await self._no_space()
                space_at = clock() + SPACE_EVERY_S
            elif self._has_stopped and clock() >= ask_at:
                verdict = await self._refused()
                left_s = STALLED_AFTER_S - self._rate.silent_s  # what was too early to say then is asked again
                ask_at = clock() + (left_s if 0 < left_s < ASK_EVERY_S else ASK_EVERY_S)
            if verdict is not None:
                self._verdict = verdict
                limit.reschedule(asyncio.get_running_loop().time())
                return

    async def _no_space(self) -> NoSpace | None:
        free = await asyncio.to_thread(self._outside.folder.free_bytes)
        if free is None or not self._missing_bytes or free >= DISK_RESERVE_BYTES // 2:
            return None
        return NoSpace(needed_bytes=self._missing_bytes + DISK_RESERVE_BYTES, free_bytes=free)

    @property
    def _has_stopped(self) -> bool:
        """Pages in place of a file come and are thrown away: what counts is what stays."""
        return self._outside.monotonic() - self._grew_at >= ASK_AFTER_S

    async def _refused(self) -> DownloadError | None:
        """Why nothing can come, where that is certain."""
        if not (digest := self._progress.unfinished):
            return None
        asked_at = self._outside.monotonic()
        try:
            await self._outside.registry.try_file(self._tag, digest)
        except NoInternet as error:
            is_lost = self.is_reachable and self._rate.silent_s >= STALLED_AFTER_S
            return error if is_lost and self._grew_at <= asked_at else None
        except DownloadError as error:
            is_known = not isinstance(error, NetworkBlocks) or not error.reason or self.is_reachable
            return error if is_known and self._grew_at <= asked_at else None
        except BackendError:
            pass
        return None
