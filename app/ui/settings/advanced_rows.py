"""Settings for people who know what they do, folded away."""

from __future__ import annotations

import os

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.settings import Attention, ChatMemory, Settings
from app.ui.controls.buttons import Button, Kind
from app.ui.controls.combo import Combo
from app.ui.controls.into_view import bring_into_view
from app.ui.controls.segmented import Segmented
from app.ui.settings.rows import SettingBox, SettingRow

_THREADS = (0, *range(1, (os.cpu_count() or 1) + 1))


class AdvancedRows(QWidget):
    """A link that unfolds the box."""

    edited = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unfold = Button(Kind.LINK, "settings.advanced")
        self._attention = Segmented(tuple(Attention), "settings.attention")
        self._memory = Segmented(tuple(ChatMemory), "settings.chat_memory")
        self._threads = Combo(_THREADS, "settings.threads")
        self._attention_row = SettingRow(self._attention)
        self._memory_row = SettingRow(self._memory)
        self._threads_row = SettingRow(self._threads)
        self._box = SettingBox(self._attention_row, self._memory_row, self._threads_row)
        self._box.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._unfold)
        column.addWidget(self._box)
        self._unfold.clicked.connect(self._on_unfold)
        self._attention.chosen.connect(lambda value: self.edited.emit("attention", value))
        self._memory.chosen.connect(lambda value: self.edited.emit("chat_memory", value))
        self._threads.chosen.connect(lambda value: self.edited.emit("threads", value))

    def set_settings(self, settings: Settings) -> None:
        """Show these values; tells nobody."""
        self._attention.set_value(settings.attention)
        self._memory.set_value(settings.chat_memory)
        self._threads.set_value(min(_THREADS, key=lambda number: abs(number - settings.threads)))

    def set_is_ours(self, is_ours: bool) -> None:
        """Whether Baleen starts the server, and with it chooses what a server gets when it starts."""
        is_open = not self._box.isHidden()
        self._box.show_row(self._attention_row, is_ours)
        self._box.show_row(self._memory_row, is_ours)
        self._box.setVisible(is_open)

    def retranslate(self) -> None:
        """All words again, after the language changed."""
        self._unfold.setText(self.tr("Fewer settings") if not self._box.isHidden() else self.tr("More settings"))
        self._attention_row.set_words(
            self.tr("Faster attention"), self.tr("Saves memory in long chats. The engine starts again.")
        )
        self._attention.set_words((self.tr("Automatic"), self.tr("On"), self.tr("Off")))
        self._memory_row.set_words(
            self.tr("Memory of a chat"),
            self.tr("Half size leaves room for longer chats and costs a little accuracy. The engine starts again."),
        )
        self._memory.set_words((self.tr("Full size"), self.tr("Half size")))
        self._threads_row.set_words(
            self.tr("Processor threads"), self.tr("How many parts of the processor work at the same time.")
        )
        self._threads.set_words(
            [self.locale().toString(number) if number else self.tr("Automatic") for number in _THREADS]
        )

    def _on_unfold(self) -> None:
        self._box.setVisible(self._box.isHidden())
        self.retranslate()
        if not self._box.isHidden():
            bring_into_view(self._box)
