"""How the engine is doing, in words."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication, QObject, Signal

from app.domain.engine import EngineState, Origin, Phase
from app.domain.errors import EngineMissing
from app.presenters.explain import explain
from app.services.engine import EngineService
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

    def __init__(self, engine: EngineService, tasks: TaskOwner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._tasks = tasks
        engine.changes.add(self._on_state)

    @property
    def state(self) -> EngineState:
        return self._engine.state

    def search(self) -> None:
        """Look for an engine again, from the beginning."""
        self._run(self._engine.start())

    def restart(self) -> None:
        self._run(self._engine.restart())

    def _run(self, coroutine: Coroutine[Any, Any, None]) -> None:
        self._tasks.start("engine:command", coroutine, self.failed.emit)

    def _on_state(self, state: EngineState) -> None:
        self.state_changed.emit(state)
        self.footer_changed.emit(footer_text(state), state.is_ready)
        match state.phase:
            case Phase.MISSING:
                self.failed.emit(EngineMissing())
            case Phase.FAILED if state.error is not None:
                self.failed.emit(state.error)
            case Phase.READY:
                self.recovered.emit()
            case _:
                pass


def footer_text(state: EngineState) -> str:
    """One line on where the models run, or why they do not."""
    translate = QCoreApplication.translate
    match state.phase:
        case Phase.READY:
            host = urlsplit(state.url).hostname or ""
            if host not in _LOCAL:
                return translate("EnginePresenter", "Runs on {name}").format(name=host)
            if state.device:
                return translate("EnginePresenter", "Runs on this computer · {device}").format(device=state.device)
            if state.origin is Origin.MANAGED:
                return translate("EnginePresenter", "Runs on this computer · Processor")
            return translate("EnginePresenter", "Runs on this computer")
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
