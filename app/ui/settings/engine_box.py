"""Which program is started on this computer, and by which way its files and models come."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.domain.settings import Settings
from app.ui.controls.announce import announce
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.folding import Flow
from app.ui.controls.label import WrappedLabel
from app.ui.settings.field import Field
from app.ui.settings.rows import SettingBox, SettingRow
from app.ui.tokens import FontRole


class EngineBox(QWidget):
    """Nothing here is needed by most people."""

    edited = Signal(str, object)
    mirror_entered = Signal(str)
    """What was written as the address of a mirror; empty for none."""
    proxy_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = Settings()
        self._heading = WrappedLabel(FontRole.HEADING)
        self._path = Field("settings.engine_path")
        self._choose = Button(Kind.PLAIN, "settings.engine_path.choose")
        self._mirror = Field("settings.engine_mirror")
        self._mirror.setPlaceholderText("https://mirror.example/ollama")
        self._proxy = Button(Kind.PLAIN, "settings.server.proxy")
        program = QWidget()
        row = Flow(program)
        row.addWidget(self._path)
        row.addWidget(self._choose)
        program.setFocusProxy(self._path)
        self._path_row = SettingRow(program)
        self._mirror_row = SettingRow(self._mirror)
        self._proxy_row = SettingRow(self._proxy)
        self._problem = WrappedLabel(FontRole.CAPTION, "danger")
        self._problem.setAccessibleIdentifier("settings.engine_mirror.problem")
        self._problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._heading)
        column.addWidget(SettingBox(self._path_row, self._mirror_row, self._proxy_row))
        column.addWidget(self._problem)
        self._path.editingFinished.connect(lambda: self._tell_path(self._path.text()))
        self._choose.clicked.connect(self._choose_program)
        self._mirror.editingFinished.connect(self._tell_mirror)
        self._proxy.clicked.connect(self.proxy_requested)
        self.retranslate()

    def set_settings(self, settings: Settings) -> None:
        """Show what is in force; tells nobody."""
        if settings.engine_mirror != self._settings.engine_mirror or not self._mirror.text():
            self._mirror.setText(settings.engine_mirror)
            self.set_problem("")
        self._settings = settings
        self._path.setText(settings.engine_path)

    def set_problem(self, text: str) -> None:
        """What is wrong with the mirror that was written, in a sentence; empty for nothing."""
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        if text:
            announce(self._problem, text)

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self._heading.setText(self.tr("The engine on this computer"))
        self._path_row.set_words(
            self.tr("Ollama program"), self.tr("Leave it empty to look in the usual places of this computer.")
        )
        self._path.setAccessibleName(self.tr("Ollama program"))
        self._path.setPlaceholderText(self.tr("Found automatically"))
        self._choose.setText(self.tr("Choose…"))
        self._mirror_row.set_words(
            self.tr("Get the engine from another address"),
            self.tr(
                "A folder with the official files, for networks that don't reach the makers of Ollama. Every file is "
                "checked against the sum that Baleen knows, wherever it comes from."
            ),
        )
        self._proxy_row.set_words(
            self.tr("Proxy for downloads"), self.tr("For models and for the engine. It stands with the models.")
        )
        self._proxy.setText(self.tr("Show"))

    def _tell_path(self, text: str) -> None:
        if text.strip() != self._settings.engine_path:
            self.edited.emit("engine_path", text.strip())

    def _tell_mirror(self) -> None:
        text = self._mirror.text().strip()
        if text != self._settings.engine_mirror:
            self.mirror_entered.emit(text)
        else:
            self.set_problem("")

    def _choose_program(self) -> None:
        dialog = QFileDialog(self.window(), self.tr("Choose the Ollama program"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._path.setText)
        dialog.fileSelected.connect(self._tell_path)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
