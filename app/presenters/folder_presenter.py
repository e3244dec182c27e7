"""The folder of the models, for the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.domain.errors import FolderMoveFailed
from app.domain.models_folder import FolderMove, MoveProgress
from app.services.model_folder_move import ModelsFolderService
from app.services.tasks import TaskOwner

_TASK = "models-folder:change"


class FolderPresenter(QObject):
    """Moves it, or uses another one. One thing at a time."""

    changed = Signal()
    """Another folder, or a move has begun, gone on or ended."""
    planned = Signal(object)
    """domain.models_folder.FolderMove: ask the person."""
    has_models = Signal(str)
    """The folder that was chosen has models of its own: it can only be used as it is."""
    done = Signal()
    failed = Signal(object)
    """AppError"""

    def __init__(self, service: ModelsFolderService, tasks: TaskOwner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self._tasks = tasks
        self.progress: MoveProgress | None = None
        """None while nothing is moved."""

    @property
    def folder(self) -> Path:
        return self._service.folder

    @property
    def usual(self) -> Path:
        return self._service.usual

    @property
    def is_ours(self) -> bool:
        return self._service.is_ours

    def choose(self, target: Path) -> None:
        """See what moving there would take; `planned`, `has_models` or `failed` follows."""
        if not self._tasks.is_running(_TASK):
            self._tasks.start(_TASK, self._plan(target), self.failed.emit)

    def move(self, move: FolderMove) -> None:
        if not self._tasks.is_running(_TASK):
            self._tasks.start(_TASK, self._move(move.target), self.failed.emit)

    def cancel(self) -> None:
        """Everything is as it was before, a moment later."""
        self._tasks.cancel(_TASK)

    def switch(self, target: str) -> None:
        """Use a folder as it is."""
        self._tasks.start(_TASK, self._switch(Path(target)), self.failed.emit)

    def use_usual(self) -> None:
        """Forget the folder that was chosen; its models stay where they are."""
        self._tasks.start(_TASK, self._switch(None), self.failed.emit)

    async def _plan(self, target: Path) -> None:
        try:
            move = await self._service.plan(target)
        except FolderMoveFailed as error:
            if error.reason != "has_models":
                raise
            self.has_models.emit(str(target))
        else:
            self.planned.emit(move)

    async def _move(self, target: Path) -> None:
        try:
            await self._service.move(target, self._tell)
        finally:
            self._tell(None)
        self.done.emit()

    async def _switch(self, target: Path | None) -> None:
        await self._service.switch(target)
        self.changed.emit()
        self.done.emit()

    def _tell(self, progress: MoveProgress | None) -> None:
        self.progress = progress
        self.changed.emit()
