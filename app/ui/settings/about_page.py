"""Settings > About."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.ui import assets
from app.ui.controls.announce import announce
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.label import Label, WrappedLabel
from app.ui.settings.rows import SettingBox, SettingRow, SettingsPage
from app.ui.theme import theme
from app.ui.tokens import FontRole


class AboutPage(SettingsPage):
    """Versions, licences, and what to tell whoever helps."""

    copy_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._version = _value_label("settings.version")
        self._engine = _value_label("settings.engine_version")
        self._version_row = SettingRow(self._version)
        self._engine_row = SettingRow(self._engine)
        self._copy = Button(Kind.PLAIN, "settings.copy_details")
        self._copy_row = SettingRow(self._copy)
        self._copy.clicked.connect(self.copy_requested)
        self._heading = Label(FontRole.HEADING)
        self._made_of = WrappedLabel(FontRole.UI, "text2")
        self._licences = QPlainTextEdit()
        self._licences.setReadOnly(True)
        self._licences.setTabChangesFocus(True)
        self._licences.setProperty("kind", "box")
        self._licences.setAccessibleIdentifier("settings.licences")
        self._licences.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self._licences.setMinimumHeight(theme().scaled(220))
        self.add(SettingBox(self._version_row, self._engine_row, self._copy_row))
        self.add(self._heading, gap=10)
        self.add(self._made_of)
        self.add(self._licences)
        self.retranslate()

    def set_versions(self, version: str, engine_version: str) -> None:
        """Version of the program, and of the engine (empty while none runs)."""
        self._version.setText(version)
        self._engine.setText(engine_version or "–")

    def say_copied(self) -> None:
        """What was asked for is in the clipboard."""
        text = self.tr("Copied. Read it before you send it to anybody.")
        self._copy_row.set_words(self.tr("Details for support"), text)
        announce(self._copy, text)

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self.set_title(self.tr("About"))
        self._version_row.set_words(self.tr("Baleen"), self.tr("Your own AI, on your own computer"))
        self._engine_row.set_words(self.tr("Engine (Ollama)"))
        self._copy.setText(self.tr("Copy details for support"))
        self._copy_row.set_words(
            self.tr("Details for support"),
            self.tr("Versions, system, processor, memory and graphics cards. Nothing that you wrote, and no address."),
        )
        self._heading.setText(self.tr("Licences"))
        self._made_of.setText(self.tr("Baleen is free software under the MIT licence. It comes with these works:"))
        self._licences.setAccessibleName(self.tr("Licences"))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._licences.toPlainText():
            texts = assets.licence_texts()
            self._licences.setPlainText("\n\n".join(f"{name.title()}\n\n{text}" for name, text in texts.items()))
            self._licences.setFont(theme().font(FontRole.MONO))


def _value_label(identifier: str) -> Label:
    label = Label(FontRole.UI, "text2")
    label.setAccessibleIdentifier(identifier)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
