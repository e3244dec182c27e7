"""Opening at login, for the settings."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QObject, Signal

from app.domain.errors import AppError
from app.domain.ports import LoginItem
from app.services.tasks import TaskOwner

_TASK = "login"


class LoginPresenter(QObject):
    """Tells what is so in the system, which may have been changed there."""

    told = Signal(bool, object)
    """(whether it is on; why that could not be changed, `AppError` or None)"""

    def __init__(self, item: LoginItem, tasks: TaskOwner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._item = item
        self._tasks = tasks

    @property
    def is_possible(self) -> bool:
        return self._item.is_possible

    def look(self) -> None:
        """`told` follows."""
        self._tasks.start(_TASK, self._look(None))

    def switch(self, is_on: bool) -> None:
        """From the next login on; `told` follows."""
        self._tasks.start(_TASK, self._switch(is_on))

    async def _switch(self, is_on: bool) -> None:
        problem: AppError | None = None
        try:
            await asyncio.to_thread(self._item.switch, is_on)
        except AppError as error:
            problem = error
        await self._look(problem)

    async def _look(self, problem: AppError | None) -> None:
        self.told.emit(await asyncio.to_thread(self._item.is_on), problem)
