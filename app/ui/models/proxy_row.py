"""By which way downloads come."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.settings import ProxyMode, Settings
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.folding import Flow, FoldingRow
from app.ui.controls.label import WrappedLabel
from app.ui.controls.segmented import Segmented
from app.ui.settings.field import Field
from app.ui.settings.rows import SettingBox, SettingRow
from app.ui.tokens import FontRole


class ProxyRow(QWidget):
    """System, none or an address; a button that tries it; what came of that."""

    mode_chosen = Signal(object)
    address_entered = Signal(str)
    """Empty: none is to be used any more."""
    sign_in_entered = Signal(str, str)
    """Name and password for the proxy; both empty are to be forgotten."""
    test_requested = Signal(str)
    """An address that was written and is not in force yet, else ""."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = Settings()
        self._reaches_server = True
        self._said = ""
        self._mode = Segmented(tuple(ProxyMode), "settings.proxy")
        self._mode_row = SettingRow(self._mode)
        self._address = Field("settings.proxy_address")
        self._address_row = SettingRow(self._address)
        self._name = Field("settings.proxy_name")
        self._password = Field("settings.proxy_password")
        self._password.setEchoMode(Field.EchoMode.Password)
        self._keep = Button(Kind.PLAIN, "settings.proxy_sign_in")
        fields = QWidget()
        flow = Flow(fields)
        for part in (self._name, self._password, self._keep):
            flow.addWidget(part)
        fields.setFocusProxy(self._name)
        self._sign_in_row = SettingRow(fields)
        self._test = Button(Kind.PLAIN, "settings.proxy.test")
        self._result = WrappedLabel(FontRole.CAPTION, "text2")
        self._result.setAccessibleIdentifier("settings.proxy.result")
        line = QWidget()
        row = FoldingRow(line, spacing=16, margins=(16, 12, 16, 12))
        row.addWidget(self._result)
        row.addWidget(self._test)
        self._box = SettingBox(self._mode_row, self._address_row, self._sign_in_row, line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._box)
        self._mode.chosen.connect(self.mode_chosen)
        self._address.editingFinished.connect(self._on_address)
        self._keep.clicked.connect(self._on_sign_in)
        self._password.returnPressed.connect(self._on_sign_in)
        for part in (self._name, self._password):
            part.textChanged.connect(self._on_written)
        self._test.clicked.connect(self._on_test)
        self.set_settings(self._settings)
        self.retranslate()

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        explanation = self.tr("A proxy is a computer of your network that fetches things from the internet for you.")
        if not self._reaches_server:
            explanation = self.tr(
                "For Baleen's own downloads. The Ollama in use was not started by Baleen: set it there."
            )
        self._mode_row.set_words(self.tr("Proxy for downloads"), explanation)
        self._mode.set_words((self.tr("System"), self.tr("None"), self.tr("Address")))
        self._say_address()
        self._address.setPlaceholderText("http://proxy.example:3128")
        self._sign_in_row.set_words(
            self.tr("Name and password"),
            self.tr("Only if the proxy asks for them. They are kept where this system keeps passwords."),
        )
        for part, name in ((self._name, self.tr("Name")), (self._password, self.tr("Password"))):
            part.setAccessibleName(name)
        self._on_written()
        self._test.setText(self.tr("Test"))
        self._result.setText(self._said or self.tr("See whether downloads get through."))
        self._test.setAccessibleName(self.tr("Test whether downloads get through"))

    def set_settings(self, settings: Settings) -> None:
        """Show what is in force; tells nobody."""
        if (settings.proxy, settings.proxy_address) != (self._settings.proxy, self._settings.proxy_address):
            self.set_result("")
        self._settings = settings
        self._mode.set_value(settings.proxy)
        if not self._address.hasFocus():
            self._address.setText(settings.proxy_address)
        has_address = settings.proxy is ProxyMode.ADDRESS and bool(settings.proxy_address)
        self._box.show_row(self._address_row, settings.proxy is ProxyMode.ADDRESS)
        self._box.show_row(self._sign_in_row, has_address)
        self._say_address()
        self._on_written()

    def set_reaches_server(self, reaches: bool) -> None:
        """Whether the server in use follows this setting."""
        self._reaches_server = reaches
        self.retranslate()

    def set_result(self, text: str, *, is_testing: bool = False) -> None:
        """What came of a test, or what is wrong with the address, in sentences."""
        self._said = text
        self._result.setText(text or self.tr("See whether downloads get through."))
        self._test.setEnabled(not is_testing)

    def _say_address(self) -> None:
        is_empty = not self._settings.proxy_address
        self._address_row.set_words(
            self.tr("Address of the proxy"),
            self.tr("While it is empty, downloads come the way that this system is set to.") if is_empty else "",
        )

    def _on_address(self) -> None:
        if self._is_emptied:
            self.address_entered.emit("")
        elif text := self._take_address():
            self.address_entered.emit(text)

    @property
    def _is_emptied(self) -> bool:
        is_written = bool(self._address.text().strip())
        return self._settings.proxy is ProxyMode.ADDRESS and bool(self._settings.proxy_address) and not is_written

    def _take_address(self) -> str:
        """What is written and is not in force yet, else ""."""
        text = self._address.text().strip()
        if not text or text == self._settings.proxy_address or self._settings.proxy is not ProxyMode.ADDRESS:
            return ""
        _, at, host = text.rpartition("@")
        if at:  # a password is not left to be read
            self._address.setText(host)
        return text

    def _on_written(self) -> None:
        """What the button does follows from what is written and from what is kept."""
        is_kept, is_written = self._settings.proxy_has_password, bool(self._name.text() or self._password.text())
        self._name.setPlaceholderText(self.tr("Kept") if is_kept else self.tr("Name"))
        self._password.setPlaceholderText(self.tr("Kept") if is_kept else self.tr("Password"))
        self._keep.setText(self.tr("Forget") if is_kept and not is_written else self.tr("Sign in"))
        self._keep.setAccessibleName(
            self.tr("Forget name and password") if is_kept and not is_written else self.tr("Sign in to the proxy")
        )
        self._keep.setEnabled(is_kept or is_written)

    def _on_sign_in(self) -> None:
        if self._keep.isEnabled():
            self.sign_in_entered.emit(self._name.text(), self._password.text())
            self._name.clear()
            self._password.clear()

    def _on_test(self) -> None:
        if self._is_emptied:
            self.address_entered.emit("")
        self.set_result(self.tr("Trying…"), is_testing=True)
        # A click leaves the focus in the field, so that what is written there has not been entered yet.
        self.test_requested.emit(self._take_address())
