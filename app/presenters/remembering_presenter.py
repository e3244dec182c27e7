"""More memory for a chat: what could be had, and taking it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.errors import AppError
from app.domain.model_settings import remembered
from app.services.remembering import RememberingService
from app.services.settings import SettingsService
from app.services.tasks import TaskOwner


class RememberingPresenter(QObject):
    """Asks only when somebody wants to know."""

    found = Signal(object)
    """tuple[MemoryStep, ...]; empty also where the model cannot be asked."""

    costs_found = Signal(str, object)
    """(model, dict[step, MemoryCost]); empty where nothing is known."""

    shares_found = Signal(str, object)
    """(model, dict[percent, ShareOutcome]); empty where nothing is known."""

    measured = Signal()
    """Another answer showed how fast this computer is: what `look_at_costs` finds may be other than before."""

    def __init__(
        self, service: RememberingService, settings: SettingsService, tasks: TaskOwner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._service = service
        self._settings = settings
        self._tasks = tasks
        service.changes.add(lambda _: self.measured.emit())

    def look(self, model: str) -> None:
        """Find out what a model could remember beyond what it does; `found` follows."""
        self._tasks.start("remembering", self._look(model))

    def look_at_costs(self, model: str) -> None:
        """Find out what each size of memory takes with a model, and each part of it on the card; `costs_found` and
        `shares_found` follow."""
        if model:
            self._tasks.start("remembering:costs", self._look_at_costs(model))
        else:
            self.costs_found.emit("", {})
            self.shares_found.emit("", {})

    def remember(self, model: str, context_tokens: int) -> None:
        """Remember so much from the next answer on; every model, as far as it can, unless this one has its own."""
        self._settings.change(*remembered(self._settings.current, model, context_tokens))

    async def _look(self, model: str) -> None:
        try:
            self.found.emit(await self._service.larger(model))
        except AppError:
            self.found.emit(())

    async def _look_at_costs(self, model: str) -> None:
        try:
            self.costs_found.emit(model, await self._service.costs(model))
            self.shares_found.emit(model, await self._service.shares(model))
        except AppError:
            self.costs_found.emit(model, {})
            self.shares_found.emit(model, {})
