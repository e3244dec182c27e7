"""Trying and choosing another computer, for the settings."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, Signal

from app.domain.computers import computer_url
from app.domain.errors import AppError, NotOllama
from app.domain.settings import EnginePlace
from app.presenters.computers_words import GreetingWords, key_words
from app.presenters.explain import explain
from app.services.computers import ComputerService
from app.services.tasks import TaskOwner

_TASK = "computers"


class ComputersPresenter(QObject):
    """One thing at a time: what is asked for while something else runs takes its place."""

    busy = Signal(str)
    """What is being done, in a sentence."""
    told = Signal(str, bool)
    """(what came of it, in a sentence; True when the key has been taken)"""

    def __init__(self, computers: ComputerService, tasks: TaskOwner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._computers = computers
        self._tasks = tasks

    def try_out(self, address: str, key: str | None) -> None:
        """Ask the server at an address who it is; nothing changes."""
        self.busy.emit(QCoreApplication.translate("Computers", "Asking {address}…").format(address=address))
        self._tasks.start(_TASK, self._try_out(address, key), self._on_failed)

    def use(self, address: str, key: str | None) -> None:
        """Run models there from now on, whether the server answers already or not."""
        self._tasks.start(_TASK, self._use(address, key), self._on_failed)

    def use_this_computer(self, place: EnginePlace) -> None:
        """Run models here again, in this way."""
        self._tasks.cancel(_TASK)  # else an address that is being kept would be used after all
        self._computers.use_this_computer(place)
        self.told.emit("", False)

    def forget_key(self) -> None:
        """The key of the computer in use goes; its server is asked without one from now on."""
        self._tasks.start(_TASK, self._forget_key(), self._on_failed)

    async def _forget_key(self) -> None:
        is_gone = await self._computers.forget_key()
        translate = QCoreApplication.translate
        if is_gone:
            text = translate("Computers", "The key is forgotten.")
        else:
            text = translate("Computers", "The key is no longer used, but this system did not let go of it.")
        self.told.emit(text, True)

    async def _try_out(self, address: str, key: str | None) -> None:
        self.told.emit(GreetingWords().sentence(await self._computers.greet(address, key)), False)

    async def _use(self, address: str, key: str | None) -> None:
        place = await self._computers.use(address, key)
        self.told.emit(key_words(place, computer_url(address)), True)

    def _on_failed(self, error: AppError) -> None:
        self.told.emit(failure_words(error), False)


def failure_words(error: AppError) -> str:
    """Why a computer cannot be used, in a sentence or two."""
    if isinstance(error, NotOllama):
        return QCoreApplication.translate("Computers", "Something answers there, but it is no server for models.")
    words = explain(error)
    return f"{words.title} {words.cause}"
