"""The line that looks for updates."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.ui.controls.buttons import Button, Kind
from app.ui.controls.folding import FoldingRow
from app.ui.controls.label import WrappedLabel
from app.ui.tokens import FontRole

_WATCHED_EVERY_MS = 600_000


class UpdatesLine(QWidget):
    """What came of the last look, and a button for another one."""

    look_requested = Signal()
    watched = Signal()
    """Somebody has the page open: told when it is shown, and every ten minutes while it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = Button(Kind.LINK, "settings.updates")
        self._result = WrappedLabel(FontRole.CAPTION, "text3")
        self._result.setAccessibleIdentifier("settings.updates.result")
        self._timer = QTimer(self)
        self._timer.setInterval(_WATCHED_EVERY_MS)
        self._timer.timeout.connect(self.watched)
        row = FoldingRow(self, spacing=10, margins=(4, 0, 4, 0))
        row.addWidget(self._result)
        row.addWidget(self._look)
        self._look.clicked.connect(self.look_requested)
        self.retranslate()

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self._look.setText(self.tr("Look for updates"))

    def set_result(self, text: str, *, can_look: bool) -> None:
        """What came of it, in a sentence."""
        self._result.setText(text)
        self._look.setEnabled(can_look)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self._timer.start()
            self.watched.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self._timer.stop()
