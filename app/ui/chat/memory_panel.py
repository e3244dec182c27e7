"""How much the model remembers of a chat, and what can be done when that gets too little."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.context import Fullness
from app.domain.remembering import MemoryStep
from app.presenters.fullness_words import fullness_sentences, step_words
from app.ui.controls.buttons import RowButton
from app.ui.controls.label import Label, WrappedLabel
from app.ui.controls.overlay import Overlay
from app.ui.controls.painting import SHADOW
from app.ui.controls.progress_bar import ProgressBar
from app.ui.controls.separator import Separator
from app.ui.controls.trailing_row import TrailingRow
from app.ui.theme import theme
from app.ui.tokens import FontRole

_WIDTH = 380


class MemoryPanel(Overlay):
    """The figure in a sentence; a bigger memory with its price; a new chat with a summary."""

    summary_requested = Signal()
    more_requested = Signal(int)
    """Tokens."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleIdentifier("memory")
        self._found: Fullness | None = None
        self._model = ""
        self._found_steps: tuple[MemoryStep, ...] | None = None
        self._is_busy = False
        self.steps: list[StepRow] = []
        self._heading = Label(FontRole.UI_STRONG)
        self._bar = ProgressBar()
        self._warning_bar = ProgressBar("warning")
        self._sentences = WrappedLabel(FontRole.UI, "text2")
        self._when_full = WrappedLabel(FontRole.CAPTION, "text3")
        self._more = Label(FontRole.CAPTION_STRONG, "text3")
        self._no_more = WrappedLabel(FontRole.UI, "text2")
        self._steps = QVBoxLayout()
        self._steps.setSpacing(0)
        self.summarise = RowButton("square-pen", "memory.summarise")
        self._lay_out()
        self.summarise.clicked.connect(self._on_summarise)
        self.retranslate()

    def _lay_out(self) -> None:
        self._column = column = QVBoxLayout(self)
        edge = SHADOW + 8
        column.setContentsMargins(edge, edge + 6, edge, edge)
        column.setSpacing(8)
        for widget in (self._heading, self._bar, self._warning_bar, self._sentences, self._when_full):
            inner = QVBoxLayout()
            inner.setContentsMargins(10, 0, 10, 0)
            inner.addWidget(widget)
            column.addLayout(inner)
        column.addWidget(Separator())
        for label in (self._more, self._no_more):
            label.setContentsMargins(10, 0, 10, 0)
            column.addWidget(label)
        column.addLayout(self._steps)
        column.addWidget(Separator())
        column.addWidget(self.summarise)

    def tell(self, found: Fullness, model: str, *, is_busy: bool) -> None:
        """What it says; `model` in words. While an answer is being written a summary would leave that out."""
        self._found, self._model, self._is_busy = found, model, is_busy
        self._found_steps = None
        self.retranslate()

    def tell_steps(self, steps: Sequence[MemoryStep]) -> None:
        """The sizes that could be had; none where the model is at its end."""
        self._found_steps = tuple(steps)
        self.retranslate()
        self.place()

    @property
    def words(self) -> str:
        """What it says of the chat."""
        return self._sentences.text()

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self.setAccessibleName(self.tr("How much the model remembers"))
        self._heading.setText(self.tr("How much the model remembers"))
        self._when_full.setText(
            self.tr("When it is full, the oldest messages are left out. A line in the chat shows where.")
        )
        self._more.setText(self.tr("Remember more"))
        self._no_more.setText(self.tr("This model can't remember more than that."))
        self.summarise.setText(self.tr("Start a new chat with a summary"))
        self.summarise.setEnabled(not self._is_busy)
        self.summarise.setFocusPolicy(_focus_policy(not self._is_busy))
        self.summarise.setToolTip(self.tr("Wait for the answer, or stop it.") if self._is_busy else "")
        if self._found is not None:
            words = fullness_sentences(self._found, self._model)
            if left_out := self._found.left_out:
                words += " " + self.tr("The last answer went without the %n oldest message(s).", "", left_out)
            self._sentences.setText(words)
            self._bar.setVisible(not self._found.is_long)
            self._warning_bar.setVisible(self._found.is_long)
            for bar in (self._bar, self._warning_bar):
                bar.set_parts(min(1.0, self._found.share))
        self._show_steps()

    def _show_steps(self) -> None:
        for row in self.steps:
            self._steps.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.steps = [self._row(step) for step in self._found_steps or ()]
        self._no_more.setVisible(self._found_steps == ())

    def _row(self, step: MemoryStep) -> StepRow:
        row = StepRow(step)
        row.clicked.connect(lambda: self._on_step(step))
        self._steps.addWidget(row)
        row.show()  # else it counts only after the panel has taken its size
        return row

    def _on_summarise(self) -> None:
        self.dismiss()
        self.summary_requested.emit()

    def _on_step(self, step: MemoryStep) -> None:
        self.dismiss()
        self.more_requested.emit(step.context_tokens)

    def wanted_size(self) -> QSize:
        width = min(theme().scaled(_WIDTH) + 2 * SHADOW, self.window().width())
        self._column.activate()
        return QSize(width, self._column.totalHeightForWidth(width))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()


class StepRow(TrailingRow):
    """One size of memory, with its price at the other edge."""

    def __init__(self, step: MemoryStep) -> None:
        super().__init__("", *step_words(step), f"memory.{step.context_tokens}")
        self.setEnabled(step.fits)
        self.setFocusPolicy(_focus_policy(step.fits))
        self.trailing_colour = "text3" if step.fits else "danger"


def _focus_policy(is_enabled: bool) -> Qt.FocusPolicy:
    """The panel keeps Tab inside, and would stop for good at what takes no focus."""
    return Qt.FocusPolicy.TabFocus if is_enabled else Qt.FocusPolicy.NoFocus
