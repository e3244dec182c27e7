"""What is wrong now: one notice per cause."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.errors import AppError, StoreError
from app.presenters.explain import Explanation, explain


class NoticeBoard(QObject):
    """Keeps the notices that the window shows under its header, also those that came before there was a window.

    A cause is the class of the error's family: two failed saves show one notice, the newest.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._notices: dict[str, Explanation] = {}

    @property
    def newest(self) -> tuple[str, Explanation] | None:
        """The notice to show, with its cause."""
        return next(reversed(self._notices.items()), None)

    def post(self, error: AppError) -> None:
        """Show an error until it is dismissed or `clear`ed."""
        cause = cause_of(error)
        self._notices.pop(cause, None)
        self._notices[cause] = explain(error)
        self.changed.emit()

    def clear(self, cause: str) -> None:
        """The cause is gone, or the person has closed the notice."""
        if self._notices.pop(cause, None):
            self.changed.emit()


def cause_of(error: AppError) -> str:
    """What two errors have in common when they are about the same thing."""
    return "store" if isinstance(error, StoreError) else type(error).__mro__[1].__name__
