"""Downloads are paused, cancelled, moved, cut off and begun again at random, and compared with what is on the disk.

`BALEEN_DOWNLOAD_RUNS=50` plays so many rounds instead of a few.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from app.domain.downloads import Download, DownloadState
from app.domain.errors import DamagedOnTheWay
from app.services import download_attempt, download_leftovers, download_retry
from tests.helpers.downloading import Downloading, downloading, until
from tests.helpers.registry import Registry
from tests.helpers.tiny_models import recites

pytestmark = [pytest.mark.engine("034"), pytest.mark.slow]

ROUNDS = int(os.environ.get("BALEEN_DOWNLOAD_RUNS", "4"))
STEPS = 40
MB = 1_000_000
BYTES_PER_S = 4 * MB
NAMES = ("m0:1b", "m1:1b", "m2:1b")
MODELS = st.sampled_from(range(len(NAMES)))


class DownloadsAtRandom(RuleBasedStateMachine):
    """Three models that share their weights, one server, and somebody who cannot decide."""

    program: Path

    def __init__(self) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._folder = Path(tempfile.mkdtemp(prefix="downloads-"))
        self._registry = Registry()
        self._open = AsyncExitStack()
        self._highest: dict[str, float] = {}

    # Beginning and end

    @initialize()
    def begin(self) -> None:
        self._registry.__enter__()
        padding = MB
        self._tags = [self._registry.add(recites().path, name, padding=padding + n) for n, name in enumerate(NAMES)]
        self._registry.bytes_per_s = BYTES_PER_S
        self._run(self._start())

    async def _start(self) -> None:
        self._parts: Downloading = await self._open.enter_async_context(downloading(self._folder, self.program))
        self._parts.downloads.changes.add(self._look)

    def _run(self, coroutine: object) -> None:
        self._runner.run(coroutine)  # type: ignore[arg-type]

    def teardown(self) -> None:
        try:
            self._run(self._settle())
        finally:
            self._registry.hold.set()
            self._run(self._open.aclose())
            self._registry.__exit__(None, None, None)
            self._runner.close()
            shutil.rmtree(self._folder, ignore_errors=True)

    async def _settle(self) -> None:
        """Everything that is wanted arrives, and nothing else is left."""
        parts = self._parts
        self._registry.bytes_per_s = None
        self._registry.breaks_after.clear()
        self._registry.spoils = False
        for row in parts.downloads.rows:
            parts.downloads.resume(row.tag)
        await until(lambda: all(row.state is DownloadState.DONE for row in parts.downloads.rows))
        await until(lambda: not parts.tasks.is_running("downloads:tidy"))
        wanted = set(parts.complete())
        done = {row.tag for row in parts.downloads.rows}
        digests: set[str] = set()
        for name, tag in zip(NAMES, self._tags, strict=True):
            if tag in done:
                assert name in wanted, f"{tag} is called done and is not there"
            if name in wanted:
                digests |= self._registry.digests_of(name)
        assert set(parts.files()) == {digest.replace(":", "-") for digest in digests}, "left over, or missing"
        for digest in digests:
            assert parts.files()[digest.replace(":", "-")] == len(self._registry.blobs[digest])

    # What can happen

    @rule(model=MODELS, mind=st.sampled_from(["add", "add", "pause", "cancel", "resume", "start_now"]))
    def decide(self, model: int, mind: str) -> None:
        if mind == "cancel":
            self._highest.pop(self._tags[model], None)
        self._run(self._now(lambda: getattr(self._parts.downloads, mind)(self._tags[model])))

    @rule(model=MODELS, position=st.integers(0, 3))
    def move(self, model: int, position: int) -> None:
        self._run(self._now(lambda: self._parts.downloads.move(self._tags[model], position)))

    @rule(after=st.sampled_from([MB // 10, MB // 2, MB]))
    def cut_off(self, after: int) -> None:
        if not self._registry.breaks_after:  # the server waits longer from one to the next, a minute in the end
            self._registry.breaks_after.append(after)

    @rule(seconds=st.sampled_from([0.0, 0.02, 0.1, 0.3]))
    def wait(self, seconds: float) -> None:
        self._run(asyncio.sleep(seconds))

    @rule(model=MODELS, bytes_more=st.sampled_from([1, MB // 10, MB // 2]))
    def wait_for_bytes(self, model: int, bytes_more: int) -> None:
        self._run(self._bytes(self._tags[model], bytes_more))

    async def _bytes(self, tag: str, more: int) -> None:
        row = self._parts.downloads.find(tag)
        if row and row.state is DownloadState.RUNNING:
            wanted = row.done_bytes + more

            def is_there() -> bool:
                now = self._parts.downloads.find(tag)
                return now is None or now.state is not DownloadState.RUNNING or now.done_bytes >= wanted

            await until(is_there)

    @rule()
    def begin_anew(self) -> None:
        """The program ends and starts again."""
        rows = self._parts.downloads.rows
        self._run(self._open.aclose())
        self._open = AsyncExitStack()
        self._highest.clear()
        self._run(self._start())
        kept = [row.tag for row in rows if row.state is not DownloadState.DONE]
        assert {row.tag for row in self._parts.downloads.rows} >= set(kept), "a download is forgotten"
        for row in rows:
            if row.state is DownloadState.PAUSED:
                assert self._parts.row(row.tag).state is DownloadState.PAUSED

    async def _now(self, act: object) -> None:
        act()  # type: ignore[operator]
        await asyncio.sleep(0)

    # What is always true

    def _look(self, rows: tuple[Download, ...]) -> None:
        """At every change that is told."""
        assert len({row.tag for row in rows}) == len(rows), "one model, two rows"
        assert sum(row.is_active for row in rows) <= 1, "two at a time"
        for row in rows:
            assert row.state is not DownloadState.FAILED or row.error, "failed without a reason"
            assert 0 <= row.done_bytes <= (row.total_bytes or row.done_bytes)
            size = self._registry.size_of(row.tag.rpartition("/")[2])
            assert row.total_bytes in (0, size), "the size of something else"
            if isinstance(row.error, DamagedOnTheWay):
                self._highest.pop(row.tag, None)
            assert row.fraction >= self._highest.get(row.tag, 0.0), "the bar fell"
            self._highest[row.tag] = row.fraction
        for gone in self._highest.keys() - {row.tag for row in rows}:
            del self._highest[gone]

    @invariant()
    def rows_say_the_truth(self) -> None:
        if not hasattr(self, "_parts"):
            return
        here = self._parts.complete()
        for row in self._parts.downloads.rows:
            name = row.tag.rpartition("/")[2]
            if row.state is DownloadState.DONE:
                assert name in here, "done, and not there"
            if row.is_active:
                assert self._parts.tasks.is_running("downloads:attempt"), "active, and nothing runs"


def test_nobody_can_decide(engine_program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download_attempt, "DISK_RESERVE_BYTES", 0)
    monkeypatch.setattr(download_retry, "QUICK_DELAYS_S", (0.05,))
    monkeypatch.setattr(download_retry, "SLOW_DELAYS_S", (0.05,))
    monkeypatch.setattr(download_leftovers, "SETTLE_S", 0.1)
    monkeypatch.setattr(download_leftovers, "WATCH_S", 0.2)
    monkeypatch.setattr(DownloadsAtRandom, "program", engine_program, raising=False)
    run_state_machine_as_test(
        DownloadsAtRandom,
        settings=settings(
            max_examples=ROUNDS,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            print_blob=True,
            phases=[Phase.generate],  # time does not repeat itself: there is nothing to shrink
            suppress_health_check=list(HealthCheck),
        ),
    )
