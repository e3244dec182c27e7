"""Another computer whose server is to be used: address, key, a try, and what leaves this computer."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.settings import Settings
from app.presenters.computers_words import leaves_words
from app.ui.controls.announce import announce
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.folding import Flow
from app.ui.controls.into_view import bring_into_view
from app.ui.controls.label import WrappedLabel
from app.ui.settings.field import Field
from app.ui.settings.rows import SettingBox, SettingRow
from app.ui.tokens import FontRole

_EXAMPLE = "http://192.168.0.20:11434"
"""The same in every language."""


class ComputersBox(QWidget):
    """Nothing changes while an address is written: it is tried, then used."""

    try_requested = Signal(str, object)
    """(address, key; None where the person wrote none)"""
    use_requested = Signal(str, object)
    """As `try_requested`."""
    forget_requested = Signal()
    """The key of the computer in use is to go, from the keyring too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = Settings()
        self._address = Field("settings.engine_url")
        self._address.setPlaceholderText(_EXAMPLE)
        self._key = Field("settings.engine_key")
        self._key.setEchoMode(Field.EchoMode.Password)
        self._address_row = SettingRow(self._address)
        self._key_row = SettingRow(self._key)
        self._try = Button(Kind.PLAIN, "settings.engine_url.try")
        self._use = Button(Kind.PLAIN, "settings.engine_url.use")
        self._forget = Button(Kind.LINK, "settings.engine_key.forget")
        self._result = WrappedLabel(FontRole.UI, "text2")
        self._result.setAccessibleIdentifier("settings.engine_url.result")
        self._result.hide()
        self._leaves = WrappedLabel(FontRole.CAPTION, "text3")
        self._lay_out()
        self._address.textChanged.connect(self._on_written)
        self._address.returnPressed.connect(self._on_try)
        self._key.returnPressed.connect(self._on_try)
        self._try.clicked.connect(self._on_try)
        self._use.clicked.connect(lambda: self.use_requested.emit(self._address.text().strip(), self._written_key))
        self._forget.clicked.connect(self.forget_requested)
        self.retranslate()
        self.set_settings(self._settings)

    def _lay_out(self) -> None:
        buttons = QWidget()
        flow = Flow(buttons, margins=(16, 12, 16, 12))
        for button in (self._try, self._use, self._forget):
            flow.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(SettingBox(self._address_row, self._key_row, buttons))
        column.addWidget(self._result)
        column.addWidget(self._leaves)

    def set_settings(self, settings: Settings) -> None:
        """Show what is in force; tells nobody. What the person is writing stays."""
        if settings.engine_url != self._settings.engine_url or not self._address.text():
            self._address.setText(settings.engine_url)
        self._settings = settings
        self._key.setPlaceholderText(self.tr("Kept") if settings.engine_has_key else "")
        self._forget.setVisible(bool(settings.engine_url) and settings.engine_has_key)
        self._leaves.setText(leaves_words(settings.engine_url))
        self._on_written()

    def set_result(self, text: str, *, is_busy: bool = False, is_kept: bool = False) -> None:
        """What came of it, in a sentence. While `is_busy` nothing else can be asked; `is_kept` empties the key."""
        if is_kept:
            self._key.clear()
        self._try.setEnabled(not is_busy and bool(self._address.text().strip()))
        self._use.setEnabled(self._try.isEnabled())
        self._result.setText(text)
        self._result.setVisible(bool(text))
        if text and not is_busy:
            announce(self._result, text)
            bring_into_view(self._result)

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self._address_row.set_words(
            self.tr("Address of its server"),
            self.tr("For Ollama, vLLM, SGLang or llama.cpp. Baleen finds out which of them answers."),
        )
        self._key_row.set_words(
            self.tr("Access key"),
            self.tr("Only if the server asks for one. It is kept where this system keeps passwords."),
        )
        self._try.setText(self.tr("Test connection"))
        self._use.setText(self.tr("Run models there"))
        self._forget.setText(self.tr("Forget the key"))
        self.set_settings(self._settings)

    @property
    def _written_key(self) -> str | None:
        return self._key.text() or None

    def _on_written(self) -> None:
        has_address = bool(self._address.text().strip())
        self._try.setEnabled(has_address)
        self._use.setEnabled(has_address)

    def _on_try(self) -> None:
        if self._try.isEnabled():
            self.try_requested.emit(self._address.text().strip(), self._written_key)
