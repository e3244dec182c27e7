"""The messages on screen, as they are now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from app.domain.chat import Message


class ShownMessages:
    """In order, by id. What an answer grows by is kept in pieces, and joined when somebody asks."""

    def __init__(self) -> None:
        self._messages: dict[int, Message] = {}
        self._growth: dict[int, tuple[list[str], list[str]]] = {}
        """Text and thinking that are not in the message yet."""

    def show(self, messages: Iterable[Message]) -> None:
        """Others than before."""
        self._messages = {message.id: message for message in messages}
        self._growth.clear()

    def put(self, message: Message) -> None:
        """A new one, or another state of one."""
        self._messages[message.id] = message
        self._growth.pop(message.id, None)

    def grow(self, message_id: int, text: str, thinking: str) -> None:
        """More of an answer; of one that is not shown it is left out."""
        if message_id in self._messages:
            texts, thoughts = self._growth.setdefault(message_id, ([], []))
            texts.append(text)
            thoughts.append(thinking)

    def get(self, message_id: int) -> Message | None:
        """The whole message; None if it is not shown."""
        message = self._messages.get(message_id)
        if message is not None and (growth := self._growth.pop(message_id, None)):
            texts, thoughts = map("".join, growth)
            message = replace(message, text=message.text + texts, thinking=message.thinking + thoughts)
            self._messages[message_id] = message
        return message

    def newest_first(self) -> Iterator[Message]:
        for message_id in reversed(self._messages):
            if (message := self.get(message_id)) is not None:
                yield message
