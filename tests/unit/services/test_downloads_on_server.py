"""Downloads through a real server: stalls, slow lines, a computer that slept, two who want the same model."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from app.domain.downloads import Download, DownloadState
from app.domain.errors import DownloadError, NetworkBlocks, NoInternet, RegistryBusy, StillEnding
from app.services import download_attempt, download_leftovers, download_retry
from tests.helpers.downloading import downloading, until
from tests.helpers.real_engine import RealEngine
from tests.helpers.registry import Registry
from tests.helpers.tiny_models import recites

pytestmark = [pytest.mark.engine("034"), pytest.mark.slow]

MB = 1_000_000
PADDING = 3 * MB


class Clock:
    """Stands for the clock that goes on in sleep."""

    def __init__(self) -> None:
        self.slept_s = 0.0

    def __call__(self) -> float:
        return asyncio.get_running_loop().time() + self.slept_s


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download_attempt, "LOOK_EVERY_S", 0.05)
    monkeypatch.setattr(download_attempt, "ASK_AFTER_S", 1.0)
    monkeypatch.setattr(download_attempt, "DISK_RESERVE_BYTES", 0)
    monkeypatch.setattr(download_retry, "QUICK_DELAYS_S", (0.1,))
    monkeypatch.setattr(download_retry, "SLOW_DELAYS_S", (0.5,))
    monkeypatch.setattr(download_leftovers, "WATCH_S", 0.2)


async def test_a_stall_is_said_and_passes(
    engine_program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download_attempt, "STALLED_AFTER_S", 0.3)
    with Registry() as registry:
        tag = registry.add(recites().path, padding=PADDING)
        registry.hold.clear()
        registry.held_after = MB
        async with downloading(tmp_path, engine_program) as parts:
            parts.downloads.add(tag)
            await until(lambda: parts.row(tag).state is DownloadState.STALLED)
            row = parts.row(tag)
            assert (row.bytes_per_second, row.seconds_left, row.error) == (None, None, None)
            assert row.done_bytes > 0
            states: list[DownloadState] = []
            parts.downloads.changes.add(lambda rows: states.extend(one.state for one in rows))
            registry.hold.set()
            await until(lambda: parts.row(tag).state is DownloadState.DONE)
            assert set(states) <= {
                DownloadState.STALLED,
                DownloadState.RUNNING,
                DownloadState.CHECKING,
                DownloadState.DONE,
            }


async def test_a_silent_connection_is_opened_anew(
    engine_program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(download_attempt, "REOPEN_AFTER_S", 0.4)
    with Registry() as registry:
        tag = registry.add(recites().path, padding=PADDING)
        registry.hold.clear()
        registry.held_after = MB
        async with downloading(tmp_path, engine_program) as parts:
            parts.downloads.add(tag)
            await until(lambda: sum("GET /files" in one for one in registry.requests) >= 3)
            done = parts.row(tag).done_bytes
            registry.hold.set()
            await until(lambda: parts.row(tag).state is DownloadState.DONE)
            assert done > 0


async def test_a_slow_line_tells_its_speed_and_the_time_left(
    engine_program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.transfer_rate.FIRST_SPEED_S", 0.4)
    monkeypatch.setattr("app.services.transfer_rate.FIRST_TIME_LEFT_S", 0.6)
    with Registry() as registry:
        tag = registry.add(recites().path, padding=PADDING)
        registry.bytes_per_s = 2 * MB
        async with downloading(tmp_path, engine_program) as parts:
            seen: list[Download] = []
            parts.downloads.changes.add(lambda rows: seen.extend(rows))
            parts.downloads.add(tag)
            await until(lambda: parts.row(tag).state is DownloadState.DONE)
            speeds = [one.bytes_per_second for one in seen if one.bytes_per_second]
            assert speeds
            assert max(speeds) < 4 * MB
            assert any(one.seconds_left for one in seen)
            fractions = [one.fraction for one in seen]
            assert fractions == sorted(fractions)


async def test_after_a_sleep_it_begins_a_new_connection_and_loses_nothing(engine_program: Path, tmp_path: Path) -> None:
    clock = Clock()
    with Registry() as registry:
        tag = registry.add(recites().path, padding=PADDING)
        registry.hold.clear()
        registry.held_after = MB
        async with downloading(tmp_path, engine_program, sleepless=clock) as parts:
            parts.downloads.add(tag)
            await until(lambda: parts.row(tag).done_bytes > MB // 2)
            await asyncio.sleep(0.2)
            assert sum("GET /files" in one for one in registry.requests) == 1
            clock.slept_s = 3600
            await until(lambda: sum("GET /files" in one for one in registry.requests) == 2)
            registry.hold.set()
            await until(lambda: parts.row(tag).state is DownloadState.DONE)
            assert registry.sent_bytes < registry.size_of() + MB // 2, "it began anew"


async def test_one_model_under_two_names_is_one_download(engine_program: Path, tmp_path: Path) -> None:
    with Registry() as registry:
        tag = registry.add(recites().path, "m:latest", padding=PADDING)
        async with downloading(tmp_path, engine_program) as parts:
            parts.downloads.add(tag)
            parts.downloads.add(tag.removesuffix(":latest"))
            assert len(parts.downloads.rows) == 1
            await until(lambda: parts.row(tag).state is DownloadState.DONE)
            assert registry.sent_bytes == registry.size_of("m:latest")


async def test_two_programs_want_the_same_model_and_one_changes_its_mind(engine_program: Path, tmp_path: Path) -> None:
    """They share a server, which shares the download; what one cancels the other keeps."""
    with Registry() as registry, RealEngine(engine_program, tmp_path / "server") as server:
        tag = registry.add(recites().path, padding=PADDING)
        registry.bytes_per_s = 2 * MB
        models = tmp_path / "server" / "models"
        async with (
            downloading(tmp_path / "one", engine_program, address=server.url, models=models) as one,
            downloading(tmp_path / "two", engine_program, address=server.url, models=models) as two,
        ):
            one.downloads.add(tag)
            two.downloads.add(tag)
            await until(lambda: min(one.row(tag).done_bytes, two.row(tag).done_bytes) > MB // 2)
            one.downloads.cancel(tag)
            states: list[DownloadState] = []
            two.downloads.changes.add(lambda rows: states.extend(row.state for row in rows))
            await until(lambda: two.row(tag).state is DownloadState.DONE)
            assert DownloadState.FAILED not in states
            await until(lambda: two.models.find(tag))
            assert two.unfinished() == []
            assert registry.sent_bytes < registry.size_of() + MB // 2, "it was sent twice"


async def test_models_that_share_their_weights_do_not_lose_them_to_a_cancel(
    engine_program: Path, tmp_path: Path
) -> None:
    with Registry() as registry:
        first, second = (registry.add(recites().path, f"m{n}:1b", padding=PADDING + n) for n in range(2))
        registry.hold.clear()
        registry.held_after = MB
        async with downloading(tmp_path, engine_program) as parts:
            parts.downloads.add(first)
            await until(lambda: parts.row(first).done_bytes > MB // 2)
            parts.downloads.pause(first)
            parts.downloads.add(second)
            await until(lambda: parts.row(second).done_bytes > MB // 2)
            parts.downloads.cancel(first)
            registry.hold.set()
            await until(lambda: parts.row(second).state is DownloadState.DONE)
            await until(lambda: not parts.tasks.is_running("downloads:tidy"))
            assert parts.unfinished() == []
            assert parts.complete() == ["m1:1b"]
            await until(lambda: parts.models.find(second))


async def test_a_fault_of_ours_is_said_and_the_next_one_runs(
    engine_program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Registry() as registry:
        first, second = (registry.add(recites().path, f"m{n}:1b") for n in range(2))
        async with downloading(tmp_path, engine_program) as parts:
            run = download_attempt.DownloadAttempt.run

            async def broken(self: download_attempt.DownloadAttempt, *args: object, **more: object) -> None:
                monkeypatch.setattr(download_attempt.DownloadAttempt, "run", run)
                self._show()
                raise AssertionError("a fault of ours")

            monkeypatch.setattr(download_attempt.DownloadAttempt, "run", broken)
            parts.downloads.add(first)
            parts.downloads.add(second)
            await until(lambda: parts.row(second).state is DownloadState.DONE)
            assert parts.row(first).state is DownloadState.FAILED
            parts.downloads.resume(first)
            await until(lambda: parts.row(first).state is DownloadState.DONE)


@pytest.mark.parametrize(
    ("status", "kind", "state"),
    [
        (404, RegistryBusy, DownloadState.HELD),
        (403, NetworkBlocks, DownloadState.HELD),
        (429, RegistryBusy, DownloadState.HELD),
        (500, RegistryBusy, DownloadState.HELD),
    ],
)
async def test_a_file_that_is_refused(
    engine_program: Path, tmp_path: Path, status: int, kind: type[DownloadError], state: DownloadState
) -> None:
    """The model is known, but a file of it does not come."""
    with Registry() as registry:
        tag = registry.add(recites().path, padding=PADDING)
        registry.file_status = status
        async with downloading(tmp_path, engine_program) as parts:
            parts.downloads.add(tag)
            await until(lambda: parts.row(tag).state is state)
            assert isinstance(parts.row(tag).error, kind), parts.row(tag).error
            registry.file_status = 200
            parts.downloads.resume(tag)
            await until(lambda: parts.row(tag).state is DownloadState.DONE)


PORTAL = b"<html>" + b"Sign in. " * 2_000


@pytest.mark.parametrize(
    ("status", "page", "kind"),
    [
        (403, b"no", NetworkBlocks),
        (404, b"no", RegistryBusy),
        (500, b"no", RegistryBusy),
        (200, PORTAL, NetworkBlocks),
    ],
)
async def test_the_host_of_the_files_refuses(
    engine_program: Path, tmp_path: Path, status: int, page: bytes, kind: type[DownloadError]
) -> None:
    """The server takes that for a connection that drops: only who asks that host himself knows better, and sooner."""
    with Registry() as registry:
        tag = registry.add(recites().path, padding=PADDING)
        registry.file_page = status, page
        async with downloading(tmp_path, engine_program) as parts:
            parts.downloads.add(tag)
            await until(lambda: parts.row(tag).state is DownloadState.HELD)
            assert isinstance(parts.row(tag).error, kind), parts.row(tag).error
            pulls = len(registry.requests)
            await until(lambda: len(registry.requests) > pulls)
            await until(lambda: parts.row(tag).state is DownloadState.HELD)
            assert not [asked for asked in registry.requests[pulls:] if asked.startswith("HEAD")], "asked the server"
            registry.file_page = None
            seen: list[object] = []
            parts.downloads.changes.add(lambda rows: seen.extend(row.error for row in rows))
            parts.downloads.resume(tag)
            await until(lambda: parts.row(tag).state is DownloadState.DONE)
            assert {type(error) for error in seen} <= {type(None), kind, StillEnding}, (
                "another reason than the true one"
            )


async def test_without_internet_it_knows_whether_models_are_here(engine_program: Path, tmp_path: Path) -> None:
    away = "127.0.0.1:1/library/away:1b"
    with Registry() as registry:
        tag = registry.add(recites().path)
        async with downloading(tmp_path, engine_program) as parts:
            for has_models in (False, True):
                parts.downloads.add(away)
                await until(lambda: parts.row(away).state is DownloadState.HELD)
                error = parts.row(away).error
                assert isinstance(error, NoInternet), error
                assert error.has_models is has_models
                parts.downloads.cancel(away)
                parts.downloads.add(tag)
                await until(lambda: parts.models.find(tag))
