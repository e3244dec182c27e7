"""The middle of the window: transcript or greeting, with the composer in its place, and the footer."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.ui.chat.composer import Composer
from app.ui.chat.empty_state import EmptyState
from app.ui.chat.model_line import ModelLine
from app.ui.controls.announce import announce
from app.ui.footer import Footer
from app.ui.theme import theme

if TYPE_CHECKING:
    from app.ui.chat.long_chat_note import LongChatNote
    from app.ui.chat.slow_note import SlowNote

_COMPOSER_PX = 764
"""A little wider than the text of messages, and growing with it."""


class ChatPage(QWidget):
    """Moves the one composer between the greeting and the foot of the transcript; text and focus go with it."""

    def __init__(self, transcript: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.transcript = transcript
        self.composer = Composer()
        self.empty_state = EmptyState()
        self.footer = Footer()
        self._is_empty: bool | None = None
        self._suggested = ""
        """What a card put into the field last."""
        self.model_line = ModelLine()
        self.model_line.hide()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty_state)
        self._stack.addWidget(self._chat())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.footer)
        self.empty_state.suggestion_chosen.connect(self._on_suggestion)
        self.set_empty(True)
        theme().changed.connect(self._follow_theme)
        self._follow_theme()

    @cached_property
    def long_chat(self) -> LongChatNote:
        """Made at its first use, so that the window shows earlier."""
        from app.ui.chat.long_chat_note import LongChatNote

        note = LongChatNote()
        note.hide()
        self._composer_slot.insertWidget(0, note)
        return note

    @cached_property
    def slow(self) -> SlowNote:
        """Made at its first use, which few computers see."""
        from app.ui.chat.slow_note import SlowNote

        note = SlowNote()
        note.hide()
        self._composer_slot.insertWidget(0, note)
        return note

    def _chat(self) -> QWidget:
        self._column = column = QWidget()
        self._composer_slot = QVBoxLayout(column)
        self._composer_slot.setContentsMargins(0, 0, 0, 0)
        self._composer_slot.setSpacing(8)
        self._composer_slot.addWidget(self.model_line)
        row = QHBoxLayout()
        row.setContentsMargins(16, 0, 16, 0)
        row.addStretch(1)
        row.addWidget(column, 1000)
        row.addStretch(1)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.transcript, 1)
        layout.addLayout(row)
        return page

    def set_empty(self, is_empty: bool) -> None:
        """Greet, or show the transcript."""
        if is_empty == self._is_empty:
            return
        self._is_empty = is_empty
        had_focus = self.composer.text_edit.hasFocus()
        if is_empty:
            self.empty_state.take_composer(self.composer)
        else:
            self._composer_slot.addWidget(self.composer)
        self._stack.setCurrentIndex(0 if is_empty else 1)
        self.composer.set_first(is_empty)
        self.composer.show()
        if had_focus:
            self.composer.text_edit.setFocus()

    def set_next_model(self, tag: str) -> None:
        """Say above the composer that another model answers next than answered last; empty says nothing."""
        if tag:
            before = "" if self.model_line.isHidden() else self.model_line.words
            self.model_line.set_model(tag)
            if self.model_line.words != before and self.isVisible():
                announce(self.composer, self.model_line.words)
        self.model_line.setVisible(bool(tag))

    def _on_suggestion(self, beginning: str) -> None:
        """Begin a message, or go on below what is written there already; another card replaces the last one's words."""
        written = self.composer.text
        if written.strip() and written != self._suggested:
            text = f"{written.rstrip()}\n\n{beginning}"
        else:
            text = self._suggested = beginning
        self.composer.set_text(text)
        self.composer.text_changed.emit(text)
        self.composer.text_edit.setFocus()

    def _follow_theme(self) -> None:
        self._column.setMaximumWidth(theme().scaled(_COMPOSER_PX))
