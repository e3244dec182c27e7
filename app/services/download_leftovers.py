"""Files of cancelled downloads: deleted as soon as nobody writes them any more."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from app.domain.errors import StoreError
from app.domain.ports import ModelFolder
from app.services.download_queue import DownloadQueue

SETTLE_S = 0.3
"""A server that was hung up on writes down what it has, and lets go of its files."""
WATCH_S = 0.7
TURNS = 6
"""Files that still change after so many looks belong to somebody else's download of the same model, and stay."""


async def remove_leftovers(queue: DownloadQueue, folder: ModelFolder) -> None:
    """Delete what the queue calls leftovers and does not want. Never raises; what cannot be deleted now stays noted."""
    with suppress(StoreError, OSError):
        while folder.path() is not None:
            queue.forget_leftovers(queue.leftovers & queue.wanted_digests)
            digests = queue.leftovers
            if not digests:
                return
            await asyncio.sleep(SETTLE_S)
            if await _is_at_rest(folder, sorted(digests)):
                # What was added to the queue meanwhile is wanted again.
                await asyncio.to_thread(folder.remove_leftovers, sorted(digests - queue.wanted_digests))
            queue.forget_leftovers(digests)


async def _is_at_rest(folder: ModelFolder, digests: list[str]) -> bool:
    before = await asyncio.to_thread(folder.last_change, digests)
    for _ in range(TURNS):
        if not before:
            return True
        await asyncio.sleep(WATCH_S)
        now = await asyncio.to_thread(folder.last_change, digests)
        if now == before:
            return True
        before = now
    return False
