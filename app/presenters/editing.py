"""Questions that are being put in other words, at most one in each chat."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.domain.chat import ChatId, Message


@dataclass(frozen=True, slots=True)
class Edit:
    """A question and its new words so far."""

    question: Message
    text: str


class Edits:
    """Keeps what was typed while another chat is open."""

    def __init__(self) -> None:
        self._edits: dict[ChatId, Edit] = {}

    def begin(self, question: Message) -> Edit:
        """Put this question into other words; one that was being edited in its chat is left as it was."""
        edit = self._edits[question.chat_id] = Edit(question, question.text)
        return edit

    def restore(self, question: Message, text: str) -> None:
        """These words were typed when the program ended; what is being edited there already wins."""
        self._edits.setdefault(question.chat_id, Edit(question, text))

    def of(self, chat_id: ChatId | None) -> Edit | None:
        """What is being edited in a chat."""
        return self._edits.get(chat_id) if chat_id is not None else None

    def type(self, chat_id: ChatId | None, text: str) -> bool:
        """Take the words typed; False if nothing is being edited there."""
        edit = self.of(chat_id)
        if edit is None:
            return False
        self._edits[edit.question.chat_id] = replace(edit, text=text)
        return True

    def end(self, chat_id: ChatId | None) -> bool:
        """Sent or given up; False if nothing was being edited there."""
        return chat_id is not None and self._edits.pop(chat_id, None) is not None
