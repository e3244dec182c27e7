"""What people do in the transcript with mouse and keyboard goes to those who know what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QWheelEvent

from app.ui.chat.canvas import TranscriptCanvas
from app.ui.chat.scroll_keys import take_scroll_key
from app.ui.chat.surface import Surface

if TYPE_CHECKING:
    from app.ui.chat.pointer import Pointer
    from app.ui.chat.reading import Reading
    from app.ui.chat.selecting import Selecting


class TranscriptEvents(TranscriptCanvas):
    """A canvas that hears. The subclass says who listens."""

    selecting: Selecting
    reading: Reading
    _pointer: Pointer

    def _hear(self, pointer: Pointer) -> None:
        """From now on the mouse is this one's."""
        self._pointer = pointer
        viewport = self.viewport()
        assert isinstance(viewport, Surface)
        viewport.left.connect(pointer.leave)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pointer.press(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._pointer.double_click(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pointer.release(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self._pointer.wheel(event):
            super().wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        point = event.pos() if event.reason() is QContextMenuEvent.Reason.Mouse else QPoint(40, 40)
        self.selecting.open_menu(point, self._pointer.link_at(point))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not (self.selecting.take_key(event) or self.reading.take_key(event) or take_scroll_key(self, event)):
            super().keyPressEvent(event)
