"""When new text is drawn."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer

from app.domain.chat import MessageId
from app.ui.chat.entry import Entry

FRAME_MS = 46
"""New text is drawn 20 times a second, as often as it is handed over; what comes after a rest is drawn at once.

Twice as often as ux §4 asks for; 25 times cost a quarter more and looked the same.
"""
_REST_AFTER = 3
"""Frames take a third of the time at most: the next one begins so many times the last one's length after it began."""


class FramePump(QObject):
    """Collects the messages that grew, and draws them at most once a frame, however many tokens came."""

    def __init__(self, draw: Callable[[], bool], parent: QObject) -> None:
        """`draw` is to `take` them. It says whether any of them shows something: if not, more is drawn at once."""
        super().__init__(parent)
        self._draw = draw
        self._grown: dict[MessageId, Entry] = {}
        self._next_frame_at = 0.0
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_frame)
        self._is_due = False

    @property
    def is_active(self) -> bool:
        """Whether a frame is to come."""
        return self._is_due

    def mark(self, entry: Entry) -> None:
        """This message grew."""
        self._grown[entry.message.id] = entry
        if self._is_due:
            return
        self._is_due = True
        pause_ms = round((self._next_frame_at - time.perf_counter()) * 1_000)
        if pause_ms > 0:
            self._timer.start(pause_ms)
        else:  # after what came with it, and without another turn of the loop
            QCoreApplication.postEvent(self, QEvent(QEvent.Type.User))

    def take(self) -> list[Entry]:
        """The messages that grew since the last time."""
        grown = list(self._grown.values())
        self._grown.clear()
        return grown

    def forget(self, entry: Entry) -> None:
        """It was drawn otherwise."""
        self._grown.pop(entry.message.id, None)

    def customEvent(self, event: QEvent) -> None:
        self._on_frame()

    def _on_frame(self) -> None:
        self._is_due = False
        if not self._grown:
            return
        began = time.perf_counter()
        if self._draw():
            took = time.perf_counter() - began
            self._next_frame_at = began + max(FRAME_MS / 1_000, _REST_AFTER * took)
