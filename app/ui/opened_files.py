"""Files that macOS hands to the program: as events, not as arguments, also while it starts."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QFileOpenEvent


class OpenedFiles(QObject):
    """Watches the application that is its parent. What comes before anybody listens is kept for `take`."""

    given = Signal(str)

    def __init__(self, application: QObject) -> None:
        super().__init__(application)
        self._early: list[str] = []
        self._is_heard = False
        application.installEventFilter(self)

    def take(self) -> Path | None:
        """The file that came first so far, for who starts now; from here on `given` tells of each."""
        self._is_heard = True
        return Path(self._early[0]) if self._early else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QFileOpenEvent) or not event.file():
            return super().eventFilter(watched, event)
        if self._is_heard:
            self.given.emit(event.file())
        else:
            self._early.append(event.file())
        return True
