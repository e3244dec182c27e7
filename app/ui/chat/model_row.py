"""Where another model than before has answered."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from operator import attrgetter

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.chat import Message, MessageId, Role
from app.ui.chat.furniture import Furniture
from app.ui.chat.model_line import ModelLine


class ModelRow(Furniture):
    """The line above an answer of another model than the one before."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._line = ModelLine(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 12)
        row.addWidget(self._line)

    def refresh(self) -> None:
        if self.entry is not None:
            self._line.set_model(self.entry.message.model or "")


class ModelChanges:
    """Knows which answers are of another model than the answer before them."""

    def __init__(self, messages: Iterable[Message] = ()) -> None:
        messages = tuple(messages)
        models = set(map(attrgetter("model"), messages)) - {None, ""}
        self._model: str | None = next(iter(models), None)
        self._changed: set[MessageId] = set()
        if len(models) > 1:  # most chats have one, and 5,000 messages would take a millisecond
            answers = [message for message in messages if message.model]
            self._model = answers[-1].model
            self._changed = {after.id for before, after in pairwise(answers) if after.model != before.model}

    def add(self, message: Message) -> None:
        """One more message at the end."""
        if message.role is Role.ASSISTANT and message.model:
            if self._model not in (None, message.model):
                self._changed.add(message.id)
            self._model = message.model

    def __contains__(self, message: Message) -> bool:
        return message.id in self._changed
