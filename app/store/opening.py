"""How a start finds the chats, whatever happened to them."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.chat import ExportedChat
from app.domain.errors import Damaged, DiskFull, NewerSchema, ReadOnly, StoreError
from app.store.archive import SqliteChatArchive
from app.store.backup import Backups, check
from app.store.chats import SqliteChatStore, export_chats
from app.store.clock import utc_now
from app.store.database import Database, connect, connect_read_only
from app.store.faults import translated
from app.store.migrations import migrate, schema_version, steps
from app.store.private_files import private_folder, sync_folder
from app.store.rescue import Rescue, rescue_paths
from app.store.reserve import Reserve
from app.store.rows import microseconds
from app.store.salvage import check_texts, salvage

FILE_NAME = "chats.sqlite"
RESERVE_NAME = "chats.reserve"
DELETED_FOR = timedelta(days=30)
CHECKED_BYTES = 64 * 2**20
CHECKED_TEXTS = 200
"""A start compares the checksums of all messages, or, where the file is larger than that, of the newest 200."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OpenedStore:
    """The chats, and what the person must be told about them."""

    chats: SqliteChatStore
    problem: StoreError | None
    """`Damaged`: repaired, all is well again. Anything else: nothing will be saved (`is_writable` is false)."""
    is_writable: bool
    _database: Database
    _opening: _Opening

    @property
    def archive(self) -> SqliteChatArchive:
        """By which chats come back from exports and backups."""
        return SqliteChatArchive(self._database, self._opening.data_dir, self._opening.back_up)

    async def close(self) -> None:
        """Back up what changed, write everything into one file, let go of it."""
        if self.is_writable:
            self._database.later(self._opening.back_up_changes)
        await self._database.close()
        self._opening.remove_copy()


async def open_store(data_dir: Path, now: Callable[[], datetime] = utc_now) -> OpenedStore:
    """Open the chats of a data folder. Never raises for the state of the disk: `problem` says what is wrong.

    A damaged file is set aside (never deleted) and replaced by the newest good backup plus every row that can still
    be read. What cannot be written is opened for reading; where not even that works, chats live in memory only.
    A file of a newer Baleen is not touched. Answers that were being written are INTERRUPTED afterwards, rescued words
    are back, and what was deleted more than 30 days ago is gone.
    """
    opening = _Opening(data_dir, now)
    database = await Database.open(opening.connect, opening.reserve)
    if opening.is_writable:
        database.later(opening.tidy)
    chats = SqliteChatStore(database, Rescue(rescue_paths(data_dir)), now)
    return OpenedStore(chats, opening.problem, opening.is_writable, database, opening)


class _Opening:
    """The steps of `open_store` that block; they run on the store's thread."""

    def __init__(self, data_dir: Path, now: Callable[[], datetime]) -> None:
        self.problem: StoreError | None = None
        self.is_writable = True
        self.reserve = Reserve(data_dir / RESERVE_NAME)
        self.data_dir = data_dir
        self._path = data_dir / FILE_NAME
        self._now = now
        self._backups = Backups(data_dir, now)
        self._changes_at_backup = 0
        self._copy_dir: Path | None = None

    @property
    def has_content(self) -> bool:
        """True when there is a file that is not empty."""
        return self._path.exists() and self._path.stat().st_size > 0

    def connect(self) -> sqlite3.Connection:
        """The best connection that can be had; `problem` and `is_writable` are true afterwards."""
        try:
            try:
                return self._for_writing()
            except DiskFull:
                if not self.reserve.give_up():
                    raise
                return self._for_writing()
        except StoreError as error:
            _log.warning("the chats cannot be opened for writing: %s", error)
            self.problem, self.is_writable = error, False
        for attempt in (self._copy_for_reading, self._for_reading):
            try:
                return attempt()
            except StoreError as error:
                _log.warning("the chats cannot be read: %s", error)
        connection = connect(None)
        migrate(connection)
        return connection

    def connect_to_read(self) -> sqlite3.Connection:
        """A connection that changes nothing on the disk. Raises: `StoreError`."""
        try:
            return self._for_reading()
        except ReadOnly:
            return self._copy_for_reading()

    def tidy(self, connection: sqlite3.Connection) -> None:
        """What a start may do after the window is there: old deleted rows go, a backup is made when due."""
        before = microseconds(self._now() - DELETED_FOR)
        connection.execute("DELETE FROM chat WHERE deleted_at < ?", (before,))
        connection.execute("DELETE FROM message WHERE deleted_at < ?", (before,))
        connection.execute("PRAGMA incremental_vacuum(1000)").fetchall()
        if self._backups.is_due() and connection.execute("SELECT 1 FROM chat").fetchone():
            self.back_up(connection)

    def back_up_changes(self, connection: sqlite3.Connection) -> None:
        """A backup if anything was written since the last one."""
        if connection.total_changes != self._changes_at_backup:
            self.back_up(connection)

    def remove_copy(self) -> None:
        """Delete the private copy that was read, if there is one."""
        if self._copy_dir:
            shutil.rmtree(self._copy_dir, ignore_errors=True)

    def back_up(self, connection: sqlite3.Connection) -> None:
        """A backup of what is committed. Raises: `StoreError`."""
        self._backups.make(connection)
        self._changes_at_backup = connection.total_changes

    def _for_writing(self) -> sqlite3.Connection:
        with translated():
            private_folder(self.data_dir)
        try:
            connection = self._checked()
        except Damaged as error:
            self._recover(error)
            connection = self._checked()
        with translated():
            try:
                _interrupt(connection)
                Rescue(rescue_paths(self.data_dir)).merge(connection)
            except BaseException:
                connection.close()
                raise
        self.reserve.keep()
        self._changes_at_backup = connection.total_changes
        return connection

    def _checked(self) -> sqlite3.Connection:
        """A sound database with the schema of this program.

        Raises: `Damaged` (also for a file that is gone or empty while there are backups), other `StoreError`.
        """
        if self.has_content:
            _refuse_newer(self._path)
        elif self._backups.newest_first():
            raise Damaged("the file is gone")
        connection = connect(self._path)
        try:
            with translated():
                check(connection)
                migrate(connection, before_step=lambda: self.back_up(connection))
                check_texts(connection, CHECKED_TEXTS if self._path.stat().st_size > CHECKED_BYTES else None)
        except BaseException:
            connection.close()
            raise
        return connection

    def _recover(self, error: Damaged) -> None:
        """Build the best database there can be beside the damaged one, then let it take its place."""
        fresh = self._path.with_suffix(".new")
        with translated():
            for leftover in _with_companions(fresh):
                leftover.unlink(missing_ok=True)
            backup = self._backups.newest_sound()
            if backup:
                shutil.copyfile(backup, fresh)
            connection = connect(fresh)
            try:
                migrate(connection)
                salvaged = salvage(self._path, connection) if self._path.exists() else 0
            finally:
                connection.close()
            aside = self._set_aside()
            fresh.replace(self._path)
            sync_folder(self.data_dir)
        _log.error("the database was damaged (%s): backup %s, %d rows salvaged", error.detail, backup, salvaged)
        self.problem = Damaged(error.detail, set_aside=aside, restored=backup is not None or salvaged > 0)

    def _set_aside(self) -> str:
        if not self._path.exists():
            return ""
        stamp = self._now().astimezone(UTC).strftime("%Y-%m-%dT%H-%M-%S-%f")
        aside = self.data_dir / f"chats.damaged-{stamp}.sqlite"
        for old, new in zip(_with_companions(self._path), _with_companions(aside), strict=True):
            if old.exists():
                old.rename(new)
        return str(aside)

    def _copy_for_reading(self) -> sqlite3.Connection:
        """A private copy, because a log file beside a database in a read-only folder cannot be read in place."""
        with translated():
            if not self._path.exists():
                raise ReadOnly("there is no database")
            self._copy_dir = Path(tempfile.mkdtemp(prefix="baleen-"))
            copy = self._copy_dir / FILE_NAME
            for old, new in zip(_with_companions(self._path)[:2], _with_companions(copy)[:2], strict=True):
                if old.exists():
                    shutil.copyfile(old, new)
            connection = connect(copy)
            try:
                if not isinstance(self.problem, NewerSchema):
                    migrate(connection)
                    _interrupt(connection)
                _refuse_writes(connection)
            except BaseException:
                connection.close()
                raise
            return connection

    def _for_reading(self) -> sqlite3.Connection:
        """The file itself. Raises: `StoreError`, also for one with an older schema, which reading cannot change."""
        connection = connect_read_only(self._path)
        try:
            if schema_version(connection) == len(steps()):
                _refuse_writes(connection)
                return connection
        except BaseException:
            connection.close()
            raise
        connection.close()
        raise ReadOnly("the schema is of an older Baleen")


async def read_chats(data_dir: Path) -> tuple[ExportedChat, ...]:
    """Every chat of a data folder, without opening it for writing, also while another Baleen has it open.

    No database yet means no chats. Raises: `StoreError`.
    """
    opening = _Opening(data_dir, utc_now)
    if not opening.has_content:
        return ()
    database = await Database.open(opening.connect_to_read)
    try:
        return await database.read(export_chats)
    finally:
        await database.close()
        opening.remove_copy()


def _interrupt(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE message SET state='interrupted' WHERE state='streaming'")


def _refuse_writes(connection: sqlite3.Connection) -> None:
    """From now on every write raises SQLITE_READONLY. A schema that this program cannot read raises here."""
    with translated():
        connection.execute("PRAGMA query_only=ON")
        connection.execute("SELECT chat.edited_text, message.left_out FROM chat, message LIMIT 1").fetchone()


def _refuse_newer(path: Path) -> None:
    """Raise `NewerSchema` before anything could be written to a file of a newer Baleen."""
    try:
        connection = connect_read_only(path)
    except ReadOnly:
        return  # opening it for writing will say more
    try:
        schema_version(connection)
    finally:
        connection.close()


def _with_companions(path: Path) -> list[Path]:
    return [path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")]
