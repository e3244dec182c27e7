"""All chats in one file, when somebody asks for it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.services.export import ExportService
from app.services.tasks import TaskOwner


class ExportPresenter(QObject):
    """Writes one file at a time."""

    done = Signal(object)
    """The Path that all chats were written to."""
    failed = Signal(object)
    """AppError"""

    def __init__(self, service: ExportService, tasks: TaskOwner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self._tasks = tasks

    def export(self, target: Path) -> None:
        """Write all chats to a file; `done` or `failed` follows. Nothing happens while another is being written."""
        if not self._tasks.is_running("export"):
            self._tasks.start("export", self._export(target), self.failed.emit)

    async def _export(self, target: Path) -> None:
        await self._service.export(target)
        self.done.emit(target)
