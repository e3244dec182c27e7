"""How the engine is doing, in words."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication, QObject, Signal

from app.domain.engine import EngineState, Phase
from app.domain.errors import EngineMissing
from app.domain.who_works import WhoWorks, Worker
from app.presenters.explain import explain
from app.services.engine import EngineService
from app.services.performance import PerformanceService
from app.services.tasks import TaskOwner

_LOCAL = {"127.0.0.1", "localhost", "::1"}


class EnginePresenter(QObject):
    """The engine's state for the footer, the notices and the empty chat."""

    state_changed = Signal(object)
    """EngineState"""
    footer_changed = Signal(str, bool)
    """(where it runs, in one line; True when a chat can be sent)"""
    failed = Signal(object)
    """AppError: the engine cannot be used; shown until `recovered`."""
    recovered = Signal()

    def __init__(
        self, engine: EngineService, performance: PerformanceService, tasks: TaskOwner, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._performance = performance
        self._tasks = tasks
        self._told = ("", False)
        engine.changes.add(self._on_state)
        performance.changes.add(lambda _: self._tell_place())

    @property
    def state(self) -> EngineState:
        return self._engine.state

    @property
    def place(self) -> str:
        """Where the models run, or why they do not, in one line."""
        text = footer_text(self._engine.state, self._performance.work.who)
        if self._engine.state.shared_url:
            text += " · " + QCoreApplication.translate("EnginePresenter", "Shared with your network")
        return text

    def search(self) -> None:
        """Look for an engine again, from the beginning."""
        self._run(self._engine.start())

    def restart(self) -> None:
        self._run(self._engine.restart())

    def _run(self, coroutine: Coroutine[Any, Any, None]) -> None:
        self._tasks.start("engine:command", coroutine, self.failed.emit)

    def _on_state(self, state: EngineState) -> None:
        self.state_changed.emit(state)
        self._tell_place()
        match state.phase:
            case Phase.MISSING:
                self.failed.emit(state.error or EngineMissing())
            case Phase.FAILED if state.error is not None:
                self.failed.emit(state.error)
            case Phase.READY:
                self.recovered.emit()
            case _:
                pass

    def _tell_place(self) -> None:
        told = (self.place, self._engine.state.is_ready)
        if told != self._told:
            self._told = told
            self.footer_changed.emit(*told)


def footer_text(state: EngineState, who: WhoWorks) -> str:
    """One line on where the models run, or why they do not."""
    translate = QCoreApplication.translate
    match state.phase:
        case Phase.READY:
            host = urlsplit(state.url).hostname or ""
            if host not in _LOCAL:
                return translate("EnginePresenter", "Runs on {name}").format(name=host)
            return _here(who)
        case Phase.SEARCHING:
            return translate("EnginePresenter", "Looking for the engine…")
        case Phase.STARTING:
            return translate("EnginePresenter", "Starting the engine…")
        case Phase.RESTARTING:
            return translate("EnginePresenter", "The engine is restarting…")
        case Phase.MISSING:
            return translate("EnginePresenter", "The engine isn't installed")
        case Phase.FAILED:
            return explain(state.error).title if state.error else ""
        case Phase.STOPPED:
            return translate("EnginePresenter", "The engine is stopped")


def _here(who: WhoWorks) -> str:
    translate = QCoreApplication.translate
    card = who.card or translate("EnginePresenter", "Graphics card")
    match who.worker:
        case Worker.CARD:
            return translate("EnginePresenter", "Runs on this computer · {device}").format(device=card)
        case Worker.BOTH:
            return translate("EnginePresenter", "Runs on this computer · {device} and processor").format(device=card)
        case Worker.PROCESSOR:
            return translate("EnginePresenter", "Runs on this computer · Processor")
        case Worker.UNKNOWN:
            return translate("EnginePresenter", "Runs on this computer")
