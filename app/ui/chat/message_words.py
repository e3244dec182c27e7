"""Sentences about messages, for screen readers."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain.chat import Message
from app.domain.models import display_name
from app.ui.chat.ending import how_it_ended
from app.ui.chat.entry import Entry
from app.ui.chat.selection import plain_text


def author(message: Message) -> str:
    """Who wrote an answer."""
    return display_name(message.model) if message.model else QCoreApplication.translate("transcript", "The model")


def heading(entry: Entry) -> str:
    """Who wrote the message."""
    if entry.is_user:
        return QCoreApplication.translate("transcript", "You said")
    return QCoreApplication.translate("transcript", "{model} answered").format(model=author(entry.message))


def message_name(entry: Entry) -> str:
    """The message as one text: who, what, and how it ended."""
    if entry.is_user:
        words = QCoreApplication.translate("transcript", "You said: {text}").format(text=entry.text)
    else:
        words = QCoreApplication.translate("transcript", "{model} answered: {text}").format(
            model=author(entry.message), text=spoken(entry)
        )
    end = how_it_ended(entry.message)
    return f"{words.rstrip()}\n{end}" if end else words


def spoken(entry: Entry) -> str:
    """An answer without the marks of Markdown."""
    return plain_text(entry.all_blocks)


def started(message: Message) -> str:
    """What is said when the answer is on its way."""
    return QCoreApplication.translate("transcript", "Sent. {model} is thinking.").format(model=author(message))
