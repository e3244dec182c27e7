"""Settings > Performance: who does the work now, and freeing the memory."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.services.performance import PerformanceService, Work
from app.services.tasks import TaskOwner


class PerformancePresenter(QObject):
    """Looks only while somebody looks at the page."""

    work_changed = Signal(object)
    """services.performance.Work"""
    failed = Signal(object)
    """AppError"""

    def __init__(self, service: PerformanceService, tasks: TaskOwner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self._tasks = tasks
        service.changes.add(self.work_changed.emit)

    @property
    def work(self) -> Work:
        """What the last look showed."""
        return self._service.work

    def set_watched(self, is_watched: bool) -> None:
        """The page is on screen, or no longer."""
        if is_watched:
            self._service.watch()
        else:
            self._service.rest()

    def free(self) -> None:
        """Unload all models."""
        if not self._tasks.is_running("performance:free"):
            self._tasks.start("performance:free", self._service.free(), self.failed.emit)
