"""Looking at running processes from tests."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

import psutil


def members(group_id: int) -> list[int]:
    """Running processes of a group; what has ended and is not yet collected does not count."""
    found = []
    for process in psutil.process_iter(["status"]):
        try:
            if os.getpgid(process.pid) == group_id and process.info["status"] != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
        except ProcessLookupError:
            pass
    return found


async def until(condition: Callable[[], bool], timeout_s: float = 10.0) -> None:
    """Wait for something that has no event to wait for. Raises: `TimeoutError`."""
    async with asyncio.timeout(timeout_s):
        while not condition():
            await asyncio.sleep(0.02)
