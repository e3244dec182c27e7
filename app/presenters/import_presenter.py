"""Importing model files, for the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.services.import_models import ImportProgress, ImportService
from app.services.tasks import TaskOwner

_TASK = "models:import"


class ImportPresenter(QObject):
    """Looks at a file, asks for a name through the window, and brings it to the server."""

    progress_changed = Signal(object)
    """services.import_models.ImportProgress"""
    done = Signal(str)
    """The tag of the new model."""
    failed = Signal(object)
    """AppError"""

    def __init__(self, service: ImportService, tasks: TaskOwner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self._tasks = tasks

    def bring(self, path: Path) -> None:
        """Import a file under the name that it suggests. Nothing happens while another one is being imported."""
        if not self._tasks.is_running(_TASK):
            self._tasks.start(_TASK, self._bring(path), self.failed.emit)

    def cancel(self) -> None:
        """Leave nothing of it."""
        self._tasks.cancel(_TASK)

    async def _bring(self, path: Path) -> None:
        file = await self._service.look(path)
        tag = self._service.free_tag(file.suggested_tag)
        self.progress_changed.emit(ImportProgress(tag, 0, file.size_bytes))
        self.done.emit(await self._service.bring(file, tag, self.progress_changed.emit))
