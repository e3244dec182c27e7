"""Says what happens to an answer, for people who do not see it: politely, and never token by token."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from app.domain.chat import State
from app.domain.settings import ReadAnswers
from app.ui.chat import message_words
from app.ui.chat.ending import how_it_ended
from app.ui.chat.entry import Entry
from app.ui.chat.sentences import Sentences

STILL_EVERY_S = 20
SENTENCES_EVERY_S = 3
"""No more often: a screen reader must come to the end of what it was given."""
READ_ALOUD_WORDS = 500
"""A longer answer is not read out when it is finished."""


class Announcer(QObject):
    """Follows the state of one answer at a time."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        self._view = view
        self.read_answers = ReadAnswers.WHEN_FINISHED
        self._entry: Entry | None = None
        self._sentences = Sentences()
        self._reading = QTimer(self)
        self._reading.setInterval(SENTENCES_EVERY_S * 1_000)
        self._reading.timeout.connect(self._on_reading)
        self._waited_s = 0
        self._still = QTimer(self)
        self._still.setInterval(STILL_EVERY_S * 1_000)
        self._still.timeout.connect(self._on_still)

    def say(self, text: str, *, is_urgent: bool = False) -> None:
        """Have a screen reader say something; urgent interrupts what it is saying."""
        event = QAccessibleAnnouncementEvent(self._view, text)
        politeness = QAccessible.AnnouncementPoliteness
        event.setPoliteness(politeness.Assertive if is_urgent else politeness.Polite)
        QAccessible.updateAccessibility(event)

    def answer_started(self, entry: Entry) -> None:
        """A new answer is on its way."""
        self._entry = entry
        self._waited_s = 0
        self._still.start()
        self._sentences = Sentences()
        if self.read_answers is ReadAnswers.SENTENCES:
            self._reading.start()
        self.say(message_words.started(entry.message))

    def state_changed(self, entry: Entry, before: State) -> None:
        """The state of a message is another one than before."""
        message = entry.message
        sentences = Sentences()
        if entry is self._entry and message.state is not State.STREAMING:
            sentences = self._sentences
            self.forget()
        if before is message.state:
            return
        if message.error is not None:
            self.say(how_it_ended(message), is_urgent=True)
        elif message.state is State.DONE:
            self.say(self._finished(message_words.spoken(entry), sentences.rest(entry.all_blocks)))
        elif message.state in (State.STOPPED, State.INTERRUPTED):
            self.say(how_it_ended(message))

    def forget(self) -> None:
        """Another chat is shown."""
        self._entry = None
        self._still.stop()
        self._reading.stop()

    def _on_reading(self) -> None:
        if self._entry is not None and (text := self._sentences.complete(self._entry.blocks)):
            self.say(text)

    def _on_still(self) -> None:
        self._waited_s += STILL_EVERY_S
        entry = self._entry
        if entry is None or entry.text:
            self._still.stop()
        else:
            self.say(self.tr("Still thinking, %n second(s).", "", self._waited_s))

    def _finished(self, text: str, unread: str) -> str:
        count = len(text.split())
        words = self.tr("Answer finished, %n word(s).", "", count)
        if self.read_answers is ReadAnswers.NEVER:
            return words
        is_short = len(unread.split()) < READ_ALOUD_WORDS
        return f"{words} {unread}".rstrip() if is_short else f"{words} {self.tr('Press Alt+Up to read it.')}"
