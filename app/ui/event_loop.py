"""The loop of the main thread, asyncio's and Qt's in one: qasync's, with quicker ways for what is called soon."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextvars import Context

import qasync
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimerEvent

MOST_TURNS = 10
"""So often callbacks may ask for more callbacks before the window gets its turn."""


class EventLoop(qasync.QEventLoop):  # type: ignore[misc]
    """Calls soon what qasync calls by a timer of Qt for each callback.

    A step of a task costs a third of that, and what another thread asks for takes one turn of Qt's loop, not three:
    while an answer streams that is a twentieth of the processor time.
    """

    def __init__(self, application: QCoreApplication) -> None:
        self._soon = _Soon(self.is_running)
        super().__init__(application)

    def run_forever(self) -> object:
        self._soon.go_on()
        return super().run_forever()

    def call_soon(
        self, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> asyncio.Handle:
        handle = asyncio.Handle(callback, args, self, context)
        self._soon.add(handle)
        return handle

    def call_soon_threadsafe(
        self, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> asyncio.Handle:
        """As `call_soon`, from any thread. Raises: `RuntimeError` when the loop is closed, as asyncio's loops do."""
        if self.is_closed():
            raise RuntimeError("Event loop is closed")
        return self.call_soon(callback, *args, context=context)

    def close(self) -> None:
        super().close()
        self._soon.close()


class _Soon(QObject):
    """Callbacks in the order in which they were added: one event of Qt calls all that are there.

    While asyncio's loop rests they wait, though Qt may deliver events: no callback finds itself without a running loop.
    """

    def __init__(self, is_running: Callable[[], bool]) -> None:
        super().__init__()
        self._is_running = is_running
        self._kind = QEvent.Type(QEvent.registerEventType())
        self._handles: deque[asyncio.Handle] = deque()
        self._is_due = False
        self._is_calling = False
        self._turns = 0
        self._is_closed = False

    def add(self, handle: asyncio.Handle) -> None:
        """May be called on any thread."""
        self._handles.append(handle)  # first this, for `_call` looks at it after it has cleared `_is_due`
        self._ask()

    def go_on(self) -> None:
        """The loop runs from now on."""
        self._is_due = False
        if self._handles:
            self._ask()

    def close(self) -> None:
        """Call nothing any more."""
        self._is_closed = True
        self._handles.clear()

    def _ask(self) -> None:
        if not self._is_due:
            self._is_due = True
            if not self._is_calling:
                self._turns = 0
            QCoreApplication.postEvent(self, QEvent(self._kind))

    def customEvent(self, event: QEvent) -> None:
        # Qt delivers what is posted meanwhile before it looks at the screen and the keyboard.
        self._turns += 1
        if self._turns > MOST_TURNS:
            self.startTimer(0)
        else:
            self._call()

    def timerEvent(self, event: QTimerEvent) -> None:
        self.killTimer(event.timerId())
        self._turns = 0
        self._call()

    def _call(self) -> None:
        if not self._is_running():
            return  # `go_on` asks again
        self._is_due = False
        handles = self._handles
        was_calling, self._is_calling = self._is_calling, True
        for _ in range(len(handles)):
            if not handles or self._is_closed:  # a callback ran a loop of Qt, which called the others
                break
            handle = handles.popleft()
            if handles:
                self._ask()  # for such a loop
            if not handle.cancelled():
                handle._run()
        self._is_calling = was_calling
