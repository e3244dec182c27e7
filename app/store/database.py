"""One SQLite connection on one thread."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TypeVar

from app.domain.errors import Damaged, DiskFull, StoreBug, StoreError
from app.store import search
from app.store.faults import translated
from app.store.private_files import private_file
from app.store.reserve import Reserve

T = TypeVar("T")
BUSY_TIMEOUT_S = 5.0
_log = logging.getLogger(__name__)

# FULL costs 1.4 ms a commit and keeps the last commit through a power cut (design: reliability F3).
# auto_vacuum works only before the first table is made, hence first.
_PRAGMAS = (
    "auto_vacuum=INCREMENTAL",
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "cell_size_check=ON",
    "secure_delete=FAST",
)


def connect(path: Path | None) -> sqlite3.Connection:
    """A connection for reading and writing, to a file (made if missing, 0600) or, for None, to memory.

    Transactions are explicit. The connection belongs to the calling thread. Raises: `StoreError`.
    """
    with translated():
        if path:
            private_file(path)
        connection = _connect(str(path) if path else ":memory:")
        try:
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}").fetchall()
            if _can_distrust_schema():
                connection.execute("PRAGMA trusted_schema=OFF")
        except BaseException:
            connection.close()
            raise
        return connection


def connect_read_only(path: Path) -> sqlite3.Connection:
    """A connection that only reads, also while another process writes. Raises: `StoreError`."""
    with translated():
        connection = _connect(f"{path.absolute().as_uri()}?mode=ro")
        try:
            connection.execute("PRAGMA trusted_schema=OFF")
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except BaseException:
            connection.close()
            raise
        return connection


def _connect(address: str) -> sqlite3.Connection:
    return sqlite3.connect(address, timeout=BUSY_TIMEOUT_S, isolation_level=None, uri=address.startswith("file:"))


@cache
def _can_distrust_schema() -> bool:
    """True when a trigger may write to a full-text index although the schema is not trusted.

    WORKAROUND: older SQLite (3.40 for one) calls its own FTS5 unsafe there: "unsafe use of virtual table".
    """
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as probe:
        probe.execute("PRAGMA trusted_schema=OFF")
        probe.execute("CREATE TABLE source (text)")
        probe.execute("CREATE VIRTUAL TABLE found USING fts5 (text)")
        probe.execute("CREATE TRIGGER added AFTER INSERT ON source BEGIN INSERT INTO found VALUES (new.text); END")
        try:
            probe.execute("INSERT INTO source VALUES ('')")
        except sqlite3.OperationalError:
            return False
        return True


class Database:
    """Runs work on the connection, one piece after the other, on the thread that owns it.

    Work gets the connection and gives back values; it may run twice (see `run`), so it changes nothing else.
    """

    def __init__(self, worker: ThreadPoolExecutor, connection: sqlite3.Connection, reserve: Reserve | None) -> None:
        self._worker = worker
        self._connection = connection
        self._reserve = reserve

    @classmethod
    async def open(cls, connecting: Callable[[], sqlite3.Connection], reserve: Reserve | None = None) -> Database:
        """Call `connecting` on a new thread and own the result. On cancel the connection is closed again."""
        worker = ThreadPoolExecutor(1, thread_name_prefix="store")
        opened = worker.submit(connecting)
        try:
            connection = await asyncio.shield(asyncio.wrap_future(opened))
        except BaseException:
            worker.submit(_close_late, opened)
            worker.shutdown(wait=False)
            raise
        return cls(worker, connection, reserve)

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """One writing transaction: all of it is on disk when this returns, nothing of it when this raises.

        A cancel does not take back what was begun: the transaction is still finished whole.
        When the disk is full the reserve is given up and the work runs once more.
        Raises: `StoreError`, or what the work raised.
        """
        return await asyncio.shield(self._submit(lambda: self._write(work)))

    async def read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """One consistent look at the data. On cancel, work that did not start yet never does. Raises: `StoreError`."""
        return await self._submit(lambda: self._mended("BEGIN", work))

    async def outside(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Run on the store's thread without a transaction (backups, files); finished even on cancel."""
        return await asyncio.shield(self._submit(lambda: work(self._connection)))

    def later(self, work: Callable[[sqlite3.Connection], object]) -> None:
        """Run on the store's thread when it is free, before `close` returns. A failure is only logged."""

        def guarded() -> None:
            try:
                with translated():
                    work(self._connection)
            except StoreError:
                _log.exception("housekeeping failed")

        self._submit(guarded)

    async def close(self) -> None:
        """Finish what was asked for, write everything into the one file, let go of it. Safe to call twice."""
        with contextlib.suppress(StoreBug):
            closing = self._submit(self._close)
            self._worker.shutdown(wait=False)
            await asyncio.shield(closing)

    def _submit(self, call: Callable[[], T]) -> asyncio.Future[T]:
        try:
            return asyncio.wrap_future(self._worker.submit(call))
        except RuntimeError as error:
            raise StoreBug("the store is closed") from error

    def _write(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            result = self._mended("BEGIN IMMEDIATE", work)
        except DiskFull:
            if self._reserve is None or not self._reserve.give_up():
                raise
            result = self._transaction("BEGIN IMMEDIATE", work)
        if self._reserve:
            self._reserve.keep()
        return result

    def _mended(self, begin: str, work: Callable[[sqlite3.Connection], T]) -> T:
        """The transaction; if the search index is damaged, which no check at the start finds, it is made anew first."""
        try:
            return self._transaction(begin, work)
        except Damaged as error:
            if getattr(error.__cause__, "sqlite_errorcode", 0) != sqlite3.SQLITE_CORRUPT_VTAB:
                raise
        _log.warning("the search index was damaged and is made anew")
        self._transaction("BEGIN IMMEDIATE", search.rebuild)
        return self._transaction(begin, work)

    def _transaction(self, begin: str, work: Callable[[sqlite3.Connection], T]) -> T:
        with translated():
            self._connection.execute(begin)
            try:
                result = work(self._connection)
                self._connection.execute("COMMIT")
            except BaseException:
                # After some errors SQLite has rolled back itself; the first error is the one that tells.
                with contextlib.suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise
            return result

    def _close(self) -> None:
        with contextlib.suppress(sqlite3.Error):
            # Fails on a full or read-only disk: the log file then stays and nothing is lost.
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._connection.close()


def _close_late(opened: Future[sqlite3.Connection]) -> None:
    if opened.exception() is None:
        opened.result().close()
