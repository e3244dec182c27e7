"""One page in the list of the settings."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from app.ui.controls.buttons import RowButton

_BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class PageButton(RowButton):
    """Takes the focus along, whatever chooses it; the ring is for people at the keyboard."""

    def __init__(self, icon_name: str, identifier: str, parent: QWidget | None = None) -> None:
        super().__init__(icon_name, identifier, parent)
        self.has_ring = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def focusInEvent(self, event: QFocusEvent) -> None:
        # A window that becomes active again shows what it showed before, and a dialog that opens tells of a Tab
        # that nobody pressed.
        if self.hasFocus() and event.reason() is not Qt.FocusReason.ActiveWindowFocusReason:
            self.has_ring = event.reason() in _BY_KEYBOARD
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.has_ring = True
        self.update()
        super().keyPressEvent(event)
