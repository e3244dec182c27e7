"""How an answer ended, in words, where it is not simply complete."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain.chat import Message, Role, State
from app.presenters.explain import explain


def how_it_ended(message: Message) -> str:
    """A sentence where the answer is not simply complete; else empty."""
    if message.error is not None:
        return explain(message.error, message.model or "").title
    match message.state:
        case State.STOPPED:
            return QCoreApplication.translate("transcript", "Stopped.")
        case State.INTERRUPTED:
            return QCoreApplication.translate("transcript", "The answer was interrupted.")
        case State.STREAMING:
            return QCoreApplication.translate("transcript", "Still being written.")
        case State.DONE if message.usage is not None and message.usage.is_cut:
            return QCoreApplication.translate("transcript", "The answer ends here: the model's memory is full.")
        case State.DONE if message.role is Role.ASSISTANT and not message.text.strip():
            return QCoreApplication.translate("transcript", "The model gave no answer.")
        case _:
            return ""
