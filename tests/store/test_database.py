"""One connection, one thread, all or nothing."""

from __future__ import annotations

import asyncio
import errno
import sqlite3
import stat
import threading
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.errors import AppError, Damaged, DiskFull, Locked, ReadOnly, StoreBug
from app.store import database as database_module
from app.store.database import Database, connect
from app.store.faults import from_sqlite
from app.store.file_faults import from_os


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(lambda: connect(tmp_path / "x.sqlite"))
    await opened.run(lambda c: c.execute("CREATE TABLE number (n INTEGER NOT NULL) STRICT"))
    yield opened
    await opened.close()


async def numbers(database: Database) -> list[int]:
    return await database.read(lambda c: [n for (n,) in c.execute("SELECT n FROM number ORDER BY n")])


async def test_a_transaction_that_raises_leaves_nothing(database: Database) -> None:
    def work(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO number VALUES (1)")
        raise KeyError("mine")

    with pytest.raises(KeyError):
        await database.run(work)
    with pytest.raises(StoreBug):
        await database.run(lambda c: [c.execute(f"INSERT INTO number VALUES ({value})") for value in ("1", "NULL")])
    assert await numbers(database) == []


async def test_all_work_is_on_one_thread_that_is_not_ours(database: Database) -> None:
    seen = {await database.run(lambda _: threading.get_ident()), await database.read(lambda _: threading.get_ident())}
    assert len(seen) == 1
    assert threading.get_ident() not in seen


async def test_a_cancel_leaves_a_whole_transaction(database: Database) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO number VALUES (1)")
        begun.set()
        assert go_on.wait(10)
        connection.execute("INSERT INTO number VALUES (2)")

    running = asyncio.get_running_loop().create_task(database.run(work))
    queued = asyncio.get_running_loop().create_task(database.run(lambda c: c.execute("INSERT INTO number VALUES (3)")))
    dropped = asyncio.get_running_loop().create_task(database.read(lambda _: pytest.fail("a read nobody waits for")))
    while not begun.is_set():
        await asyncio.sleep(0)
    for task in (running, queued, dropped):
        task.cancel()
    go_on.set()
    for task in (running, queued, dropped):
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await numbers(database) == [1, 2, 3]


async def test_a_cancelled_opening_closes_what_it_opened(tmp_path: Path) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def connecting() -> sqlite3.Connection:
        begun.set()
        assert go_on.wait(10)
        return connect(tmp_path / "y.sqlite")

    opening = asyncio.get_running_loop().create_task(Database.open(connecting))
    while not begun.is_set():
        await asyncio.sleep(0)
    worker = next(thread for thread in threading.enumerate() if thread.name.startswith("store"))
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    go_on.set()
    for thread in threading.enumerate():
        if thread is worker:
            thread.join(10)
    assert not (tmp_path / "y.sqlite-wal").exists(), "a closed connection takes its log along"


async def test_after_close_everything_is_in_one_private_file(tmp_path: Path) -> None:
    database = await Database.open(lambda: connect(tmp_path / "z.sqlite"))
    await database.run(lambda c: c.execute("CREATE TABLE t (x)"))
    late = asyncio.get_running_loop().create_task(database.run(lambda c: c.execute("INSERT INTO t VALUES (7)")))
    await asyncio.sleep(0)
    await database.close()
    await late
    await database.close()
    assert [path.name for path in tmp_path.iterdir()] == ["z.sqlite"]
    assert stat.S_IMODE((tmp_path / "z.sqlite").stat().st_mode) == 0o600
    with closing(sqlite3.connect(tmp_path / "z.sqlite")) as connection:
        assert connection.execute("SELECT x FROM t").fetchall() == [(7,)]
    with pytest.raises(StoreBug):
        await database.run(lambda _: None)


async def test_the_rules_of_storage_are_in_force(database: Database) -> None:
    def pragma(name: str) -> object:
        return database.outside(lambda c: c.execute(f"PRAGMA {name}").fetchone()[0])

    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
    expected |= {"cell_size_check": 1, "secure_delete": 2, "auto_vacuum": 2}
    assert {name: await pragma(name) for name in expected} == expected  # type: ignore[misc]


async def test_housekeeping_that_fails_harms_nobody(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    database.later(lambda c: c.execute("no statement"))
    database.later(lambda c: c.execute("INSERT INTO number VALUES (1)"))
    assert await numbers(database) == [1]
    assert "housekeeping failed" in caplog.text


async def test_another_program_that_holds_the_file_is_named(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await database.outside(lambda c: c.execute("PRAGMA busy_timeout=50"))
    with closing(sqlite3.connect(tmp_path / "x.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Locked):
            await database.run(lambda c: c.execute("INSERT INTO number VALUES (1)"))
    await database.run(lambda c: c.execute("INSERT INTO number VALUES (2)"))
    assert await numbers(database) == [2]
    assert database_module.BUSY_TIMEOUT_S == 5


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (sqlite3.SQLITE_FULL, DiskFull),
        (sqlite3.SQLITE_IOERR_WRITE, DiskFull),
        (sqlite3.SQLITE_IOERR_FSYNC, ReadOnly),
        (sqlite3.SQLITE_READONLY_DBMOVED, ReadOnly),
        (sqlite3.SQLITE_CANTOPEN, ReadOnly),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, Locked),
        (sqlite3.SQLITE_CORRUPT_INDEX, Damaged),
        (sqlite3.SQLITE_NOTADB, Damaged),
        (sqlite3.SQLITE_CONSTRAINT_CHECK, StoreBug),
    ],
)
def test_errors_are_told_apart_by_code(code: int, expected: type[AppError]) -> None:
    error = sqlite3.OperationalError("words")
    error.sqlite_errorcode = code
    error.sqlite_errorname = "NAME"
    found = from_sqlite(error)
    assert type(found) is expected
    assert found.detail == "NAME: words"


def test_wrong_use_of_the_module_is_a_bug_and_no_room_is_a_full_disk() -> None:
    assert type(from_sqlite(sqlite3.ProgrammingError("closed"))) is StoreBug
    assert type(from_sqlite(sqlite3.OperationalError("Could not decode to UTF-8"))) is Damaged
    assert type(from_os(OSError(errno.ENOSPC, "full"))) is DiskFull
    assert type(from_os(OSError(errno.EROFS, "read-only"))) is ReadOnly
