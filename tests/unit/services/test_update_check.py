"""A newer Baleen is looked for once a day, by those who want it, without a word about them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.errors import NoInternet
from app.domain.program_update import KnownRelease, is_newer, release_page, version_in
from app.domain.settings import Settings
from app.llm.release_page import ReleasePage
from app.services.settings import SettingsService
from app.services.tasks import TaskOwner
from app.services.update_check import UpdateCheck
from app.store.program_update import OWNER_FILE, ReleaseFile, package_manager
from tests.helpers.release_server import ReleaseServer

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


class Clock:
    def __init__(self) -> None:
        self.now = NOON


async def nothing(_: Settings) -> None:
    pass


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.005)


@asynccontextmanager
async def checking(
    server: ReleaseServer, folder: Path, clock: Clock, *, is_on: bool = True, owner: str = "", version: str = "0.1.0"
) -> AsyncGenerator[tuple[UpdateCheck, SettingsService, TaskOwner]]:
    async with TaskOwner() as tasks:
        settings = SettingsService(replace(Settings(), check_for_updates=is_on), nothing, tasks)
        check = UpdateCheck(
            ReleasePage(server.address).newest,
            ReleaseFile(folder / "program-update.json"),
            settings,
            tasks,
            version=version,
            owner=owner,
            now=lambda: clock.now,
            wake_every_s=0.01,
        )
        check.begin()
        yield check, settings, tasks
        await tasks.join("program-update:save")


async def wakes(check: UpdateCheck, tasks: TaskOwner) -> None:
    """Long enough for the check to have looked several times, if it wanted to."""
    assert tasks.is_running("program-update:look") is check.is_on
    await asyncio.sleep(0.1)


async def test_off_until_somebody_wants_it(tmp_path: Path) -> None:
    assert Settings().check_for_updates is False
    with ReleaseServer() as server:
        async with checking(server, tmp_path, Clock(), is_on=False) as (check, settings, tasks):
            await wakes(check, tasks)
            assert server.asked == []
            settings.change("check_for_updates", True)
            await until(lambda: check.newer)
            assert check.newer == "9.8.7"
            settings.change("check_for_updates", False)
            assert not check.newer
            await until(lambda: not tasks.is_running("program-update:look"))


async def test_once_a_day_without_a_word_about_who_asks(tmp_path: Path) -> None:
    clock = Clock()
    with ReleaseServer() as server:
        for _ in range(2):  # a restart is no reason to ask again
            async with checking(server, tmp_path, clock) as (check, _, tasks):
                await until(lambda check=check: check.newer)
                await wakes(check, tasks)
        assert len(server.asked) == 1
        path, headers = server.asked[0]
        assert path == "/releases/latest"
        assert headers.pop("host")
        assert headers == {
            "user-agent": "Baleen",
            "accept": "application/vnd.github+json",
            "accept-encoding": headers["accept-encoding"],
            "connection": "keep-alive",
        }
        clock.now += timedelta(days=1)
        async with checking(server, tmp_path, clock) as (check, _, tasks):
            await until(lambda: len(server.asked) == 2)
            assert server.asked[1][1]["if-none-match"] == '"v9.8.7"'
            await until(lambda: check.newer)  # unchanged, and so still newer
            # The program runs on into the next day, and there is one more.
            server.tag = "v10.0.0"
            clock.now += timedelta(days=1, minutes=1)
            await until(lambda: check.newer == "10.0.0")
        assert len(server.asked) == 3


async def test_never_where_a_package_manager_owns_the_program(tmp_path: Path) -> None:
    with ReleaseServer() as server:
        async with checking(server, tmp_path, Clock(), owner="apt") as (check, settings, tasks):
            settings.change("check_for_updates", False)
            settings.change("check_for_updates", True)
            await wakes(check, tasks)
            assert not check.newer
    assert server.asked == []


async def test_what_was_put_away_stays_away_until_there_is_another(tmp_path: Path) -> None:
    clock = Clock()
    with ReleaseServer() as server:
        async with checking(server, tmp_path, clock) as (check, _, _):
            await until(lambda: check.newer)
            check.put_away()
            assert not check.newer
        server.tag = "v9.9.0"
        async with checking(server, tmp_path, clock) as (check, _, tasks):
            await wakes(check, tasks)
            assert not check.newer
            clock.now += timedelta(days=1)
            await until(lambda: check.newer == "9.9.0")


async def test_a_page_that_does_not_answer_is_left_in_peace_for_the_day(tmp_path: Path) -> None:
    clock = Clock()
    with ReleaseServer() as server:
        server.status = 503
        async with checking(server, tmp_path, clock) as (check, _, tasks):
            await until(lambda: check.problem)
            await wakes(check, tasks)
            assert isinstance(check.problem, NoInternet)
            assert len(server.asked) == 1
            server.status = 200
            clock.now += timedelta(days=1)
            await until(lambda: check.newer)
            assert check.problem is None


async def test_the_same_or_an_older_version_is_no_news(tmp_path: Path) -> None:
    with ReleaseServer("v0.1.0") as server:
        async with checking(server, tmp_path, Clock()) as (check, _, tasks):
            await until(lambda: server.asked)
            await wakes(check, tasks)
            assert not check.newer


@pytest.mark.parametrize(
    ("version", "than", "newer"),
    [
        ("0.2.0", "0.1.0", True),
        ("0.10.0", "0.9.9", True),
        ("0.1.0", "0.1.0", False),
        ("0.1.0", "0.2.0", False),
        ("0.2.0", "0.2.0.dev3", True),
        ("", "0.1.0", False),
        ("0.2.0", "built by hand", False),
    ],
)
def test_which_version_comes_later(version: str, than: str, newer: bool) -> None:
    assert is_newer(version, than) is newer


@pytest.mark.parametrize("tag", ["v1.2.3-rc1", "nightly", "1.2", "v1.2.3/../../evil", "v1.2.3\n", "9" * 5000])
def test_a_tag_that_is_no_release(tag: str) -> None:
    assert version_in(tag) == ""


def test_only_our_own_page_is_ever_opened() -> None:
    assert release_page(version_in("v1.2.3")) == "https://github.com/baleen-chat/baleen/releases/tag/v1.2.3"


async def test_a_damaged_note_counts_as_none(tmp_path: Path) -> None:
    file = tmp_path / "program-update.json"
    kept = KnownRelease(NOON, "1.2.3", '"abc"', "1.2.2")
    await ReleaseFile(file).save_release(kept)
    assert await ReleaseFile(file).release() == kept
    for damage in (
        b"",
        b"[]",
        b"{",
        b'{"looked_at": "2026-11-26T12:00:00", "version": "1", "etag": "", "put_away": ""}',
    ):
        file.write_bytes(damage)
        assert await ReleaseFile(file).release() == KnownRelease()


def test_who_installed_this_program(tmp_path: Path) -> None:
    assert package_manager() == ""  # from source
    assert package_manager(tmp_path) == ""
    (tmp_path / OWNER_FILE).write_text("apt\n", encoding="utf-8")
    assert package_manager(tmp_path) == "apt"
