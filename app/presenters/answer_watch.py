"""What is told of an answer beside its text: what the person waits for, and whether it runs in a circle."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from app.domain.chat import Message, State
from app.presenters.loop_watch import LoopWatch
from app.presenters.waiting import Loads, Waiting
from app.services.chat_news import AnswerGrew


class AnswerWatch(QObject):
    """Reads every answer that is written, and follows the one on screen."""

    waiting_changed = Signal(int, str)
    """(message, what it waits for); an empty text ends it."""
    repeating_changed = Signal(bool)
    """Whether the answer on screen runs in a circle."""

    def __init__(self, loads: Loads, load_s: Callable[[str], float | None], parent: QObject) -> None:
        """`load_s` tells how long a model took to get into memory last time."""
        super().__init__(parent)
        self._loops = LoopWatch()
        self._waiting = Waiting(loads, load_s, self)
        self._waiting.changed.connect(self.waiting_changed)

    def leave(self) -> None:
        """Another chat comes on screen."""
        self._waiting.end()

    def show(self, last: Message | None) -> None:
        """A chat is on screen; this is its last message."""
        streaming = last if last is not None and last.state is State.STREAMING else None
        self.repeating_changed.emit(streaming is not None and self._loops.is_looping(streaming.id))
        if streaming is not None and not streaming.text and not streaming.thinking:
            self._waiting.begin(streaming)

    def begin(self, answer: Message) -> None:
        """It was asked for, on screen."""
        self._waiting.begin(answer)

    def grew(self, news: AnswerGrew, *, is_shown: bool) -> None:
        """More of an answer, on screen or in the background."""
        is_loop = self._loops.feed(news.message_id, news.text, news.thinking)
        if is_shown:
            self._waiting.end()
            if is_loop:
                self.repeating_changed.emit(True)

    def changed(self, message: Message, *, is_shown: bool) -> None:
        """It has ended, or begins anew."""
        self._loops.forget(message.id)
        if is_shown:
            if message.state is State.STREAMING:
                self._waiting.begin(message)
            else:
                self._waiting.end()
            self.repeating_changed.emit(False)
