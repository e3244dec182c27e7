"""The main window with the views and models that it shows."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.presenters.chat_list_model import ChatListModel
from app.presenters.model_list_model import ModelListModel
from app.ui.main_window import MainWindow
from app.ui.models.words import describe
from app.ui.sidebar.words import ChatWords

if TYPE_CHECKING:
    from app.domain.chat import ChatId
    from app.ui.chat.transcript_view import TranscriptView
    from app.ui.crash_dialog import CrashDialog
    from app.ui.welcome.welcome import Welcome

_OPEN_CHAT = "chat/open"
_HAD_MODEL = "models/any"
_READ_AT = "chat/read_at"
_WELCOME = "welcome/step"
_REMEMBER_AFTER_MS = 300
"""To write takes a frame or two, which is not to fall into the opening of a chat or the first word of an answer."""


class BaleenWindow(MainWindow):
    """Can be shown before anything else of the program exists."""

    model_file_given = Signal(str)
    """Baleen was asked to open this file."""

    def __init__(self, state: Path) -> None:
        """`state` is the folder that remembers the window's place and the open chat."""
        place_file = state / "window.ini"
        transcript_place = QWidget()
        self._transcript_layout = QVBoxLayout(transcript_place)
        self._transcript_layout.setContentsMargins(0, 0, 0, 0)
        self.chat_list = ChatListModel(ChatWords())
        self.model_list = ModelListModel(describe)
        super().__init__(transcript_place, self.chat_list, self.model_list, place_file)
        self.chat_list.setParent(self)
        self.model_list.setParent(self)
        # Nothing can be sent before the rest of the program is there; what is typed meanwhile stays.
        self.composer.set_can_send(False, self.tr("The engine is starting."))
        self._memory = QSettings(str(place_file), QSettings.Format.IniFormat)
        self._had_model = str(self._memory.value(_HAD_MODEL, "")) == "true"
        self.empty_state.set_expected(self._had_model)
        self._open_chat = ""
        self._read_at = ""
        self._remember = QTimer(self, singleShot=True, interval=_REMEMBER_AFTER_MS)
        self._remember.timeout.connect(self._write_memory)
        self._crash: CrashDialog | None = None
        self.welcome: Welcome | None = None
        """The first run, while it is not over."""
        self._wanted_page = ""
        self.sidebar.settings_requested.connect(lambda: self._want("general"))
        self.sidebar.models_requested.connect(lambda: self._want("models"))
        if self.last_chat is not None:
            self.set_opening()

    def _want(self, page: str) -> None:
        self._wanted_page = page

    def take_wanted_page(self) -> str:
        """The page of the settings that was asked for while there were none yet, empty for none."""
        page, self._wanted_page = self._wanted_page, ""
        return page

    @cached_property
    def transcript_view(self) -> TranscriptView:
        """Made at its first use: to load what it draws with takes longer than to show the window."""
        from app.ui.chat.transcript_view import TranscriptView

        view = TranscriptView()
        self._transcript_layout.addWidget(view)
        self.transcript = view
        self.empty_state.complete()
        self._set_tab_order()
        return view

    @property
    def last_chat(self) -> ChatId | None:
        """The chat that was open when the program ended."""
        value = str(self._memory.value(_OPEN_CHAT, ""))
        if not value.isdecimal():
            return None
        from app.domain.chat import ChatId

        return ChatId(int(value))

    def remember_chat(self, chat_id: ChatId | None) -> None:
        """Open this chat at the next start."""
        self._open_chat = "" if chat_id is None else str(chat_id)
        self._remember.start()

    def remember_model(self, has_model: bool) -> None:
        """Whether there is a model: the next start offers no question before one is there to answer."""
        if has_model != self._had_model:
            self._had_model = has_model
            self._memory.setValue(_HAD_MODEL, "true" if has_model else "false")

    @property
    def last_place(self) -> tuple[int, int, int] | None:
        """Where the reader was in that chat: message, part of it, pixels; None at its end."""
        numbers = str(self._memory.value(_READ_AT, "")).split(":")
        if len(numbers) != 3 or not all(number.removeprefix("-").isdecimal() for number in numbers):
            return None
        return int(numbers[0]), int(numbers[1]), int(numbers[2])

    def remember_place(self, place: tuple[int, int, int] | None) -> None:
        """Where the reader is now."""
        read_at = "" if place is None else ":".join(map(str, place))
        if read_at != self._read_at:
            self._read_at = read_at
            self._remember.start()

    def begin_welcome(self, *, is_new: bool) -> None:
        """Show the first run in front of the chat, from where it was left; `is_new` if nobody was here before.

        Nothing happens once it is over. Each step is remembered at once, however the program ends.
        """
        left_at = str(self._memory.value(_WELCOME, "hello" if is_new else "done"))
        if left_at == "done":
            return
        from app.ui.welcome.welcome import Step, Welcome

        self.welcome = welcome = Welcome()
        self.takeCentralWidget()
        self._welcome_stack = stack = QStackedWidget()
        stack.addWidget(welcome)
        stack.addWidget(self._side)
        self.setCentralWidget(stack)
        on = self.commands
        kept = (on.close, on.quit, on.full_screen, on.larger_text, on.smaller_text, on.normal_text)
        self._silenced = [action for action in self.actions() if action.isEnabled() and action not in kept]
        for action in self._silenced:
            action.setEnabled(False)
        welcome.show_step(Step.MODEL if left_at == Step.MODEL else Step.HELLO)
        welcome.step_changed.connect(self._remember_step)
        self._remember_step(welcome.step)

    def end_welcome(self) -> None:
        """On with the chat, for good."""
        if self.welcome is None:
            return
        self._remember_step("done")
        self._welcome_stack.setCurrentWidget(self._side)
        self.welcome.deleteLater()
        self.welcome = None
        for action in self._silenced:
            action.setEnabled(True)
        self.composer.setFocus()

    def _remember_step(self, step: str) -> None:
        self._memory.setValue(_WELCOME, str(step))
        self._memory.sync()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._remember.isActive():
            self._remember.stop()
            self._write_memory()
        super().closeEvent(event)

    def _write_memory(self) -> None:
        self._memory.setValue(_OPEN_CHAT, self._open_chat)
        self._memory.setValue(_READ_AT, self._read_at)
        self._memory.sync()

    def show_crash(self, details: str) -> None:
        """Say that something unexpected happened, once at a time; the program goes on."""
        from app.ui.crash_dialog import CrashDialog

        if self._crash is None:
            self._crash = CrashDialog(details, self)
            self._crash.finished.connect(self._on_crash_closed)
            self._crash.open()

    def _on_crash_closed(self) -> None:
        if self._crash is not None:
            self._crash.deleteLater()
            self._crash = None
