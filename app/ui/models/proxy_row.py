"""By which way downloads come."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.settings import ProxyMode, Settings
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.folding import FoldingRow
from app.ui.controls.label import WrappedLabel
from app.ui.controls.segmented import Segmented
from app.ui.settings.field import Field
from app.ui.settings.rows import SettingBox, SettingRow
from app.ui.tokens import FontRole


class ProxyRow(QWidget):
    """System, none or an address; a button that tries it; what came of that."""

    mode_chosen = Signal(object)
    address_entered = Signal(str)
    test_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = Settings()
        self._reaches_server = True
        self._mode = Segmented(tuple(ProxyMode), "settings.proxy")
        self._mode_row = SettingRow(self._mode)
        self._address = Field("settings.proxy_address")
        self._address_row = SettingRow(self._address)
        self._test = Button(Kind.PLAIN, "settings.proxy.test")
        self._result = WrappedLabel(FontRole.CAPTION, "text2")
        self._result.setAccessibleIdentifier("settings.proxy.result")
        line = QWidget()
        row = FoldingRow(line, spacing=8, margins=(4, 0, 0, 0))
        row.addWidget(self._result)
        row.addWidget(self._test)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(SettingBox(self._mode_row, self._address_row))
        column.addWidget(line)
        self._mode.chosen.connect(self.mode_chosen)
        self._address.editingFinished.connect(self._on_address)
        self._test.clicked.connect(self._on_test)
        self.set_settings(self._settings)
        self.retranslate()

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        explanation = self.tr("A proxy is a computer of your network that fetches things from the internet for you.")
        if not self._reaches_server:
            explanation = self.tr(
                "For Baleen's own downloads. The Ollama that runs now was not started by Baleen: set it there."
            )
        self._mode_row.set_words(self.tr("Proxy for downloads"), explanation)
        self._mode.set_words((self.tr("System"), self.tr("None"), self.tr("Address")))
        self._address_row.set_words(self.tr("Address of the proxy"))
        self._address.setPlaceholderText("http://proxy.example:3128")
        self._test.setText(self.tr("Test"))
        self._test.setAccessibleName(self.tr("Test whether downloads get through"))

    def set_settings(self, settings: Settings) -> None:
        """Show what is in force; tells nobody."""
        if (settings.proxy, settings.proxy_address) != (self._settings.proxy, self._settings.proxy_address):
            self.set_result("")
        self._settings = settings
        self._mode.set_value(settings.proxy)
        if not self._address.hasFocus():
            self._address.setText(settings.proxy_address)
        self._address_row.setVisible(settings.proxy is ProxyMode.ADDRESS)

    def set_reaches_server(self, reaches: bool) -> None:
        """Whether the server in use follows this setting."""
        self._reaches_server = reaches
        self.retranslate()

    def set_result(self, text: str, *, is_testing: bool = False) -> None:
        """What came of a test, or what is wrong with the address, in sentences."""
        self._result.setText(text)
        self._test.setEnabled(not is_testing)

    def _on_address(self) -> None:
        text = self._address.text().strip()
        if text and text != self._settings.proxy_address:
            self.address_entered.emit(text)

    def _on_test(self) -> None:
        self.set_result(self.tr("Trying…"), is_testing=True)
        self.test_requested.emit()
