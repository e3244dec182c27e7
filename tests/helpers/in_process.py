"""The whole program in the process of the tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import psutil

from app.composition.compose import Baleen


async def until(condition: Callable[[], object], timeout_s: float = 60) -> None:
    """Let the loop run until the condition is true. Raises: `TimeoutError`."""
    async with asyncio.timeout(timeout_s):
        while not condition():
            await asyncio.sleep(0.01)


def server_of(program: Baleen) -> psutil.Process:
    """The program's own server; other tests have theirs under the same name."""
    port = int(program.engine.state.url.rsplit(":", 1)[1])
    return next(
        process
        for process in psutil.Process().children(recursive=True)
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port
    )
