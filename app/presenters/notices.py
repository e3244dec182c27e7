"""What is wrong now: one notice per cause."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.errors import AppError, BackendError, DownloadError, EngineError, SettingsError, StoreError
from app.presenters.explain import Explanation, explain


class NoticeBoard(QObject):
    """Keeps the notices that the window shows under its header, also those that came before there was a window.

    Two failed saves have one cause and show one notice, the newest.
    """

    posted = Signal(str, object)
    """(cause, Explanation)"""
    cleared = Signal(str)
    """The notice about this cause is to go."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.notices: dict[str, Explanation] = {}

    def post(self, error: AppError) -> None:
        """Show an error until it is put away or `clear`ed."""
        cause = cause_of(error)
        self.notices[cause] = explain(error)
        self.posted.emit(cause, self.notices[cause])

    def clear(self, cause: str) -> None:
        """The cause is gone, or the person has put the notice away."""
        if self.notices.pop(cause, None):
            self.cleared.emit(cause)


ENGINE = "engine"


def cause_of(error: AppError) -> str:
    """What two errors have in common when they are about the same thing."""
    match error:
        case StoreError():
            return "store"
        case DownloadError():
            return "download"
        case EngineError() | BackendError():
            return ENGINE
        case SettingsError():
            return "settings"
        case _:
            return "other"
