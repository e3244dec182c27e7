"""Whether everything works: a button, the sentence it leads to, and the button that mends what does not."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.presenters.explain import Explanation, Remedy
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.folding import Flow
from app.ui.settings.rows import SettingRow


class CheckRow(SettingRow):
    """Before the first check it says what the check does."""

    check_requested = Signal()
    remedy_chosen = Signal(object)
    """presenters.explain.Remedy"""

    def __init__(self, parent: QWidget | None = None) -> None:
        controls = QWidget()
        self._mend = Button(Kind.PRIMARY, "settings.server.check.mend")
        self._start = Button(Kind.PLAIN, "settings.server.check")
        row = Flow(controls)
        row.addWidget(self._mend)
        row.addWidget(self._start)
        controls.setFocusProxy(self._start)
        super().__init__(controls, parent)
        self._result = ""
        self._remedy: Remedy | None = None
        self._mend.hide()
        self._start.clicked.connect(self.check_requested)
        self._mend.clicked.connect(self._on_mend)
        self.retranslate()

    def set_busy(self, is_busy: bool) -> None:
        """A check is running; it takes some seconds."""
        self._start.setEnabled(not is_busy)
        if is_busy:
            self._show(self.tr("Checking…"))

    def set_result(self, sentence: str) -> None:
        """Everything works."""
        self._show(sentence)

    def set_failure(self, failure: Explanation) -> None:
        """What is wrong, and the first way out."""
        self._show(f"{failure.title} {failure.cause}")
        if failure.remedies:
            self._remedy, label = failure.remedies[0]
            self._mend.setText(label)
            self._mend.show()

    def retranslate(self) -> None:
        """All words again, after the language changed; a result stays as it was said."""
        self._start.setText(self.tr("Check"))
        self._start.setAccessibleName(self.tr("Check that everything works"))
        self.set_words(
            self.tr("Check that everything works"),
            self._result or self.tr("Lets a tiny model say a few words: engine, memory, processor or graphics card."),
        )

    def _show(self, text: str) -> None:
        self._result = text
        self._remedy = None
        self._mend.hide()
        self.retranslate()

    def _on_mend(self) -> None:
        if self._remedy is Remedy.AGAIN:
            self.check_requested.emit()
        elif self._remedy is not None:
            self.remedy_chosen.emit(self._remedy)
