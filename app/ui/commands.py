"""The commands of the window by name, with their keys."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence

from app.ui.actions import WindowActions

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Command:
    """Something that a person can ask of the window."""

    words: str
    keys: str
    """As this system writes them."""
    action: QAction | None = None
    """None for keys that belong to the widget with the focus."""


def chat_commands(on: WindowActions) -> list[Command]:
    """About chats and what is said in them."""
    return [
        _of(translate("Commands", "New chat"), on.new_chat),
        _of(translate("Commands", "Private chat"), on.private_chat),
        _of(translate("Commands", "Jump to a chat or command"), on.jump),
        _of(translate("Commands", "Search chats"), on.search_chats),
        _of(translate("Commands", "Next chat"), on.next_chat),
        _of(translate("Commands", "Previous chat"), on.previous_chat),
        _of(translate("Commands", "Find in this chat"), on.find),
        _of(translate("Commands", "Previous message"), on.previous_message),
        _of(translate("Commands", "Next message"), on.next_message),
        _of(translate("Commands", "Answer again"), on.answer_again),
        _of(translate("Commands", "Copy the last answer"), on.copy_answer),
        _of(translate("Commands", "Copy the last code"), on.copy_code),
        _of(translate("Commands", "Undo"), on.undo),
    ]


def window_commands(on: WindowActions) -> list[Command]:
    """About the model and the window."""
    return [
        _of(translate("Commands", "Choose a model"), on.choose_model),
        _of(translate("Commands", "Turn thinking on or off"), on.toggle_think),
        _of(translate("Commands", "Go to the message field"), on.focus_composer),
        _of(translate("Commands", "Show or hide the sidebar"), on.toggle_sidebar),
        _of(translate("Commands", "Next region of the window"), on.next_region),
        _of(translate("Commands", "Larger text"), on.larger_text),
        _of(translate("Commands", "Smaller text"), on.smaller_text),
        _of(translate("Commands", "Normal text size"), on.normal_text),
        _of(translate("Commands", "Models"), on.models),
        _of(translate("Commands", "Settings"), on.settings),
        _of(translate("Commands", "Keyboard shortcuts"), on.shortcuts),
        _of(translate("Commands", "Full screen"), on.full_screen),
        _of(translate("Commands", "Close window"), on.close),
        _of(translate("Commands", "Quit"), on.quit),
    ]


def writing_keys(*, enter_sends: bool) -> list[Command]:
    """What keys do in the message field and in the transcript."""
    send, line = ("Return", "Shift+Return") if enter_sends else ("Ctrl+Return", "Return")
    return [
        _keys(translate("Commands", "Send message"), send),
        _keys(translate("Commands", "New line"), line),
        _keys(translate("Commands", "Stop the answer"), "Esc"),
        _keys(translate("Commands", "Edit the last message, in the empty field"), "Up"),
        _keys(translate("Commands", "Show or hide all thinking"), "Ctrl+."),
        _keys(translate("Commands", "Rename the chat, in the list"), "F2"),
        _keys(translate("Commands", "Delete the chat, in the list"), "Del"),
    ]


def _of(words: str, action: QAction) -> Command:
    return Command(words, action.shortcut().toString(QKeySequence.SequenceFormat.NativeText), action)


def _keys(words: str, keys: str) -> Command:
    return Command(words, QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText))
