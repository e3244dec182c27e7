"""From a thread to the event loop, on whichever loop the program runs."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


def settle(loop: asyncio.AbstractEventLoop, future: asyncio.Future[T], result: T) -> None:
    """Give a future its result from another thread. Nothing happens if it has one or the loop is closed."""

    def give() -> None:
        if not future.done():
            future.set_result(result)

    with suppress(RuntimeError):  # the loop is closed: nobody waits any more
        loop.call_soon_threadsafe(give)


async def in_thread(work: Callable[[], T]) -> T:
    """The result of blocking work done in a thread of its own. A cancel leaves the work to finish unheard."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T | BaseException] = loop.create_future()

    def run() -> None:
        try:
            settle(loop, future, work())
        except BaseException as error:  # noqa: BLE001 - raised again below, in the caller's task
            settle(loop, future, error)

    threading.Thread(target=run, name="engine-work", daemon=True).start()
    result = await future
    if isinstance(result, BaseException):
        raise result
    return result
