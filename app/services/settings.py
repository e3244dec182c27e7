"""Settings: check, replace, tell, save."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from app.domain.errors import StoreError
from app.domain.settings import Settings, checked
from app.services.listeners import Listeners
from app.services.tasks import TaskOwner

SAVE_DELAY_S = 0.3
"""Several changes in a row (a slider) become one file."""


@dataclass(frozen=True, slots=True)
class SettingChanged:
    """One setting has another value now."""

    key: str
    settings: Settings


class SettingsService:
    """Holds the snapshot that is in force and keeps the file behind it."""

    def __init__(self, settings: Settings, save: Callable[[Settings], Awaitable[None]], tasks: TaskOwner) -> None:
        self.current = settings
        self.changes: Listeners[SettingChanged] = Listeners()
        self.failures: Listeners[StoreError] = Listeners()
        self._save = save
        self._tasks = tasks
        self._is_saved = True

    def change(self, key: str, value: object) -> None:
        """Put a setting in force at once and on disk a moment later.

        Raises: `InvalidSetting`; then nothing has changed.
        """
        value = checked(key, value)
        if getattr(self.current, key) == value:
            return
        self.current = replace(self.current, **{key: value})  # type: ignore[arg-type]
        self._is_saved = False
        self.changes.tell(SettingChanged(key, self.current))
        self._tasks.start("settings:save", self._save_later())

    async def _save_later(self) -> None:
        await asyncio.sleep(SAVE_DELAY_S)
        await self.flush()

    async def flush(self) -> None:
        """Write what is not on disk yet; failures go to `failures`."""
        if self._is_saved:
            return
        self._is_saved = True
        try:
            await self._save(self.current)
        except StoreError as error:
            self.failures.tell(error)
