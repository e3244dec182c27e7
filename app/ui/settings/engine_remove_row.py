"""Takes away the engine that Baleen installed. Asks first; models and chats stay."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ui.ask import QuestionDialog
from app.ui.controls.buttons import Button, Kind
from app.ui.settings.rows import SettingRow


class EngineRemoveRow(SettingRow):
    """Which one it is, and a button."""

    remove_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        self._button = Button(Kind.PLAIN, "settings.engine_remove")
        super().__init__(self._button, parent)
        self._version = ""
        self._button.clicked.connect(self._on_click)

    def set_version(self, version: str) -> None:
        """Of what Baleen has installed."""
        self._version = version
        self.retranslate()

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        about = self.tr("Version {version}. It can be removed; your models and chats stay.")
        self.set_words(self.tr("The engine that Baleen installed"), about.replace("{version}", self._version))
        self._button.setText(self.tr("Remove…"))

    def _on_click(self) -> None:
        question = QuestionDialog(
            self,
            self.tr("Remove the engine?"),
            self.tr(
                "Without an engine no model can answer on this computer. Your models and chats stay, and you can "
                "install it again."
            ),
            self.tr("Remove"),
            is_danger=True,
        )
        question.accepted.connect(self.remove_requested)
        question.finished.connect(question.deleteLater)
        question.open()
