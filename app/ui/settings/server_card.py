"""How the server is doing, at the top of the page, with what one can do about it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.ui.controls.buttons import Button, Kind
from app.ui.controls.folding import Flow, FoldingRow
from app.ui.controls.label import WrappedLabel
from app.ui.controls.painting import fill, mirrored
from app.ui.theme import theme
from app.ui.tokens import FontRole

_LEFT_PX = 40


class ServerCard(QWidget):
    """A dot, a sentence, a line, Restart and the log."""

    restart_requested = Signal()
    log_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_ready = self._can_only_look = False
        self.setAccessibleIdentifier("settings.server")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._title = WrappedLabel(FontRole.UI_STRONG)
        self._line = WrappedLabel(FontRole.CAPTION, "text2")
        self._line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._log = Button(Kind.PLAIN, "settings.server.log")
        self._restart = Button(Kind.PLAIN, "settings.server.restart")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._line)
        buttons = QWidget()
        flow = Flow(buttons)
        flow.addWidget(self._log)
        flow.addWidget(self._restart)
        row = self._row = FoldingRow(self)
        self._keep_margins()
        row.add_layout(words)
        row.addWidget(buttons)
        self._restart.clicked.connect(self.restart_requested)
        self._log.clicked.connect(self.log_requested)
        theme().changed.connect(self._keep_margins)
        self.retranslate()

    def _keep_margins(self) -> None:
        self._row.setContentsMargins(theme().scaled(_LEFT_PX), 13, 16, 13)
        self.update()

    def set_state(self, title: str, line: str, *, is_ready: bool, is_ours: bool, is_missing: bool) -> None:
        """`is_ours`: it is, or will be, a server that Baleen starts; others are never restarted, only looked for.
        `is_missing`: there is none to start."""
        self._title.setText(title)
        self._line.setText(line)
        self._line.setVisible(bool(line))
        self.setAccessibleName(title)
        self.setAccessibleDescription(line)
        self._is_ready, self._can_only_look = is_ready, is_missing or not is_ours
        self.retranslate()
        self._restart.setVisible(is_ours or not is_ready)
        self._log.setVisible(is_ours)
        self.update()

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self._restart.setText(self.tr("Look again") if self._can_only_look else self.tr("Restart"))
        self._log.setText(self.tr("Show log"))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        fill(painter, QRectF(self.rect()), 12, "raised")
        side = theme().scaled(10)
        middle = self._title.geometry().top() + theme().style_of(FontRole.UI_STRONG).line_px / 2
        dot = mirrored(self, QRectF(16, middle - side / 2, side, side).toRect())
        fill(painter, QRectF(dot), side / 2, "success" if self._is_ready else "warning")
