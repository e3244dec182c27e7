"""Keys that go to the two ends of the transcript; Qt's scroll areas know only the arrows and the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from app.ui.chat.canvas import TranscriptCanvas

_MODIFIERS = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier)


def take_scroll_key(view: TranscriptCanvas, event: QKeyEvent) -> bool:
    """Home and End, also with Ctrl; at the end the view follows again what is written."""
    if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier not in _MODIFIERS:
        return False
    match event.key():
        case Qt.Key.Key_Home:
            view.verticalScrollBar().setValue(0)
        case Qt.Key.Key_End:
            view.scroll_to_end()
        case _:
            return False
    return True
