"""The first run: two screens, and then the chat (design: ux §3)."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.ui import icons
from app.ui.controls.buttons import Button, Kind
from app.ui.theme import theme
from app.ui.welcome.hello_step import HelloStep
from app.ui.welcome.scrolled_step import ScrolledStep
from app.ui.welcome.step_dots import StepDots

if TYPE_CHECKING:
    from app.ui.welcome.model_step import ModelStep

_COLUMN_PX = 680
_SCREENS = 3
_NARROW_PX = 600
"""Below it, at a text size of 100 %, words and numbers stand below each other."""


class Step(StrEnum):
    """Where the first run is; what a restart goes on with."""

    HELLO = "hello"
    MODEL = "model"
    DONE = "done"


class Welcome(QWidget):
    """Fills the window. Enter goes on, Esc or Back goes back."""

    step_changed = Signal(str)
    """A `Step`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleIdentifier("welcome")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._back = Button(Kind.LINK, "welcome.back")
        self._dots = StepDots(_SCREENS)
        self._stack = QStackedWidget()
        self._columns: list[QWidget] = []
        self.hello = HelloStep()
        self._stack.addWidget(self._scrolled(self.hello))
        head = QHBoxLayout()
        head.addWidget(self._back)
        head.addStretch(1)
        policy = self._back.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self._back.setSizePolicy(policy)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 20)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        column.addSpacing(8)
        column.addWidget(self._dots, alignment=Qt.AlignmentFlag.AlignHCenter)
        self.hello.continued.connect(lambda: self.show_step(Step.MODEL))
        self._back.clicked.connect(lambda: self.show_step(Step.HELLO))
        theme().changed.connect(self._fit)
        self._fit()
        self.retranslate()
        self.show_step(Step.HELLO)

    @cached_property
    def model(self) -> ModelStep:
        """Made at its first use: the first screen shows sooner without it."""
        from app.ui.welcome.model_step import ModelStep

        step = ModelStep()
        self._stack.addWidget(self._scrolled(step))
        step.setMaximumWidth(theme().scaled(_COLUMN_PX))
        step.set_narrow(self.width() < theme().scaled(_NARROW_PX))
        return step

    @property
    def step(self) -> Step:
        return Step.HELLO if self._stack.currentIndex() == 0 else Step.MODEL

    def show_step(self, step: Step) -> None:
        """Show a screen; the keyboard is where one goes on from."""
        is_first = step is Step.HELLO
        if not is_first:
            _ = self.model
        self._stack.setCurrentIndex(0 if is_first else 1)
        self._dots.set_step(1 if is_first else 2)
        self._back.setVisible(not is_first)
        if is_first:
            self.hello.go.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            if not self.model.focus_choice():
                self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.step_changed.emit(str(step))

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self.setAccessibleName(self.tr("Welcome to Baleen"))
        self._back.setText(self.tr("Back"))
        self._dots.set_step(1 if self.step is Step.HELLO else 2)
        self.hello.retranslate()
        if "model" in self.__dict__:
            self.model.retranslate()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                focus = self.window().focusWidget()
                go = self.hello.go if self.step is Step.HELLO else self.model.go
                (focus if isinstance(focus, Button) else go).click()
            case Qt.Key.Key_Escape if self.step is Step.MODEL:
                self.show_step(Step.HELLO)
            case _:
                pass  # nothing is typed into the chat behind

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()

    def _scrolled(self, step: HelloStep | ModelStep) -> ScrolledStep:
        self._columns.append(step)
        return ScrolledStep(step, step.go, step.buttons)

    def _fit(self) -> None:
        self._back.setIcon(icons.icon("chevron-left", "accent_text", 16))
        for step in self._columns:
            step.setMaximumWidth(theme().scaled(_COLUMN_PX))
        self._turn()

    def _turn(self) -> None:
        if "model" in self.__dict__:
            self.model.set_narrow(self.width() < theme().scaled(_NARROW_PX))
