"""Settings > General."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.domain.settings import ReadAnswers, Settings, ShowThinking
from app.ui.controls.combo import Combo
from app.ui.controls.label import Label
from app.ui.controls.segmented import Segmented
from app.ui.settings.login_row import LoginRow
from app.ui.settings.rows import SettingBox, SettingRow, SettingsPage
from app.ui.settings.update_row import UpdateRow
from app.ui.tokens import FontRole

_KEYS = (
    "enter_sends",
    "show_thinking",
    "read_answers",
    "notify",
    "check_for_updates",
)
"""What the page shows of the settings."""


class GeneralPage(SettingsPage):
    """How writing and reading work."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, name="general", keys=_KEYS)
        self._enter = Segmented((True, False), "settings.enter_sends")
        self._thinking = Combo(tuple(ShowThinking), "settings.show_thinking")
        self._reading = Combo(tuple(ReadAnswers), "settings.read_answers")
        self._notify = Segmented((True, False), "settings.notify")
        self._enter_row = SettingRow(self._enter)
        self._notify_row = SettingRow(self._notify)
        self._thinking_row = SettingRow(self._thinking)
        self._reading_row = SettingRow(self._reading)
        self.login = LoginRow()
        self.updates = UpdateRow()
        self.add(SettingBox(self._enter_row, self._thinking_row, self._reading_row, self._notify_row))
        self._baleen = Label(FontRole.HEADING)
        self.add(self._baleen, gap=10)
        self._baleen_box = SettingBox(self.login, self.updates)
        self.add(self._baleen_box)
        self._enter.chosen.connect(lambda value: self.edited.emit("enter_sends", value))
        self._notify.chosen.connect(lambda value: self.edited.emit("notify", value))
        self._thinking.chosen.connect(lambda value: self.edited.emit("show_thinking", value))
        self._reading.chosen.connect(lambda value: self.edited.emit("read_answers", value))
        self.updates.chosen.connect(lambda value: self.edited.emit("check_for_updates", value))
        self.retranslate()

    def set_settings(self, settings: Settings) -> None:
        self._enter.set_value(settings.enter_sends)
        self._thinking.set_value(settings.show_thinking)
        self._reading.set_value(settings.read_answers)
        self._notify.set_value(settings.notify)
        self.updates.set_value(settings.check_for_updates)

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self.set_title(self.tr("General"))
        self._enter_row.set_words(self.tr("Enter key"), self.tr("Shift+Enter always makes a new line."))
        self._enter.set_words((self.tr("Sends"), self.tr("New line")))
        self._thinking_row.set_words(
            self.tr("Show thinking"), self.tr("What a model writes to itself before it answers.")
        )
        self._thinking.set_words((self.tr("Folded"), self.tr("Open"), self.tr("Hidden")))
        self._reading_row.set_words(
            self.tr("Screen reader reads answers"), self.tr("Only where a screen reader is in use.")
        )
        self._reading.set_words((self.tr("When finished"), self.tr("Sentence by sentence"), self.tr("Never")))
        self._notify_row.set_words(
            self.tr("Tell me when a download is done"), self.tr("Only while this window is not in front.")
        )
        self._notify.set_words((self.tr("Yes"), self.tr("No")))
        self._baleen.setText(self.tr("Baleen"))
        self.updates.retranslate()
        self.login.retranslate()

    def set_login_possible(self, is_possible: bool) -> None:
        """Whether the system leaves opening at login to programs."""
        self._baleen_box.show_row(self.login, is_possible)
