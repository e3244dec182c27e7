"""The thread that talks to the server, so that a busy screen never slows the reading of an answer."""

from __future__ import annotations

import asyncio
import concurrent.futures
import sys
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar
from weakref import WeakSet

from app.domain.errors import Unreachable

T = TypeVar("T")

_PATIENCE_S = 2.0
"""How long work that was told to end may clean up before it is told again."""


def call_on(loop: asyncio.AbstractEventLoop, callback: Callable[..., object], *arguments: object) -> bool:
    """Have a loop of another thread call something. False when that loop has closed."""
    try:
        loop.call_soon_threadsafe(callback, *arguments)
    except RuntimeError:
        return False
    return True


class Job(Generic[T]):
    """Work on the thread, as any other loop sees it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, T]) -> None:
        self._loop = loop
        self._work = work
        self._task: asyncio.Task[T] | None = None
        self._is_cancelled = False
        self._outcome: concurrent.futures.Future[T] = concurrent.futures.Future()
        loop.call_soon_threadsafe(self._start)

    def cancel(self) -> None:
        """Ask the work to end; `wait` tells when it has."""
        call_on(self._loop, self._cancel)

    def on_end(self, callback: Callable[[], object]) -> None:
        """Call back when the work has ended; on the thread, or at once."""
        self._outcome.add_done_callback(lambda _: callback())

    async def wait(self) -> None:
        """Return when the work has ended, however it ends."""
        loop, has_ended = asyncio.get_running_loop(), asyncio.Event()
        self.on_end(lambda: call_on(loop, has_ended.set))
        await has_ended.wait()

    async def result(self) -> T:
        """What the work returned or raised. A cancel goes through to it, and returns when it has cleaned up."""
        try:
            await self.wait()
        except asyncio.CancelledError:
            self.cancel()
            await self.wait()
            raise
        return self._outcome.result()

    def _start(self) -> None:
        if self._is_cancelled:
            self._work.close()
            self._outcome.set_exception(Unreachable("closed"))
            return
        self._task = self._loop.create_task(self._work)
        self._task.add_done_callback(self._ended)

    def _cancel(self) -> None:
        self._is_cancelled = True
        if self._task:
            self._task.cancel()

    def _ended(self, task: asyncio.Task[T]) -> None:
        if task.cancelled():  # by the thread's end, or by somebody who does not ask for the result
            self._outcome.set_exception(Unreachable("closed"))
        elif error := task.exception():
            self._outcome.set_exception(error)
        else:
            self._outcome.set_result(task.result())


class _Loop(asyncio.ProactorEventLoop if sys.platform == "win32" else asyncio.SelectorEventLoop):  # type: ignore[misc]
    """Knows its connections: a client that is cancelled while it connects or hangs up forgets some, open."""

    def __init__(self) -> None:
        super().__init__()
        self._opened: WeakSet[Any] = WeakSet()

    async def create_connection(self, *arguments: Any, **options: Any) -> Any:
        transport, protocol = await super().create_connection(*arguments, **options)
        self._opened.add(transport)
        return transport, protocol

    def hang_up(self) -> None:
        """Cut what is still open. The sockets are let go of a turn later."""
        for transport in tuple(self._opened):
            transport.abort()


class LlmThread:
    """One daemon thread with its own event loop. It starts with the first job.

    `clean_up` runs on it last, when all jobs have ended.
    """

    def __init__(self, clean_up: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._clean_up = clean_up
        self._loop = _Loop()
        self._thread = threading.Thread(target=self._run, name="llm", daemon=True)
        self._lock = threading.Lock()
        self._is_closed = False

    def start(self, work: Coroutine[Any, Any, T]) -> Job[T]:
        """Run work on the thread. Raises: `Unreachable` after `close`."""
        with self._lock:  # so that every job is in the loop's queue before `close` stops it
            if self._is_closed:
                work.close()
                raise Unreachable("closed")
            if not self._thread.ident:
                self._thread.start()
            return Job(self._loop, work)

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run work on the thread and wait for it. Cancel: the work is cancelled and waited for."""
        return await self.start(work).result()

    def close(self) -> None:
        """Cancel all work, wait until it has cleaned up, end the thread. Safe to call twice."""
        with self._lock:
            was_closed, self._is_closed = self._is_closed, True
        if was_closed:
            return
        if self._thread.ident:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._loop.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
            self._loop.run_until_complete(self._wind_up())
        finally:
            asyncio.set_event_loop(None)

    async def _wind_up(self) -> None:
        for task in _others():
            # A second cancel would interrupt the first one's cleaning up: httpx then never closes its sockets.
            if not task.cancelling():
                task.cancel()
        if others := _others():
            await asyncio.wait(others, timeout=_PATIENCE_S)
        for task in _others():
            task.cancel()
        await _ended(_others())
        await self._clean_up()
        await self._loop.shutdown_asyncgens()
        # Generators that were left in the middle are closed by tasks of the loop's own, the inner after the outer.
        await asyncio.sleep(0)
        while others := _others():
            await _ended(others)
        self._loop.hang_up()
        await asyncio.sleep(0)  # in which they let go of their sockets


def _others() -> set[asyncio.Task[Any]]:
    current = asyncio.current_task()
    return {task for task in asyncio.all_tasks() if task is not current}


async def _ended(tasks: set[asyncio.Task[Any]]) -> None:
    if tasks:
        await asyncio.gather(*tasks, return_exceptions=True)
