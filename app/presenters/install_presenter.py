"""Installing the engine, in words and steps."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.domain.engine_install import EngineArchive, InstallPhase, InstallState
from app.services.engine_install import EngineInstallService
from app.services.tasks import TaskOwner


class InstallPresenter(QObject):
    """What the card of the engine shows, and what its buttons do."""

    state_changed = Signal(object)
    """InstallState"""
    failed = Signal(object)
    """AppError"""

    def __init__(self, service: EngineInstallService, tasks: TaskOwner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self._tasks = tasks
        service.changes.add(self._on_state)

    @property
    def state(self) -> InstallState:
        return self._service.state

    @property
    def archive(self) -> EngineArchive | None:
        """What can be installed on this computer."""
        return self._service.archive()

    @property
    def installed_version(self) -> str:
        return self._service.installed_version()

    def install(self, file: Path | None = None) -> None:
        """Begin, or go on after a pause; from a file that the person has, if given."""
        self._service.start(file)

    def pause(self) -> None:
        self._service.pause()

    def cancel(self) -> None:
        self._tasks.start("engine:install:cancel", self._service.cancel(), self.failed.emit)

    def remove(self) -> None:
        self._tasks.start("engine:install:remove", self._service.remove(), self.failed.emit)

    def _on_state(self, state: InstallState) -> None:
        self.state_changed.emit(state)
        if state.phase is InstallPhase.FAILED and state.error is not None:
            self.failed.emit(state.error)
