"""Room kept for the day the disk is full."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import time
from pathlib import Path

from app.store.private_files import FILE_MODE

RESERVE_BYTES = 16 * 2**20
RETRY_S = 30.0
_log = logging.getLogger(__name__)


class Reserve:
    """A file beside the database that is given up when the disk is full, so that the pending write succeeds.

    On a full disk even DELETE and a checkpoint fail, so without it nothing could be saved or removed any more.
    """

    def __init__(self, path: Path, size_bytes: int = RESERVE_BYTES) -> None:
        self._path = path
        self._size_bytes = size_bytes
        self._is_kept = False
        self._next_try_at = 0.0

    def give_up(self) -> bool:
        """Free the room; False when there was none to free."""
        self._is_kept = False
        self._next_try_at = time.monotonic() + RETRY_S
        try:
            had_room = self._path.stat().st_size > 0
            self._path.unlink()
        except OSError:
            return False
        _log.warning("disk full: reserve given up")
        return had_room

    def keep(self) -> None:
        """Make the file if it is missing and the disk has twice its size to spare; asks the disk every 30 s at most."""
        if self._is_kept or time.monotonic() < self._next_try_at:
            return
        self._next_try_at = time.monotonic() + RETRY_S
        try:
            if self._path.exists() and self._path.stat().st_size == self._size_bytes:
                self._is_kept = True
            elif shutil.disk_usage(self._path.parent).free > 2 * self._size_bytes:
                self._fill()
                self._is_kept = True
        except OSError as error:
            _log.info("no room for a reserve: %s", error)
            with contextlib.suppress(OSError):
                self._path.unlink()

    def _fill(self) -> None:
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, FILE_MODE)
        try:
            if hasattr(os, "posix_fallocate"):
                os.posix_fallocate(descriptor, 0, self._size_bytes)
            else:
                os.write(descriptor, bytes(self._size_bytes))
        finally:
            os.close(descriptor)
