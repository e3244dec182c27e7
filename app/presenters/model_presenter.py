"""Which model answers: what the picker lists, what was chosen, and whether it thinks."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.domain.errors import AppError, BackendError
from app.domain.fit import Fit
from app.domain.models import TOUR_TAG, InstalledModel, normal_tag
from app.services.models import ModelService
from app.services.settings import SettingsService
from app.services.tasks import TaskOwner


class ModelPresenter(QObject):
    """The choice is remembered, also while the chosen model is away."""

    models_changed = Signal(object, str)
    """(tuple[InstalledModel, ...], the tag that answers next or "")"""
    think_changed = Signal(bool, bool)
    """(the model can think, the person wants it to)"""
    deleted = Signal(str)
    failed = Signal(object)
    """AppError"""
    unreadable = Signal(object)
    """AppError: the server does not tell its models; shown until `readable`."""
    readable = Signal()

    def __init__(
        self,
        models: ModelService,
        settings: SettingsService,
        tasks: TaskOwner,
        parent: QObject | None = None,
        *,
        fit_of: Callable[[str], Fit | None] = lambda _: Fit.GREAT,
    ) -> None:
        """`fit_of` is the verdict on an installed model; None while it is not known."""
        super().__init__(parent)
        self._models = models
        self._settings = settings
        self._tasks = tasks
        self._fit_of = fit_of
        self._current: InstalledModel | None = None
        self._is_judged = False
        """Verdicts were known when it was taken."""
        self._before_tour = ""
        """What was chosen when the tour was opened."""
        self.is_unreadable = False
        """The server is ready and does not tell its models."""
        models.changes.add(lambda _: self._on_list())
        models.faults.add(self._on_fault)

    @property
    def current(self) -> str:
        """The tag that answers the next message; "" if nothing is installed."""
        return self._current.tag if self._current else ""

    @property
    def installed(self) -> tuple[InstalledModel, ...]:
        return self._models.installed

    @property
    def is_known(self) -> bool:
        """True once a server has told what is installed."""
        return self._models.is_known

    def judge(self) -> None:
        """To be called when verdicts may have come: what was taken before they were there may be too big."""
        if not (self._settings.current.model or self._is_judged):
            self._take()

    def choose(self, tag: str) -> None:
        """From the next message on this model answers."""
        self._settings.change("model", tag)
        self._update()

    def show_choice_of(self, tag: str | None) -> None:
        """A chat was opened in which this model was chosen last; takes it if it is installed.

        None is a new chat: it goes on with what answered last, but not with the tour, which answers nobody, where there
        is a real model.
        """
        chosen = self._settings.current.model
        if tag and self._models.find(tag):
            if normal_tag(tag) == TOUR_TAG != chosen:
                self._before_tour = chosen
            self.choose(tag)
        elif tag is None and chosen == TOUR_TAG and any(model.tag != TOUR_TAG for model in self.installed):
            self.choose(self._before_tour)

    def set_thinking(self, wanted: bool) -> None:
        """Remember for the current model whether it should think before answering."""
        tag = self.current
        off = set(self._settings.current.think_off)
        self._settings.change("think_off", tuple(sorted(off - {tag} if wanted else off | {tag})))
        self._tasks.start("model:details", self._tell_thinking(tag))

    def delete(self, tag: str) -> None:
        self._tasks.start(f"model:delete:{tag}", self._delete(tag), self.failed.emit)

    def _on_fault(self, error: AppError) -> None:
        self.is_unreadable = True
        self.unreadable.emit(error)

    def _on_list(self) -> None:
        was_unreadable, self.is_unreadable = self.is_unreadable, False
        if was_unreadable:
            self.readable.emit()
        self._update()

    def _update(self) -> None:
        self._keep_what_was_taken()
        self._take()

    def _take(self) -> None:
        self._current = self._models.preferred(self._settings.current.model, self._fit_of)
        self._is_judged = self._current is not None and self._fit_of(self._current.tag) is not None
        self.models_changed.emit(self._models.installed, self.current)
        self._tasks.start("model:details", self._tell_thinking(self.current))

    def _keep_what_was_taken(self) -> None:
        """The model that was taken without being chosen stays when another one comes, also after a restart."""
        taken = self._current
        if taken is None or not self._is_judged or self._settings.current.model or taken.tag == TOUR_TAG:
            return
        if len(self._models.installed) > 1 and self._models.find(taken.tag):
            self._settings.change("model", taken.tag)

    async def _tell_thinking(self, tag: str) -> None:
        can_think = False
        if tag:
            try:
                can_think = (await self._models.details(tag)).can_think
            except BackendError:
                can_think = False
        if tag == self.current:
            self.think_changed.emit(can_think, tag not in self._settings.current.think_off)

    async def _delete(self, tag: str) -> None:
        await self._models.delete(tag)
        self.deleted.emit(tag)
