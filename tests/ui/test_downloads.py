"""Downloads through a real server from a registry of our own, over networks that fail in every way."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.composition.compose import Baleen, Config, compose
from app.domain.downloads import Download, DownloadState
from app.domain.errors import (
    ConnectionDrops,
    DamagedOnTheWay,
    NeedsNewerEngine,
    NetworkBlocks,
    NoInternet,
    NoSpace,
    NoSuchModel,
    PrivateModel,
    RegistryBusy,
)
from app.services import download_attempt, download_retry
from app.store.places import places
from tests.helpers.in_process import server_of, until
from tests.helpers.registry import Registry
from tests.helpers.tiny_models import recites

pytestmark = [pytest.mark.engine("034"), pytest.mark.slow]

PADDING = 3_000_000


@pytest.fixture(autouse=True)
def _own_server(engine_program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.engine.DEFAULT_URL", "http://127.0.0.1:1")
    monkeypatch.setattr(download_retry, "QUICK_DELAYS_S", (0.1, 0.2))
    monkeypatch.setattr(download_retry, "SLOW_DELAYS_S", (0.1, 0.2))
    monkeypatch.setenv("PATH", f"{engine_program.parent}{os.pathsep}{os.environ['PATH']}")


@asynccontextmanager
async def baleen(tmp_path: Path) -> AsyncIterator[Baleen]:
    async with compose(Config(places(tmp_path / "profile"))) as program:
        await until(lambda: program.engine.state.is_ready)
        yield program


def row(program: Baleen, tag: str) -> Download:
    found = program.presenters.downloads.find(tag)
    assert found is not None
    return found


def blobs(tmp_path: Path) -> dict[str, int]:
    folder = tmp_path / "profile/data/engine/models/blobs"
    return {file.name: file.stat().st_size for file in folder.iterdir()} if folder.exists() else {}


def unfinished(tmp_path: Path) -> list[str]:
    return [name for name in blobs(tmp_path) if "-partial" in name]


async def paused_midway(program: Baleen, tag: str) -> None:
    """Download most of what a held registry sends, then pause, until the server has let go."""
    program.presenters.downloads.get(tag)
    await until(lambda: row(program, tag).done_bytes > 900_000)
    program.presenters.downloads.pause(tag)
    assert row(program, tag).state is DownloadState.PAUSED
    await until(lambda: not program.tasks.is_running("downloads:attempt"))


@pytest.mark.engine("024", "034")
async def test_a_model_arrives_and_answers(tmp_path: Path) -> None:
    """Through a connection that breaks; the bar counts the whole model and never falls."""
    with Registry() as registry:
        tag = registry.add(recites().path, padding=PADDING)
        registry.breaks_after = [500_000, 300_000]
        registry.bytes_per_s = 4_000_000
        async with baleen(tmp_path) as program:
            seen: list[Download] = []
            ready: list[str] = []
            program.presenters.downloads.rows_changed.connect(lambda rows: seen.extend(rows[:1]))
            program.presenters.downloads.finished.connect(ready.append)
            program.presenters.downloads.get(tag)
            await until(lambda: ready)
            assert row(program, tag).state is DownloadState.DONE
            known = [one for one in seen if one.total_bytes]
            assert {one.total_bytes for one in known} == {registry.size_of()}
            done = [one.done_bytes for one in seen]
            assert done == sorted(done), "the bar fell"
            assert any(0 < value < registry.size_of() for value in done), "no progress was shown"
            assert program.models.find(tag)
            program.presenters.chat.send("Hello?", tag)
            await until(lambda: program.chats.answering)
            await until(lambda: not program.chats.answering)
            assert unfinished(tmp_path) == []


async def test_pause_goes_on_where_it_was_and_cancel_leaves_nothing(tmp_path: Path) -> None:
    with Registry() as registry:
        tag = registry.add(recites().path, padding=PADDING)
        registry.hold.clear()
        registry.held_after = 1_000_000
        async with baleen(tmp_path) as program:
            presenter = program.presenters.downloads
            await paused_midway(program, tag)
            assert unfinished(tmp_path)
        # The program ends, and begins again on the same profile.
        async with baleen(tmp_path) as program:
            presenter = program.presenters.downloads
            assert row(program, tag).state is DownloadState.PAUSED
            assert row(program, tag).done_bytes > 900_000
            presenter.cancel(tag)
            await until(lambda: not unfinished(tmp_path))
            assert presenter.rows == ()
            # Wanted once more, it begins anew and ends well.
            registry.hold.set()
            presenter.get(tag)
            await until(lambda: row(program, tag).state is DownloadState.DONE)


async def test_the_queue_has_an_order_and_one_at_a_time(tmp_path: Path) -> None:
    with Registry() as registry:
        tags = [registry.add(recites().path, f"m{n}:1b", padding=PADDING + n) for n in range(3)]
        registry.hold.clear()
        registry.held_after = 200_000
        async with baleen(tmp_path) as program:
            presenter = program.presenters.downloads
            for tag in tags:
                presenter.get(tag)
            await until(lambda: row(program, tags[0]).is_active)
            assert [one.state for one in presenter.rows[1:]] == [DownloadState.WAITING] * 2
            presenter.start_now(tags[2])
            await until(lambda: row(program, tags[2]).is_active)
            assert [one.tag for one in presenter.rows] == [tags[2], tags[0], tags[1]]
            assert not row(program, tags[0]).is_active
            registry.hold.set()
            await until(lambda: all(one.state is DownloadState.DONE for one in presenter.rows))


@pytest.mark.parametrize(
    ("status", "body", "kind", "state"),
    [
        (404, b"{}", NoSuchModel, DownloadState.FAILED),
        (401, b"", PrivateModel, DownloadState.FAILED),
        (403, b"", PrivateModel, DownloadState.FAILED),
        (412, b"requires a newer version", NeedsNewerEngine, DownloadState.FAILED),
        (429, b"slow down", RegistryBusy, DownloadState.HELD),
        (500, b"oops", RegistryBusy, DownloadState.HELD),
        (200, b"<html>Sign in to the hotel</html>", NetworkBlocks, DownloadState.HELD),
    ],
)
async def test_what_a_registry_refuses(
    tmp_path: Path, status: int, body: bytes, kind: type[Exception], state: DownloadState
) -> None:
    with Registry() as registry:
        tag = registry.add(recites().path)
        registry.page = (status, body)
        async with baleen(tmp_path) as program:
            presenter = program.presenters.downloads
            presenter.get(tag)
            await until(lambda: row(program, tag).state is state)
            assert isinstance(row(program, tag).error, kind), row(program, tag).error
            registry.page = None
            if state is DownloadState.FAILED:
                presenter.resume(tag)
            await until(lambda: row(program, tag).state is DownloadState.DONE)


async def test_no_network_is_waited_for(tmp_path: Path) -> None:
    with Registry() as registry:
        tag = registry.add(recites().path)
    async with baleen(tmp_path) as program:
        program.presenters.downloads.get(tag)
        await until(lambda: row(program, tag).state is DownloadState.HELD)
        assert isinstance(row(program, tag).error, (NoInternet, ConnectionDrops))
        program.presenters.downloads.cancel(tag)
        assert program.presenters.downloads.rows == ()


async def test_wrong_bytes_are_never_a_model(tmp_path: Path) -> None:
    with Registry() as registry:
        tag = registry.add(recites().path)
        registry.spoils = True
        async with baleen(tmp_path) as program:
            program.presenters.downloads.get(tag)
            await until(lambda: row(program, tag).state is DownloadState.FAILED)
            assert isinstance(row(program, tag).error, DamagedOnTheWay)
            assert program.models.find(tag) is None
            registry.spoils = False
            program.presenters.downloads.resume(tag)
            await until(lambda: row(program, tag).state is DownloadState.DONE)


async def test_no_space_is_said_before_the_first_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download_attempt, "DISK_RESERVE_BYTES", 1 << 60)
    with Registry() as registry:
        tag = registry.add(recites().path)
        async with baleen(tmp_path) as program:
            program.presenters.downloads.get(tag)
            await until(lambda: row(program, tag).state is DownloadState.HELD)
            error = row(program, tag).error
            assert isinstance(error, NoSpace)
            assert error.needed_bytes > error.free_bytes > 0
            assert registry.sent_bytes == 0


async def test_the_server_dies_and_old_parts_are_kept(tmp_path: Path) -> None:
    """A paused download of yesterday survives a start of the server, which deletes parts that are an hour old."""
    with Registry() as registry:
        tag = registry.add(recites().path, padding=PADDING)
        registry.hold.clear()
        registry.held_after = 1_000_000
        async with baleen(tmp_path) as program:
            presenter = program.presenters.downloads
            await paused_midway(program, tag)
            folder = tmp_path / "profile/data/engine/models/blobs"
            for file in folder.iterdir():
                os.utime(file, (1, 1))
            server_of(program).kill()
            await until(lambda: not program.engine.state.is_ready)
            await until(lambda: program.engine.state.is_ready)
            assert unfinished(tmp_path), "what had arrived is lost"
            registry.hold.set()
            registry.requests.clear()
            before = registry.sent_bytes
            presenter.resume(tag)
            await until(lambda: row(program, tag).state is DownloadState.DONE)
            assert registry.sent_bytes - before < registry.size_of() - 500_000, "it began anew"


async def test_the_server_dies_in_the_middle_and_it_goes_on_by_itself(tmp_path: Path) -> None:
    with Registry() as registry:
        tag = registry.add(recites().path, padding=PADDING)
        registry.hold.clear()
        registry.held_after = 1_000_000
        async with baleen(tmp_path) as program:
            seen: list[DownloadState] = []
            program.presenters.downloads.rows_changed.connect(lambda rows: seen.extend(one.state for one in rows))
            program.presenters.downloads.get(tag)
            await until(lambda: row(program, tag).done_bytes > 900_000)
            server_of(program).kill()
            await until(lambda: not program.engine.state.is_ready)
            registry.hold.set()
            await until(lambda: row(program, tag).state is DownloadState.DONE)
            assert DownloadState.FAILED not in seen


async def test_wanted_again_right_after_a_cancel_it_ends_well(tmp_path: Path) -> None:
    with Registry() as registry:
        tag = registry.add(recites().path, padding=PADDING)
        registry.hold.clear()
        registry.held_after = 1_000_000
        async with baleen(tmp_path) as program:
            presenter = program.presenters.downloads
            presenter.get(tag)
            await until(lambda: row(program, tag).done_bytes > 900_000)
            presenter.cancel(tag)
            presenter.get(tag)
            registry.hold.set()
            await until(lambda: row(program, tag).state is DownloadState.DONE)
            await until(lambda: program.models.find(tag))  # the list is asked for after the row is done
            assert unfinished(tmp_path) == []
