"""A model file that is dropped on the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

_SUFFIX = ".gguf"


class ModelFileDrop(QObject):
    """Takes one model file; everything else that is dropped is left to the widgets."""

    dropped = Signal(object)
    """Path"""

    def watch(self, place: QWidget) -> None:
        """Take what is dropped here too; a widget that takes drops itself hides those of its parents."""
        place.setAcceptDrops(True)
        place.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
            return False
        if not isinstance(event, QDropEvent) or (path := model_file_of(event.mimeData())) is None:
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if event.type() is QEvent.Type.Drop:
            self.dropped.emit(path)
        return True


def model_file_of(data: QMimeData) -> Path | None:
    """The one model file that is meant; None for anything else."""
    urls = data.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() == _SUFFIX else None
