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
            queue.forget_leftovers(_wanted_again(queue))
            noted = queue.noted_leftovers
            if not noted:
                return
            await asyncio.sleep(SETTLE_S)
            moving = await _moving(folder, frozenset(noted))
            # Whole files beside one that is being written belong to the same download of somebody else.
            theirs = moving.union(*(group for group in queue.leftovers_together if group & moving))
            # Of what was cancelled once more in the meantime it cannot be said that nobody writes it.
            again = {digest for digest, number in queue.noted_leftovers.items() if noted.get(digest) != number}
            # What was added to the queue meanwhile is wanted again.
            await asyncio.to_thread(
                folder.remove_leftovers, sorted(noted.keys() - theirs - queue.wanted_digests - again)
            )
            queue.forget_leftovers(noted)


def _wanted_again(queue: DownloadQueue) -> dict[str, int]:
    wanted = queue.wanted_digests
    return {digest: number for digest, number in queue.noted_leftovers.items() if digest in wanted}


async def _moving(folder: ModelFolder, digests: frozenset[str]) -> frozenset[str]:
    """Those whose files somebody writes."""

    def look() -> dict[str, float]:
        return {digest: folder.last_change([digest]) for digest in digests}

    before = await asyncio.to_thread(look)
    moving = {digest for digest, changed in before.items() if changed}
    for _ in range(TURNS):
        if not moving:
            break
        await asyncio.sleep(WATCH_S)
        now = await asyncio.to_thread(look)
        moving = {digest for digest, changed in now.items() if changed != before[digest]}
        before = now
    return frozenset(moving)
