"""Ctrl+K and Ctrl+/: everything by name, and everything by key."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.domain.chat import ChatId
from app.ui.commands import chat_commands, window_commands, writing_keys
from app.ui.wiring.baleen_window import BaleenWindow
from app.ui.wiring.presenters import Presenters

if TYPE_CHECKING:
    from app.ui.jump_panel import JumpPanel


class JumpWiring(QObject):
    """Lives as long as its window."""

    def __init__(self, window: BaleenWindow, presenters: Presenters) -> None:
        super().__init__(window)
        self._window = window
        self._presenters = presenters
        window.commands.jump.triggered.connect(self._on_jump)
        window.commands.shortcuts.triggered.connect(self._on_shortcuts)

    @cached_property
    def _panel(self) -> JumpPanel:
        """Made at its first use."""
        from app.ui.jump_panel import JumpPanel

        panel = JumpPanel(self._window)
        panel.chat_chosen.connect(lambda chat_id: self._presenters.chat.open(ChatId(chat_id)))
        return panel

    def _on_jump(self) -> None:
        on = self._window.commands
        commands = [*chat_commands(on), *window_commands(on)]
        useful = [c for c in commands if c.action is not None and c.action.isEnabled() and c.action is not on.jump]
        chats = sorted(self._presenters.sidebar.chats, key=lambda chat: chat.updated_at, reverse=True)
        self._panel.open(self._window.header, [(chat.id, chat.title) for chat in chats], useful)

    def _on_shortcuts(self) -> None:
        from app.ui.shortcuts_dialog import ShortcutsDialog

        on, enter_sends = self._window.commands, self._presenters.settings.current.enter_sends
        writing = (self.tr("Writing and reading"), writing_keys(enter_sends=enter_sends))
        left = [(self.tr("Chats"), chat_commands(on)), writing]
        ShortcutsDialog([left, [(self.tr("Window"), window_commands(on))]], self._window).show()
