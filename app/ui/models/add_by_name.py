"""A model by its name, for people who know which one they want."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.ui.controls.buttons import Button, Kind
from app.ui.controls.label import WrappedLabel
from app.ui.settings.rows import SettingBox, SettingRow
from app.ui.theme import theme
from app.ui.tokens import FontRole

_EXAMPLE = "deepseek-r1:8b"
"""The same in every language."""


class AddByName(QWidget):
    """A field and a button; what comes of it stands below."""

    asked = Signal(str)
    """What the person wrote."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = QLineEdit()
        self._name.setProperty("kind", "field")
        self._name.setAccessibleIdentifier("settings.add_name")
        self._add = Button(Kind.PLAIN, "settings.add")
        self._result = WrappedLabel(FontRole.CAPTION, "text2")
        self._result.hide()
        control = QWidget()
        row = QHBoxLayout(control)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._name)
        row.addWidget(self._add)
        control.setFocusProxy(self._name)
        self._row = SettingRow(control)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(SettingBox(self._row))
        column.addWidget(self._result)
        self._name.returnPressed.connect(self._ask)
        self._add.clicked.connect(self._ask)
        theme().changed.connect(self._fit)
        self._fit()
        self.retranslate()

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self._row.set_words(self.tr("Add a model by name"), self.tr("From Ollama's library, or hf.co/somebody/model."))
        self._name.setAccessibleName(self.tr("Name of a model"))
        self._name.setPlaceholderText(_EXAMPLE)
        self._add.setText(self.tr("Download"))
        self._add.setAccessibleName(self.tr("Download the model of this name"))

    def set_result(self, text: str, *, is_done: bool = False) -> None:
        """What came of it, in a sentence; `is_done` empties the field."""
        self._result.setText(text)
        self._result.setVisible(bool(text))
        if is_done:
            self._name.clear()

    def _ask(self) -> None:
        if self._name.text().strip():
            self.asked.emit(self._name.text().strip())

    def _fit(self) -> None:
        self._name.setMinimumWidth(theme().scaled(180))
