"""What the person waits for before the first word of an answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from app.domain.chat import Message
from app.domain.models import display_name

SHOWN_AFTER_MS = 300
EXPLAINED_AFTER_MS = 20_000


class Loads(Protocol):
    """What is known of the models that answer."""

    def is_queued(self, message: Message) -> bool:
        """Whether the answer waits for another one of the same model."""
        ...

    def is_loading(self, message: Message) -> bool:
        """Whether the model must get into memory first."""
        ...


class Waiting(QObject):
    """Follows one answer: says nothing at first, then what takes time, then why."""

    changed = Signal(int, str)
    """(message, what it waits for); an empty text ends it."""

    def __init__(self, loads: Loads, load_s: Callable[[str], float | None], parent: QObject) -> None:
        """`load_s` tells how long a model took to get into memory last time; None for one that was never seen to."""
        super().__init__(parent)
        self._loads = loads
        self._load_s = load_s
        self._message: Message | None = None
        self._short = QTimer(self, singleShot=True, interval=SHOWN_AFTER_MS)
        self._short.timeout.connect(self._show)
        self._long = QTimer(self, singleShot=True, interval=EXPLAINED_AFTER_MS)
        self._long.timeout.connect(self._explain)

    def begin(self, message: Message) -> None:
        """The answer was asked for."""
        self._message = message
        self._short.start()
        self._long.start()

    def end(self) -> None:
        """The answer speaks for itself, or is not shown any more."""
        if self._message is not None:
            self._short.stop()
            self._long.stop()
            self.changed.emit(self._message.id, "")
            self._message = None

    def _show(self) -> None:
        if message := self._message:
            self.changed.emit(message.id, self._words(message))

    def _explain(self) -> None:
        if (message := self._message) and not self._loads.is_queued(message):
            words = self._words(message)
            if self._loads.is_loading(message):
                longer = QCoreApplication.translate("ChatPresenter", "Large models take longer the first time.")
                words = f"{words} {longer}"
            self.changed.emit(message.id, words)

    def _words(self, message: Message) -> str:
        translate = QCoreApplication.translate
        model = message.model or ""
        name = display_name(model)
        if self._loads.is_queued(message):
            return translate("ChatPresenter", "{model} is answering in another chat. This one is next.").format(
                model=name
            )
        if not self._loads.is_loading(message):
            return translate("ChatPresenter", "{model} is reading…").format(model=name)
        seconds = self._load_s(model)
        if seconds is None:
            return translate("ChatPresenter", "Getting {model} ready…").format(model=name)
        return translate("ChatPresenter", "Getting {model} ready… about {s} s").format(model=name, s=rounded(seconds))


def rounded(seconds: float) -> int:
    """Seconds as one says them: to the second up to twenty, then to five."""
    return max(1, round(seconds)) if seconds < 20 else round(seconds / 5) * 5
