"""What the person waits for before the first word of an answer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from app.domain.chat import Message
from app.domain.models import display_name

SHOWN_AFTER_MS = 300
EXPLAINED_AFTER_MS = 20_000


class Waiting(QObject):
    """Follows one answer: says nothing at first, then what takes time, then why."""

    changed = Signal(int, str)
    """(message, what it waits for); an empty text ends it."""

    def __init__(self, is_queued: Callable[[Message], bool], parent: QObject) -> None:
        """`is_queued` says whether the answer waits for another one of the same model."""
        super().__init__(parent)
        self._is_queued = is_queued
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
        if (message := self._message) and not self._is_queued(message):
            longer = QCoreApplication.translate("ChatPresenter", "Large models take longer the first time.")
            self.changed.emit(message.id, f"{self._words(message)} {longer}")

    def _words(self, message: Message) -> str:
        name = display_name(message.model or "")
        if self._is_queued(message):
            return QCoreApplication.translate(
                "ChatPresenter", "{model} is answering in another chat. This one is next."
            ).format(model=name)
        return QCoreApplication.translate("ChatPresenter", "Getting {model} ready…").format(model=name)
