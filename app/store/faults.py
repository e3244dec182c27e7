"""Errors of SQLite and of the file system, translated once, by code."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from app.domain.errors import Damaged, DiskFull, Locked, ReadOnly, StoreBug, StoreError
from app.store.file_faults import from_os

_NO_ROOM_IO = {sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE}
"""What a quota (`ulimit -f`) and a full disk under the shared memory file give instead of SQLITE_FULL."""


def from_sqlite(error: sqlite3.Error) -> StoreError:
    """The error in our words. Errors without a code are of the Python module: texts that are not UTF-8 (any more), or
    wrong use, which is ours.
    """
    code = getattr(error, "sqlite_errorcode", None)
    detail = f"{getattr(error, 'sqlite_errorname', type(error).__name__)}: {error}"
    if code is None:
        return Damaged(detail) if isinstance(error, sqlite3.OperationalError) else StoreBug(detail)
    if code in _NO_ROOM_IO:
        return DiskFull(detail)
    match code & 0xFF:
        case sqlite3.SQLITE_FULL:
            return DiskFull(detail)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return Locked(detail)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return Damaged(detail)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM | sqlite3.SQLITE_IOERR:
            return ReadOnly(detail)
    return StoreBug(detail)


@contextmanager
def translated() -> Iterator[None]:
    """Errors of SQLite and of the file system leave the block as `StoreError`."""
    try:
        yield
    except sqlite3.Error as error:
        raise from_sqlite(error) from error
    except OSError as error:
        raise from_os(error) from error
