"""Copies of the database, made, verified and thinned out."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.errors import Damaged, StoreError
from app.store.database import connect_read_only
from app.store.faults import translated
from app.store.migrations import schema_version
from app.store.private_files import private_file, private_folder, sync_file, sync_folder

FOLDER = "backup"
MAX_AGE = timedelta(hours=24)
KEEP_NEWEST = 3
KEEP_DAYS = 7
KEEP_WEEKS = 4
CAP_BYTES = 2**30
_PATTERN = "chats-*.sqlite"
_STAMP = "%Y%m%dT%H%M%S%fZ"
_log = logging.getLogger(__name__)


class Backups:
    """The backups of one data folder. Blocking; used from the store's thread."""

    def __init__(self, data_dir: Path, now: Callable[[], datetime]) -> None:
        self._folder = data_dir / FOLDER
        self._now = now

    def newest_first(self) -> list[Path]:
        """All finished backups."""
        return sorted(self._folder.glob(_PATTERN), reverse=True)

    def is_due(self) -> bool:
        """True when there is none of the last 24 hours. One from the future does not count: the clock was wrong."""
        found = self.newest_first()
        return not found or abs(self._now() - time_of(found[0])) > MAX_AGE

    def make(self, connection: sqlite3.Connection) -> Path:
        """Copy the database as it is now, check the copy, and only then drop what is no longer wanted.

        Raises: `StoreError`; the older backups are then all still there.
        """
        target = self._folder / f"chats-{self._now().astimezone(UTC).strftime(_STAMP)}.sqlite"
        part = target.with_suffix(".part")
        with translated():
            private_folder(self._folder)
            try:
                copy_database(connection, part)
                verify(part)
                part.replace(target)
            except BaseException:
                part.unlink(missing_ok=True)
                raise
            sync_folder(self._folder)
            self._thin_out()
        return target

    def newest_sound(self) -> Path | None:
        """The newest backup that passes the check and is not of a newer Baleen."""
        return next((path for path in self.newest_first() if is_sound(path)), None)

    def _thin_out(self) -> None:
        found = self.newest_first()
        wanted = set(wanted_backups(found))
        room = CAP_BYTES
        for number, path in enumerate(found):
            room -= path.stat().st_size
            if path not in wanted or (room < 0 and number > 0):
                path.unlink(missing_ok=True)


def wanted_backups(newest_first: Iterable[Path]) -> list[Path]:
    """Those to keep: the 3 newest, the newest of each of 7 days, the newest of each of 4 weeks."""
    days: dict[object, Path] = {}
    weeks: dict[object, Path] = {}
    found = list(newest_first)
    for path in found:
        made_at = time_of(path)
        days.setdefault(made_at.date(), path)
        weeks.setdefault(made_at.isocalendar()[:2], path)
    kept = {*found[:KEEP_NEWEST], *list(days.values())[:KEEP_DAYS], *list(weeks.values())[:KEEP_WEEKS]}
    return [path for path in found if path in kept]


def copy_database(connection: sqlite3.Connection, target: Path) -> None:
    """Make one self-contained file with everything that is committed, on the disk when this returns.

    Raises: `OSError`, `sqlite3.Error`.
    """
    target.unlink(missing_ok=True)
    private_file(target)
    with contextlib.closing(sqlite3.connect(target, isolation_level=None)) as copy:
        connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE").fetchall()
    sync_file(target)


def verify(path: Path) -> None:
    """Raise `StoreError` unless it is a database of Baleen, not newer than this program, without damage."""
    with translated(), contextlib.closing(connect_read_only(path)) as connection:
        if not schema_version(connection):
            raise Damaged("empty")
        check(connection)


def check(connection: sqlite3.Connection) -> None:
    """Let SQLite look for damage in every table and its indexes. Raises: `Damaged`, `sqlite3.Error`.

    Table by table, because newer versions would compare the whole search index with all texts, which takes seconds;
    that index is mended when it is used (`Database`).
    """
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type='table' AND rootpage > 0").fetchall()
    for (name,) in tables:
        verdict = connection.execute(f"PRAGMA integrity_check('{name}')").fetchone()[0]
        if verdict != "ok":
            raise Damaged(str(verdict))


def is_sound(path: Path) -> bool:
    """True for a file that passes `verify`."""
    try:
        verify(path)
    except StoreError as error:
        _log.warning("a backup is not usable: %s", error)
        return False
    return True


def time_of(path: Path) -> datetime:
    """When a backup was made, as its name says."""
    try:
        return datetime.strptime(path.stem.removeprefix("chats-"), _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
