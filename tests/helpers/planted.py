"""The whole program, off screen, with a fault planted in the middle of an answer.

    python -m tests.helpers.planted PROFILE SERVER_URL FAULT

FAULT is `stall` (the main thread sleeps for five seconds) or `memory` (a slot asks for more than there is). Ends on
SIGTERM as the program does; "planted" is printed when the fault is over.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from app import desktop
from app.composition import compose as composition
from app.composition.compose import Baleen
from app.store.places import places

STALL_S = 5.0


def stall() -> None:
    """What a slot must never do."""
    time.sleep(STALL_S)


def use_up_memory() -> None:
    """Raises: `MemoryError`. The rest of the process keeps little room for what it does next."""
    import resource

    in_use = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (in_use + 96 * 2**20, resource.RLIM_INFINITY))
    held = []
    while True:
        held.append(bytearray(16 * 2**20))


FAULTS = {"stall": stall, "memory": use_up_memory}


def plant(fault: str) -> None:
    """Have the program do it once an answer is on its way."""
    original = composition.compose

    @asynccontextmanager
    async def with_fault(*arguments: object) -> AsyncGenerator[Baleen, None]:
        async with original(*arguments) as baleen:  # type: ignore[arg-type]
            baleen.tasks.start("planted", _in_mid_answer(baleen, fault))
            yield baleen

    composition.compose = with_fault  # type: ignore[assignment]


async def _in_mid_answer(baleen: Baleen, fault: str) -> None:
    from PySide6.QtCore import QTimer

    while not baleen.presenters.models.current:
        await asyncio.sleep(0.02)
    baleen.presenters.chat.send("Hello?", baleen.presenters.models.current)
    while not baleen.chats.answering:
        await asyncio.sleep(0.02)
    await asyncio.sleep(1)  # so that some of it is there
    QTimer.singleShot(0, FAULTS[fault])
    await asyncio.sleep(0.5)
    sys.stdout.write("planted\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _, profile, url, chosen = sys.argv
    plant(chosen)
    raise SystemExit(desktop.run_desktop(places(Path(profile)), url))
