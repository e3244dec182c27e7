"""Errors of the file system, translated by code."""

from __future__ import annotations

import errno

from app.domain.errors import DiskFull, ReadOnly, StoreError

_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} if hasattr(errno, "EDQUOT") else {errno.ENOSPC, errno.EFBIG}


def from_os(error: OSError) -> StoreError:
    """No room is DiskFull; whatever else keeps a file from being written is ReadOnly."""
    return DiskFull(str(error)) if error.errno in _NO_ROOM else ReadOnly(str(error))
