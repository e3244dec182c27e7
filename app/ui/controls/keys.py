"""What keys mean."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

_ALT_GR = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
"""How Windows reports the key that writes the third sign of a key."""
_COMMANDS = _ALT_GR | Qt.KeyboardModifier.MetaModifier


def typed(event: QKeyEvent) -> str:
    """The text that a key writes; empty for commands and for the space, which presses buttons."""
    commands = event.modifiers() & _COMMANDS
    text = event.text()
    is_writing = text.isprintable() and not text.isspace() and (not commands or commands == _ALT_GR)
    return text if is_writing else ""
