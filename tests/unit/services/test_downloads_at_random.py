"""Downloads are paused, cancelled, moved, cut off and begun again at random, and compared with what is on the disk.

It goes on until a hundred pauses and cancels have hit a download that was under way; `BALEEN_DOWNLOAD_RUNS=100` plays
so many rounds at least.
"""

from __future__ import annotations

import asyncio
import functools
import os
import shutil
import tempfile
from collections import Counter
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from app.domain.downloads import Download, DownloadState
from app.domain.errors import DamagedOnTheWay
from app.llm import pulling
from app.services import download_attempt, download_leftovers, download_retry
from tests.helpers.downloading import Downloading, downloading, until
from tests.helpers.registry import Registry
from tests.helpers.tiny_models import recites

pytestmark = [pytest.mark.engine("034"), pytest.mark.slow]

ROUNDS = int(os.environ.get("BALEEN_DOWNLOAD_RUNS", "0"))
WANTED_HITS = 100
"""Pauses and cancels of downloads that were under way: there are as many rounds as it takes."""
ROUNDS_AT_ONCE = 5
"""The first is always the simplest."""
MOST_ROUNDS = 60
STEPS = 40
TIDY_WITHIN_S = 10.0
AT_RANDOM = settings(
    max_examples=ROUNDS_AT_ONCE,
    stateful_step_count=STEPS,
    deadline=None,
    database=None,
    derandomize=False,
    print_blob=True,
    phases=[Phase.generate],  # time does not repeat itself: there is nothing to shrink
    suppress_health_check=list(HealthCheck),
)
MB = 1_000_000
BYTES_PER_S = 2 * MB
PAUSABLE = (DownloadState.STARTING, DownloadState.RUNNING, DownloadState.STALLED)
MODELS = st.sampled_from(range(3))
MINDS = st.sampled_from(
    ["add", "pause", "cancel", "resume", "start_now", *["pause under way"] * 4, *["cancel under way"] * 4]
)
EVENTS = ["move", "move", "wait", "wait", "wait", "line breaks", "begin anew", "cancel all"]
BEFORE = st.sampled_from([0, 1, MB // 10, MB // 4])
"""Bytes that come before the mind is changed."""


class DownloadsAtRandom(RuleBasedStateMachine):
    """Three models that share their weights, one server, and somebody who cannot decide."""

    program: Path
    hits: ClassVar[Counter[str]] = Counter()
    """What the decisions of all rounds met: `pause running`, `cancel paused`…"""

    def __init__(self) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._folder = Path(tempfile.mkdtemp(prefix="downloads-"))
        self._registry = Registry()
        self._open = AsyncExitStack()
        self._highest: dict[str, float] = {}
        self._to_count: set[str] = set()
        """What was lost is told once after a start: a server that ends leaves a note of what it has torn at times."""
        self._faults: list[AssertionError] = []

    # Beginning and end

    @initialize()
    def begin(self) -> None:
        self._registry.__enter__()
        self._names: list[str] = []
        self._tags = [self._another() for _ in range(3)]
        self._registry.bytes_per_s = BYTES_PER_S
        self._run(self._start())

    def _another(self) -> str:
        """One more model."""
        number = len(self._names)
        self._names.append(f"m{number}:1b")
        return self._registry.add(recites().path, self._names[-1], padding=MB + number)

    async def _start(self) -> None:
        self._parts: Downloading = await self._open.enter_async_context(downloading(self._folder, self.program))
        self._parts.downloads.changes.add(self._note)

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
        self._no_faults()
        parts = self._parts
        self._registry.bytes_per_s = None
        self._registry.breaks_after.clear()
        self._registry.spoils = False
        for row in parts.downloads.rows:
            parts.downloads.resume(row.tag)
        await until(lambda: all(row.state is DownloadState.DONE for row in parts.downloads.rows))
        done = {row.tag.rpartition("/")[2] for row in parts.downloads.rows}
        assert done <= set(parts.complete()), "called done, and not there"
        await self._left_alone()
        for name in parts.complete():
            for digest in self._registry.digests_of(name):
                assert parts.files()[digest.replace(":", "-")] == len(self._registry.blobs[digest])
        self._no_faults()

    def _no_faults(self) -> None:
        if self._faults:
            raise self._faults[0]

    # What can happen

    @rule(model=MODELS, mind=MINDS, bytes_more=BEFORE)
    def decide(self, model: int, mind: str, bytes_more: int) -> None:
        mind, _, when = mind.partition(" ")
        if when:
            self._get_going(model, bytes_more)
        self._ask(model, mind)

    def _ask(self, model: int, mind: str) -> None:
        tag = self._tags[model]
        row = self._parts.downloads.find(tag)
        is_done = row is not None and row.state is DownloadState.DONE
        if row and not is_done:
            self.hits[f"{mind} {row.state}"] += 1
        if mind == "cancel" or (mind == "add" and is_done):  # it begins anew
            self._highest.pop(tag, None)
        self._run(self._now(lambda: getattr(self._parts.downloads, mind)(tag)))

    def _get_going(self, model: int, bytes_more: int) -> None:
        """Until some bytes have come. What is here is not downloaded again: another model takes its place."""
        row = self._parts.downloads.find(self._tags[model])
        is_done = row is not None and row.state is DownloadState.DONE
        if is_done or self._tags[model].rpartition("/")[2] in self._parts.complete():
            self._tags[model] = self._another()
        self._ask(model, "add")
        self._ask(model, "start_now")
        self._run(self._bytes(self._tags[model], bytes_more))

    async def _bytes(self, tag: str, more: int) -> None:
        """Until the server has begun and so many bytes have come, or they are not to come."""
        await until(lambda: self._parts.row(tag).state not in (DownloadState.WAITING, DownloadState.STARTING))
        wanted = self._parts.row(tag).done_bytes + more

        def is_there() -> bool:
            now = self._parts.row(tag)
            return now.state is not DownloadState.RUNNING or now.done_bytes >= wanted

        await until(is_there)

    @rule(model=MODELS, what=st.sampled_from(EVENTS), number=st.integers(0, 3))
    def meanwhile(self, model: int, what: str, number: int) -> None:
        match what:
            case "move":
                self._run(self._now(lambda: self._parts.downloads.move(self._tags[model], number)))
            case "wait":
                self._run(asyncio.sleep(0.03 * number**2))
            case "line breaks":
                if not self._registry.breaks_after:  # the server waits longer from one to the next, a minute in the end
                    self._registry.breaks_after.append((number + 1) * MB // 5)
            case "begin anew":
                self._begin_anew()
            case "cancel all":
                self._cancel_all()

    def _begin_anew(self) -> None:
        """The program ends and starts again."""
        rows = self._parts.downloads.rows
        self._run(self._open.aclose())
        self._open = AsyncExitStack()
        self._highest.clear()
        self._to_count = {row.tag for row in rows}
        self._run(self._start())
        kept = [row.tag for row in rows if row.state is not DownloadState.DONE]
        assert {row.tag for row in self._parts.downloads.rows} >= set(kept), "a download is forgotten"
        for row in rows:
            if row.state is DownloadState.PAUSED:
                assert self._parts.row(row.tag).state is DownloadState.PAUSED

    def _cancel_all(self) -> None:
        """What is left on the disk are the models that are complete."""
        for row in self._parts.downloads.rows:
            if row.state is not DownloadState.DONE:
                self.hits[f"cancel {row.state}"] += 1
                self._highest.pop(row.tag, None)
                self._run(self._now(functools.partial(self._parts.downloads.cancel, row.tag)))
        self._run(self._left_alone())

    async def _left_alone(self) -> None:
        """Nothing of a download is on the disk, and of each model that is complete everything."""
        here = self._parts.complete()
        wanted = {digest.replace(":", "-") for name in here for digest in self._registry.digests_of(name)}
        with suppress(TimeoutError):
            await until(lambda: set(self._parts.files()) == wanted, TIDY_WITHIN_S)
        assert set(self._parts.files()) == wanted, "left over, or missing"

    async def _now(self, act: object) -> None:
        act()  # type: ignore[operator]
        await asyncio.sleep(0)

    # What is always true

    def _note(self, rows: tuple[Download, ...]) -> None:
        """At every change that is told. Whoever tells it only logs what a listener raises."""
        try:
            self._look(rows)
        except AssertionError as error:
            self._faults.append(error)

    def _look(self, rows: tuple[Download, ...]) -> None:
        assert len({row.tag for row in rows}) == len(rows), "one model, two rows"
        assert sum(row.is_active for row in rows) <= 1, "two at a time"
        for row in rows:
            assert row.state is not DownloadState.FAILED or row.error, "failed without a reason"
            assert 0 <= row.done_bytes <= (row.total_bytes or row.done_bytes)
            size = self._registry.size_of(row.tag.rpartition("/")[2])
            assert row.total_bytes in (0, size), "the size of something else"
            if isinstance(row.error, DamagedOnTheWay):
                self._highest.pop(row.tag, None)
            if row.fraction < self._highest.get(row.tag, 0.0):
                assert row.tag in self._to_count, "the bar fell"
                assert not row.is_active, "the bar fell"
                self._to_count.discard(row.tag)
            self._highest[row.tag] = row.fraction
        for gone in self._highest.keys() - {row.tag for row in rows}:
            del self._highest[gone]

    @invariant()
    def rows_say_the_truth(self) -> None:
        if not hasattr(self, "_parts"):
            return
        self._no_faults()
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
    monkeypatch.setattr(download_attempt, "SHOW_EVERY_S", 0.03)
    monkeypatch.setattr(pulling, "READ_EVERY_S", 0.03)
    monkeypatch.setattr(download_leftovers, "SETTLE_S", 0.1)
    monkeypatch.setattr(download_leftovers, "WATCH_S", 0.2)
    monkeypatch.setattr(DownloadsAtRandom, "program", engine_program, raising=False)
    hits, rounds = DownloadsAtRandom.hits, 0
    hits.clear()
    while rounds < ROUNDS or (under_way(hits) < WANTED_HITS and rounds < MOST_ROUNDS):
        run_state_machine_as_test(DownloadsAtRandom, settings=AT_RANDOM)
        rounds += ROUNDS_AT_ONCE
    print(f"{rounds} rounds: " + ", ".join(f"{hits[what]} × {what}" for what in sorted(hits)))  # noqa: T201 - the record
    assert under_way(hits) >= WANTED_HITS


def under_way(hits: Counter[str]) -> int:
    """Pauses and cancels that a download felt. While its sums are computed it cannot be paused."""
    pauses = sum(hits[f"pause {state}"] for state in PAUSABLE)
    return pauses + sum(hits[f"cancel {state}"] for state in (*PAUSABLE, DownloadState.CHECKING))
