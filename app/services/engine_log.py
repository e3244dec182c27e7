"""The log of our own server, for those who look at it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from app.domain.ports import EngineLogFile
from app.services.listeners import Listeners
from app.services.tasks import TaskOwner

LOOK_EVERY_S = 0.5
_WATCH = "engine:log"


class EngineLogService:
    """Reads on only while somebody looks."""

    def __init__(self, file: EngineLogFile, tasks: TaskOwner) -> None:
        self._file = file
        self._tasks = tasks
        self.changes: Listeners[str] = Listeners()

    @property
    def folder(self) -> Path:
        return self._file.folder()

    def watch(self) -> None:
        """Tell `changes` the end of the log, then every new line soon after it was written, until `rest`."""
        self._tasks.start(_WATCH, self._watch())

    def rest(self) -> None:
        self._tasks.cancel(_WATCH)

    async def _watch(self) -> None:
        from_start = True
        while True:
            text = await asyncio.to_thread(self._file.read, from_start=from_start)
            from_start = False
            if text:
                self.changes.tell(text)
            await asyncio.sleep(LOOK_EVERY_S)
