"""The queue of downloads for the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.downloads import Download
from app.services.downloads import DownloadService


class DownloadsPresenter(QObject):
    """Hands on what the person asks for, and tells every change."""

    rows_changed = Signal(object)
    """tuple[Download, ...]"""
    finished = Signal(str)
    """The tag of a model that is ready."""

    def __init__(self, downloads: DownloadService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._downloads = downloads
        downloads.changes.add(self.rows_changed.emit)
        downloads.finished.add(self.finished.emit)

    @property
    def rows(self) -> tuple[Download, ...]:
        return self._downloads.rows

    def find(self, tag: str) -> Download | None:
        return self._downloads.find(tag)

    def get(self, tag: str, *, is_update: bool = False) -> None:
        """Put a model into the queue."""
        self._downloads.add(tag, is_update=is_update)

    def pause(self, tag: str) -> None:
        self._downloads.pause(tag)

    def resume(self, tag: str) -> None:
        self._downloads.resume(tag)

    def start_now(self, tag: str) -> None:
        self._downloads.start_now(tag)

    def move(self, tag: str, position: int) -> None:
        self._downloads.move(tag, position)

    def cancel(self, tag: str) -> None:
        self._downloads.cancel(tag)

    def dismiss(self, tag: str) -> None:
        self._downloads.dismiss(tag)
