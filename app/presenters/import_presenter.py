"""Importing model files, for the window."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.domain.errors import AppError, BadModelName, CloudModel
from app.domain.model_name import parse_model_name
from app.domain.models import ModelFile
from app.services.import_models import ImportProgress, ImportService
from app.services.tasks import TaskOwner

_TASK = "models:import"


@dataclass(frozen=True, slots=True)
class ImportOffer:
    """A file that can become a model, and the name that it would have."""

    file: ModelFile
    tag: str
    """Free, without `:latest`."""


class ImportPresenter(QObject):
    """Looks at a file, has the window ask for a name, and brings it to the server."""

    offered = Signal(object)
    """ImportOffer: the person is to be asked; `bring` goes on."""
    progress_changed = Signal(object)
    """services.import_models.ImportProgress"""
    done = Signal(str)
    """The tag of the new model."""
    failed = Signal(object)
    """AppError"""
    ended = Signal()
    """Done, failed or cancelled."""

    def __init__(self, service: ImportService, tasks: TaskOwner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._service = service
        self._tasks = tasks

    @property
    def is_busy(self) -> bool:
        return self._tasks.is_running(_TASK)

    def offer(self, path: Path) -> None:
        """Look at a file; `offered` or `failed` follows. Nothing happens while one is being imported."""
        if not self.is_busy:
            self._tasks.start(_TASK, self._look(path), self._on_failed)

    def name_problem(self, name: str) -> AppError | None:
        """Why a model cannot have this name; None for a good one."""
        try:
            parse_model_name(name)
        except (BadModelName, CloudModel) as error:
            return error
        return None

    def is_taken(self, name: str) -> bool:
        """There is a model of this name: another file would take its place."""
        return self._service.is_taken(name)

    def bring(self, file: ModelFile, tag: str) -> None:
        """Import a file under a name. Nothing happens while another one is being imported."""
        if not self.is_busy:
            self._tasks.start(_TASK, self._bring(file, tag), self._on_failed)

    def cancel(self) -> None:
        """Leave nothing of it."""
        if self.is_busy:
            self._tasks.cancel(_TASK)
            self.ended.emit()

    def _on_failed(self, error: AppError) -> None:
        self.failed.emit(error)
        self.ended.emit()

    async def _look(self, path: Path) -> None:
        file = await self._service.look(path)
        self.offered.emit(ImportOffer(file, self._service.free_tag(file.suggested_tag).removesuffix(":latest")))

    async def _bring(self, file: ModelFile, tag: str) -> None:
        self.progress_changed.emit(ImportProgress(tag, 0, file.size_bytes))
        self.done.emit(await self._service.bring(file, tag, self.progress_changed.emit))
        self.ended.emit()
