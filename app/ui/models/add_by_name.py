"""A model by its name, for people who know which one they want."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.domain.models import display_name
from app.presenters.by_name_presenter import NamedModel
from app.presenters.catalogue_words import badge
from app.presenters.model_about import pictures_note
from app.presenters.sizes import size_text
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.folding import Flow
from app.ui.controls.label import WrappedLabel
from app.ui.settings.rows import SettingBox, SettingRow
from app.ui.theme import theme
from app.ui.tokens import FontRole

_EXAMPLE = "deepseek-r1:8b"
"""The same in every language."""
_ASK_AFTER_MS = 700
"""After the last letter: a registry is not asked for every one."""


class AddByName(QWidget):
    """A field and a button. First it is looked up, and its size shown; then the button downloads it."""

    look_up_requested = Signal(str)
    """What the person wrote."""
    changed = Signal()
    """Something else is being written: an answer to an older question is not wanted."""
    download_requested = Signal(str)
    """The tag of the model that was found."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: NamedModel | None = None
        self._name = QLineEdit()
        self._name.setProperty("kind", "field")
        self._name.setAccessibleIdentifier("settings.add_name")
        self._add = Button(Kind.PLAIN, "settings.add")
        self._result = WrappedLabel(FontRole.CAPTION, "text2")
        self._result.setAccessibleIdentifier("settings.add_result")
        self._result.hide()
        control = QWidget()
        row = Flow(control)
        row.addWidget(self._name)
        row.addWidget(self._add)
        control.setFocusProxy(self._name)
        self._row = SettingRow(control)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(SettingBox(self._row))
        column.addWidget(self._result)
        self._soon = QTimer(self, singleShot=True, interval=_ASK_AFTER_MS)
        self._soon.timeout.connect(self._ask)
        self._name.textChanged.connect(self._on_text)
        self._name.returnPressed.connect(self._go_on)
        self._add.clicked.connect(self._go_on)
        theme().changed.connect(self._fit)
        self._fit()
        self.retranslate()

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self._row.set_words(self.tr("Add a model by name"), self.tr("From Ollama's library, or hf.co/somebody/model."))
        self._name.setAccessibleName(self.tr("Name of a model"))
        self._name.setPlaceholderText(_EXAMPLE)
        self._show_button()

    def set_looking(self, text: str) -> None:
        """It is being looked up."""
        if text == self._text:
            self._say(self.tr("Looking up the model…"))

    def set_found(self, model: NamedModel) -> None:
        """What there is under that name; an answer to an older question is passed over."""
        if model.text != self._text:
            return
        name, size = display_name(model.tag), size_text(model.size_bytes)
        if model.is_here:
            self._say(self.tr("{model} is on this computer already.").replace("{model}", name))
            return
        self._found = model
        words = [name, size, *([badge(model.verdict)] if model.verdict and model.can_chat else [])]
        note = "" if model.can_chat else f"\n{pictures_note()}"
        self._say(" · ".join(words) + note)
        self._show_button()

    def set_problem(self, text: str, problem: str) -> None:
        """Why there is none, in a sentence."""
        if text == self._text:
            self._say(problem)

    def set_done(self, words: str) -> None:
        """It is on its way: says so, and is ready for the next one."""
        self._name.clear()
        self._say(words)

    @property
    def _text(self) -> str:
        return self._name.text().strip()

    def _say(self, words: str) -> None:
        self._result.setText(words)
        self._result.setAccessibleName(words)
        self._result.setVisible(bool(words))

    def _on_text(self) -> None:
        self._found = None
        self._say("")
        self._show_button()
        self.changed.emit()
        if self._text:
            self._soon.start()
        else:
            self._soon.stop()

    def _ask(self) -> None:
        self._soon.stop()
        if self._text:
            self.look_up_requested.emit(self._text)

    def _go_on(self) -> None:
        if self._found is not None:
            self.download_requested.emit(self._found.tag)
        elif not self._text:
            self._say(self.tr("Write the name of a model first, for example {name}.").replace("{name}", _EXAMPLE))
            self._name.setFocus()
        else:
            self._ask()

    def _show_button(self) -> None:
        if self._found is None:
            self._add.setText(self.tr("Look up"))
            self._add.setAccessibleName(self.tr("Look up the model of this name"))
        else:
            self._add.setText(self.tr("Download"))
            words = self.tr("Download {model} ({size})").replace("{model}", display_name(self._found.tag))
            self._add.setAccessibleName(words.replace("{size}", size_text(self._found.size_bytes)))

    def _fit(self) -> None:
        self._name.setMinimumWidth(theme().scaled(180))
