"""The whole program on a loop of this process, on a profile of its own, with a window that is really shown."""

from __future__ import annotations

import asyncio
import gc
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject

from app.composition.compose import Baleen, Config, compose
from app.desktop import SWITCH_INTERVAL_S, make_application, paint_first
from app.domain.settings import Settings
from app.store.places import places
from app.ui.event_loop import EventLoop
from app.ui.look import apply_look
from app.ui.wiring.baleen_window import BaleenWindow

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds: of the clock, of the main thread, and of all threads."""

    wall: float
    main_thread: float
    process: float

    @staticmethod
    def now() -> Cost:
        return Cost(time.perf_counter(), time.thread_time(), time.process_time())

    def since(self, start: Cost) -> Cost:
        return Cost(self.wall - start.wall, self.main_thread - start.main_thread, self.process - start.process)


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer: seconds until its first text was painted, and what all of it cost."""

    first_s: float
    cost: Cost


def with_window(work: Callable[[BaleenWindow, Path], Awaitable[T]]) -> T:
    """Run `work(window, profile)` on the one loop, with the window on the screen."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        sys.setswitchinterval(SWITCH_INTERVAL_S)
        application = make_application()
        apply_look(Settings())
        window = BaleenWindow(places(Path(folder)).state)
        window.resize(1180, 780)
        window.show()
        paint_first(application, window)
        with EventLoop(application) as loop:
            gc.freeze()
            result: T = loop.run_until_complete(work(window, Path(folder)))
    return result


def with_program(url: str, work: Callable[[Baleen], Awaitable[T]]) -> T:
    """Run `work` with the whole program, once it knows the models of the server."""

    async def run(window: BaleenWindow, profile: Path) -> T:
        async with compose(Config(places(profile), url), window) as baleen:
            while not baleen.presenters.models.current:
                await asyncio.sleep(0.02)
            return await work(baleen)

    return with_window(run)


async def ask(baleen: Baleen, text: str) -> Answered:
    """Write a message into a new chat and send it, as a person does; returns when the answer is complete."""
    chat, window = baleen.presenters.chat, baleen.window
    opened, ended = asyncio.Event(), asyncio.Event()
    shown = chat.opened.connect(opened.set)
    if chat.chat_id is not None:
        chat.open(None)
        await opened.wait()
    painted = FirstPaint(window.transcript_view.viewport())
    grew = chat.answer_grew.connect(painted.expect)
    busy = chat.busy_changed.connect(lambda is_busy: None if is_busy else ended.set())
    window.composer.set_text(text)
    start = Cost.now()
    window.composer.send_requested.emit(text)
    await ended.wait()
    cost = Cost.now().since(start)
    for connection in (shown, grew, busy):
        QObject.disconnect(connection)
    painted.deleteLater()
    return Answered(painted.at - start.wall, cost)


class FirstPaint(QObject):
    """Notes when a widget is painted first after something is expected there."""

    def __init__(self, widget: QObject) -> None:
        super().__init__(widget)
        self.at = 0.0
        self._is_expecting = False
        widget.installEventFilter(self)

    def expect(self) -> None:
        self._is_expecting = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self._is_expecting and not self.at and event.type() is QEvent.Type.Paint:
            self.at = time.perf_counter()
        return False
