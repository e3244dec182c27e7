"""How long chats are kept, their backups, and all of them at once, for the window."""

from __future__ import annotations

import logging
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.chat import ChatId
from app.domain.errors import AppError
from app.services.chat_keeping import ChatKeeping
from app.services.settings import SettingsService
from app.services.tasks import TaskOwner

_SOON_MS = 30_000
"""After a start others have more urgent things to do with the disk."""
_AGAIN_MS = 3_600_000
_log = logging.getLogger(__name__)


class KeepingPresenter(QObject):
    """One thing at a time; what is asked for meanwhile is not begun."""

    backups_found = Signal(object)
    """tuple of domain.export.Backup, the newest first"""
    brought_in = Signal(object)
    """services.chat_keeping.BroughtIn"""
    not_brought_in = Signal(object)
    """AppError; nothing was changed."""
    counted = Signal(int, int)
    """(days, how many chats would be deleted now)"""
    all_deleted = Signal(object)
    """The ids, for `bring_back`."""
    old_deleted = Signal(object)
    """The ids, for `bring_back`; never empty."""
    came_back = Signal()
    failed = Signal(object)
    """AppError: chats were not deleted, or not brought back."""

    def __init__(
        self, keeping: ChatKeeping, settings: SettingsService, tasks: TaskOwner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._keeping = keeping
        self._settings = settings
        self._tasks = tasks
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_time)

    def begin(self) -> None:
        """From now on old chats go, if the person has chosen that."""
        self._timer.start(_SOON_MS)

    def look_for_backups(self) -> None:
        """`backups_found` follows."""
        self._run(self._look())

    def bring_in(self, path: Path) -> None:
        """Add the chats of an export or a backup that are not here; `brought_in` or `not_brought_in` follows."""
        self._run(self._bring_in(path))

    def delete_all(self) -> None:
        """`all_deleted` follows; a backup is made before."""
        self._run(self._delete_all())

    def bring_back(self, chat_ids: tuple[ChatId, ...]) -> None:
        """Undo a deletion; `came_back` follows."""
        self._run(self._bring_back(chat_ids))

    def count(self, days: int) -> None:
        """`counted` follows."""
        self._run(self._count(days))

    def keep_for(self, days: int) -> None:
        """Keep chats for so many days from now on, 0 for ever. What is too old goes now; `old_deleted` follows."""
        self._settings.change("keep_chats_days", days)
        self.clean()

    def clean(self) -> None:
        """Delete what is older than the person wants to keep."""
        if self._settings.current.keep_chats_days:
            self._run(self._clean())

    def _on_time(self) -> None:
        self._timer.setInterval(_AGAIN_MS)
        self.clean()

    def _run(self, coroutine: Coroutine[Any, Any, None]) -> None:
        if self._tasks.is_running("keeping"):
            coroutine.close()
        else:
            self._tasks.start("keeping", coroutine, self.failed.emit)

    async def _look(self) -> None:
        self.backups_found.emit(await self._keeping.backups())

    async def _bring_in(self, path: Path) -> None:
        try:
            result = await self._keeping.bring_in(path)
        except AppError as error:
            _log.warning("no chats were read in: %s", error)
            self.not_brought_in.emit(error)
        else:
            self.brought_in.emit(result)

    async def _delete_all(self) -> None:
        self.all_deleted.emit(await self._keeping.delete_all())

    async def _bring_back(self, chat_ids: tuple[ChatId, ...]) -> None:
        await self._keeping.bring_back(chat_ids)
        self.came_back.emit()

    async def _count(self, days: int) -> None:
        self.counted.emit(days, len(await self._keeping.old(days)))

    async def _clean(self) -> None:
        chat_ids = await self._keeping.delete_old(self._settings.current.keep_chats_days)
        if chat_ids:
            _log.info("%d old chats were deleted", len(chat_ids))
            self.old_deleted.emit(chat_ids)
