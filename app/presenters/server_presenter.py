"""Settings > Server: the log of our own server, and who may use it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.services.engine_log import EngineLogService


class ServerPresenter(QObject):
    """Reads the log only while somebody looks at it."""

    log_grew = Signal(str)
    """Whole lines, each with its end."""

    def __init__(self, log: EngineLogService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log = log
        log.changes.add(self.log_grew.emit)

    @property
    def log_folder(self) -> str:
        return str(self._log.folder)

    def set_watched(self, is_watched: bool) -> None:
        """The log is on screen, or no longer."""
        if is_watched:
            self._log.watch()
        else:
            self._log.rest()
