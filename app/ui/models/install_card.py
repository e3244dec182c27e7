"""The engine on its way to this computer: a bar, a line, and the buttons that belong to the moment."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.engine_install import InstallPhase, InstallState
from app.presenters.install_words import install_line
from app.presenters.sizes import size_text
from app.ui.controls.buttons import Button, IconButton, Kind
from app.ui.controls.label import Label, WrappedLabel
from app.ui.controls.painting import fill
from app.ui.controls.progress_bar import ProgressBar
from app.ui.theme import theme
from app.ui.tokens import FontRole

_WIDTH_PX = 460


class InstallCard(QWidget):
    """A button that begins; while it goes on, the bar with Pause and Cancel."""

    install_requested = Signal()
    pause_requested = Signal()
    cancel_requested = Signal()
    file_requested = Signal()
    """The person has the archive as a file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = InstallState()
        self._size_bytes = 0
        self._install = Button(Kind.PRIMARY, "engine.install", self)
        self._from_file = Button(Kind.LINK, "engine.install_file", self)
        self._name = Label(FontRole.UI_STRONG, "text", self)
        self._percent = Label(FontRole.UI_STRONG, "text", self)
        self._bar = ProgressBar(parent=self)
        self._line = WrappedLabel(FontRole.CAPTION, "text3", self)
        self._pause = IconButton("pause", "engine.pause", self)
        self._resume = Button(Kind.PLAIN, "engine.resume", self)
        self._cancel = IconButton("x", "engine.cancel", self)
        self._lay_out()
        self._install.clicked.connect(self.install_requested)
        self._from_file.clicked.connect(self.file_requested)
        self._pause.clicked.connect(self.pause_requested)
        self._resume.clicked.connect(self.install_requested)
        self._cancel.clicked.connect(self.cancel_requested)
        theme().changed.connect(self._follow_theme)
        self._follow_theme()
        self.retranslate()

    def _lay_out(self) -> None:
        start = QHBoxLayout()
        start.setSpacing(12)
        start.addStretch(1)
        start.addWidget(self._install)
        start.addWidget(self._from_file)
        start.addStretch(1)
        head = QHBoxLayout()
        head.addWidget(self._name, 1)
        head.addWidget(self._percent)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self._bar, 1)
        below.addWidget(self._pause)
        below.addWidget(self._resume)
        below.addWidget(self._cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 12, 10)
        column.setSpacing(4)
        column.addLayout(start)
        column.addLayout(head)
        column.addLayout(below)
        column.addWidget(self._line)

    def set_archive(self, size_bytes: int) -> None:
        """How big what would be fetched is; 0 where there is nothing for this computer, which hides the button."""
        self._size_bytes = size_bytes
        self.retranslate()

    def set_state(self, state: InstallState) -> None:
        """Show how far it is."""
        self._state = state
        self.retranslate()

    @property
    def tab_stops(self) -> tuple[QWidget, ...]:
        return self._install, self._from_file, self._pause, self._resume, self._cancel

    def retranslate(self) -> None:
        """All words again, after the language or the state changed."""
        phase = self._state.phase
        is_idle = phase in (InstallPhase.IDLE, InstallPhase.FAILED, InstallPhase.DONE)
        self._install.setText(
            self.tr("Install it ({size})").format(size=size_text(self._size_bytes))
            if self._size_bytes
            else self.tr("Install it")
        )
        self._from_file.setText(self.tr("From a file…"))
        self._name.setText(self.tr("Ollama, the engine"))
        self._percent.setText(self.tr("{percent} %").format(percent=int(self._state.fraction * 100)))
        self._line.setText(install_line(self._state))
        self._pause.set_words(self.tr("Pause"))
        self._resume.setText(self.tr("Resume"))
        self._cancel.set_words(self.tr("Cancel"))
        self._bar.set_parts(0.0 if phase is InstallPhase.TRYING else self._state.fraction)
        self._bar.setAccessibleName(f"{self._name.text()}, {self._percent.text()}")
        for widget in (self._install, self._from_file):
            widget.setVisible(is_idle and bool(self._size_bytes))
        for shown in (self._name, self._bar, self._line):
            shown.setVisible(not is_idle)
        self._percent.setVisible(not is_idle and phase is not InstallPhase.TRYING)
        self._pause.setVisible(phase is InstallPhase.DOWNLOADING)
        self._resume.setVisible(phase is InstallPhase.PAUSED)
        self._cancel.setVisible(not is_idle and phase is not InstallPhase.TRYING)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._bar.isVisibleTo(self):
            fill(QPainter(self), self.rect().toRectF(), 12, "surface", "border")

    def _follow_theme(self) -> None:
        self.setMaximumWidth(theme().scaled(_WIDTH_PX))
        self.update()
