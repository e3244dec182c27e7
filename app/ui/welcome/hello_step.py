"""The first screen: what this is, and whether this computer is ready."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.controls.buttons import Button, Kind
from app.ui.controls.label import WrappedLabel
from app.ui.tokens import FontRole
from app.ui.welcome.big_button import BigButton
from app.ui.welcome.picture import IconDot, Mark

_SAY_AFTER_MS = 300
"""A check that is faster is not worth a word (ux §3)."""


class EngineCheck(Enum):
    """What is known of the engine."""

    CHECKING = auto()
    STARTING = auto()
    READY = auto()
    TO_INSTALL = auto()
    """There is none; Baleen installs it with the first model."""
    MISSING = auto()
    """There is none, and none that Baleen could install on this computer."""
    DOWN = auto()


class HelloStep(QWidget):
    """Mark, three promises, one button."""

    continued = Signal()
    search_requested = Signal()
    """Look for the engine again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._check = EngineCheck.CHECKING
        self._title = WrappedLabel(FontRole.DISPLAY)
        self._title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._promises = tuple(WrappedLabel(FontRole.BODY) for _ in range(3))
        self.go = BigButton("welcome.continue")
        self._engine = WrappedLabel(FontRole.CAPTION, "text3")
        self._engine.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._again = Button(Kind.LINK, "welcome.look_again")
        policy = self._engine.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._engine.setSizePolicy(policy)
        self._lay_out()
        self._soon = QTimer(self, singleShot=True, interval=_SAY_AFTER_MS)
        self._soon.timeout.connect(self._engine.show)
        self._engine.hide()
        self._soon.start()
        self.go.clicked.connect(self.continued)
        self._again.clicked.connect(self.search_requested)
        self.retranslate()

    def _lay_out(self) -> None:
        promises = QGridLayout()
        promises.setHorizontalSpacing(14)
        promises.setVerticalSpacing(12)
        for row, (icon_name, label) in enumerate(zip(("lock", "wifi-off", "gift"), self._promises, strict=True)):
            promises.addWidget(IconDot(icon_name), row, 0)
            promises.addWidget(label, row, 1, Qt.AlignmentFlag.AlignVCenter)
        promises.setColumnStretch(1, 1)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addLayout(promises, 4)
        middle.addStretch(1)
        centre = Qt.AlignmentFlag.AlignHCenter
        self.buttons = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addStretch(1)
        column.addWidget(Mark(72), alignment=centre)
        column.addSpacing(22)
        column.addWidget(self._title)
        column.addSpacing(30)
        column.addLayout(middle)
        column.addSpacing(34)
        column.addWidget(self.go, alignment=centre)
        column.addSpacing(14)
        column.addWidget(self._engine)
        column.addWidget(self._again, alignment=centre)
        column.addStretch(1)

    def set_engine(self, check: EngineCheck) -> None:
        """What the line under the button says."""
        self._check = check
        self._say()
        if check is not EngineCheck.CHECKING and self._soon.isActive() and check is not EngineCheck.STARTING:
            self._soon.stop()
            self._engine.show()

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self._title.setText(self.tr("Your own AI, on your own computer"))
        words = (
            self.tr("Private: what you write stays here"),
            self.tr("Works without internet after one download"),
            self.tr("Free, no account needed"),
        )
        for label, text in zip(self._promises, words, strict=True):
            label.setText(text)
        self.go.set_look(self.tr("Continue"))
        self._again.setText(self.tr("Look again"))
        self._say()

    def _say(self) -> None:
        self._engine.setText(self._words())
        self._again.setVisible(self._check in (EngineCheck.MISSING, EngineCheck.DOWN))

    def _words(self) -> str:
        match self._check:
            case EngineCheck.CHECKING:
                return self.tr("Checking your computer…")
            case EngineCheck.STARTING:
                return self.tr("Starting the engine…")
            case EngineCheck.READY:
                return self.tr("✓ Everything is ready")
            case EngineCheck.TO_INSTALL:
                return self.tr("The engine that runs models is installed with your first model.")
            case EngineCheck.MISSING:
                return self.tr("The engine that runs models isn't installed. Install Ollama, then look again.")
            case EngineCheck.DOWN:
                return self.tr("The engine can't be used now. You can look around meanwhile.")
