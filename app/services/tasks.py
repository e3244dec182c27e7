"""Who runs: every task of the program has an owner, a key and an end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self

from app.domain.errors import AppError

_log = logging.getLogger(__name__)


class TaskOwner:
    """Runs tasks by key. Leaving the context cancels what still runs and waits for it.

    A task that fails does not cancel its siblings: its exception goes to `on_failure`.
    """

    def __init__(self, on_failure: Callable[[BaseException], None] | None = None) -> None:
        self._on_failure = on_failure
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._group = asyncio.TaskGroup()
        self._is_open = False

    async def __aenter__(self) -> Self:
        await self._group.__aenter__()
        self._is_open = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_open = False
        for task in tuple(self._tasks.values()):
            task.cancel()
        await self._group.__aexit__(None, None, None)

    def start(
        self,
        key: str,
        coroutine: Coroutine[Any, Any, None],
        on_error: Callable[[AppError], None] | None = None,
    ) -> None:
        """Run a coroutine under a key. A task that already has the key is cancelled first.

        `on_error` gets an expected failure; without it that counts as unexpected. After the owner has closed the
        coroutine is closed unrun.
        """
        if not self._is_open:
            coroutine.close()
            return
        self.cancel(key)
        task = self._group.create_task(self._guard(coroutine, on_error), name=key)
        self._tasks[key] = task
        task.add_done_callback(lambda done: self._forget(key, done, coroutine))

    def cancel(self, key: str) -> None:
        """Ask the task with this key to end; nothing happens if there is none."""
        if task := self._tasks.get(key):
            task.cancel()

    def is_running(self, key: str) -> bool:
        task = self._tasks.get(key)
        return task is not None and not task.done()

    async def join(self, key: str) -> None:
        """Wait until the task with this key has ended, however it ends."""
        if task := self._tasks.get(key):
            await asyncio.wait([task])

    async def _guard(self, coroutine: Coroutine[Any, Any, None], on_error: Callable[[AppError], None] | None) -> None:
        try:
            await coroutine
        except Exception as error:  # noqa: BLE001 - one failed task must not cancel its siblings
            if on_error is not None and isinstance(error, AppError):
                on_error(error)
                return
            _log.exception("a task failed")
            if self._on_failure:
                self._on_failure(error)

    def _forget(self, key: str, task: asyncio.Task[None], coroutine: Coroutine[Any, Any, None]) -> None:
        coroutine.close()  # cancelled before its first step it has not run at all
        if self._tasks.get(key) is task:
            del self._tasks[key]
