"""Settings > Server: the log of our own server, and who may use it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.services.engine_log import EngineLogService
from app.services.sharing import SharingService


class ServerPresenter(QObject):
    """Reads the log only while somebody looks at it."""

    sharing_ended = Signal()
    """By itself, for this computer is in another network."""
    log_grew = Signal(str)
    """Whole lines, each with its end."""

    def __init__(self, log: EngineLogService, sharing: SharingService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log = log
        self._sharing = sharing
        log.changes.add(self.log_grew.emit)
        sharing.ended.add(lambda _: self.sharing_ended.emit())

    @property
    def log_folder(self) -> str:
        return str(self._log.folder)

    def set_watched(self, is_watched: bool) -> None:
        """The log is on screen, or no longer."""
        if is_watched:
            self._log.watch()
        else:
            self._log.rest()
