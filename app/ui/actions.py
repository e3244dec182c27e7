"""What the keyboard can do everywhere in the window (design: ux §13)."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


class WindowActions(QObject):
    """One action a command; the window connects them. Esc, F2 and Del belong to the widgets that have the focus.

    Qt reads "Ctrl" as the Command key on a Mac.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        standard = QKeySequence.StandardKey
        self.new_chat = self._action("Ctrl+N")
        self.private_chat = self._action("Ctrl+Shift+N")
        self.jump = self._action("Ctrl+K")
        self.search_chats = self._action("Ctrl+Shift+F")
        self.find = self._action(standard.Find)
        self.find_next = self._action(standard.FindNext)
        self.find_previous = self._action(standard.FindPrevious)
        self.focus_composer = self._action("Ctrl+L", "/")  # a field that is written in keeps the /
        self.previous_message = self._action("Alt+Up")
        self.next_message = self._action("Alt+Down")
        self.answer_again = self._action("Ctrl+R")
        self.copy_answer = self._action("Ctrl+Shift+C")
        self.copy_code = self._action("Ctrl+Shift+;")  # Qt finds it also where Shift makes a colon of the key
        self.choose_model = self._action("Ctrl+M")
        self.toggle_think = self._action("Ctrl+T")
        self.toggle_sidebar = self._action("Ctrl+B")
        self.next_chat = self._action("Ctrl+Tab")
        self.previous_chat = self._action("Ctrl+Shift+Tab")
        self.larger_text = self._action(standard.ZoomIn, "Ctrl+=")
        self.smaller_text = self._action(standard.ZoomOut)
        self.normal_text = self._action("Ctrl+0")
        self.undo = self._action(standard.Undo)
        self.next_region = self._action("F6")
        self.previous_region = self._action("Shift+F6")
        self.settings = self._action("Ctrl+,")
        self.models = self._action("Ctrl+Shift+M")
        self.shortcuts = self._action("Ctrl+/")
        self.full_screen = self._action(standard.FullScreen, "F11")
        self.close = self._action("Ctrl+W")
        self.quit = self._action("Ctrl+Q")

    def _action(self, *keys: str | QKeySequence.StandardKey) -> QAction:
        action = QAction(self)
        sequences = [QKeySequence(key) for key in keys]
        action.setShortcuts([sequence for sequence in sequences if not sequence.isEmpty()])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self._window.addAction(action)
        return action
