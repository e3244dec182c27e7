"""The transcript alone: streaming, growth, bad inputs, opening, resizing, memory (design: rendering §10).

Time is processor time of the main thread. The floor is a view of the same size, in the plain style of the platform,
that fills its ground and scrolls 60 times a second. The transcript draws every second frame at this pace (its own pump
says so), so its frames carry twice as many tokens.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from statistics import mean, median

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame

from app.domain.chat import ChatId, Message, MessageId, Role, State
from app.ui.chat.frame_pump import FRAME_MS
from app.ui.chat.transcript_view import TranscriptView
from app.ui.main_thread_gc import MainThreadGarbageCollector
from tests.benchmarks.answer_texts import CHARACTERS_PER_TOKEN, endless, realistic
from tests.benchmarks.figures import Figure, main

WIDTH, HEIGHT = 900, 800
RATE = 1_000
FLOOR_TOKENS = RATE * 0.016
"""Tokens per frame of the floor, which draws as often as a screen."""
TOKENS_PER_FRAME = RATE * FRAME_MS / 1_000
FRAME = round(TOKENS_PER_FRAME * CHARACTERS_PER_TOKEN)
LINE = 27
ANSWER, PROBE, BAD = 20_000, 1_000, 4_000
BAD_ROUNDS = 5
WRITTEN = datetime(2026, 11, 25, tzinfo=UTC)


class _Floor(QAbstractScrollArea):
    """Fills its ground, and moves what is painted when it scrolls."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().scroll(dx, dy)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self.viewport()).fillRect(event.rect(), QColor("white"))


def measure() -> Iterator[Figure]:
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    MainThreadGarbageCollector(application)  # as in the program: elsewhere it would destroy views in a lexer's thread
    yield from _streaming(application)
    yield from _bad_inputs(application)
    yield from _opening(application)
    yield from _memory()


def _frames(step: Callable[[int], None], count: int, application: QApplication) -> list[float]:
    times = []
    for number in range(count):
        began = time.thread_time()
        step(number)
        application.processEvents()
        times.append(time.thread_time() - began)
    return times


def _floor(application: QApplication, count: int = 600) -> list[float]:
    sheet = application.styleSheet()
    application.setStyleSheet("")
    view = _Floor()
    view.resize(WIDTH, HEIGHT)
    view.show()
    application.processEvents()

    def step(number: int) -> None:
        if number % 2 == 0:
            bar = view.verticalScrollBar()
            bar.setRange(0, HEIGHT + number * LINE)
            bar.setValue(bar.maximum())
        view.viewport().update(QRect(0, HEIGHT - 2 * LINE, WIDTH, 2 * LINE))

    times = _frames(step, count, application)
    view.close()
    application.setStyleSheet(sheet)
    return times


def _stream(view: TranscriptView, text: str, application: QApplication) -> list[float]:
    def step(number: int) -> None:
        view.append_text(2, text[number * FRAME : (number + 1) * FRAME])
        view.flush()

    return _frames(step, len(text) // FRAME, application)


def _view(*messages: Message) -> TranscriptView:
    view = TranscriptView()
    view.resize(WIDTH, HEIGHT)
    view.set_messages(messages, object())
    view.show()
    return view


def _message(number: int, role: Role, text: str, state: State = State.DONE) -> Message:
    return Message(MessageId(number), ChatId(1), None, role, text, state, WRITTEN, model="deepseek-r1:8b")


def _streaming(application: QApplication) -> Iterator[Figure]:
    floor = _floor(application)
    question = _message(1, Role.USER, "Explain everything.")
    view = _view(question, _message(2, Role.ASSISTANT, "", State.STREAMING))
    application.processEvents()
    probe = realistic(PROBE, seed=7) + "\n\n"
    _stream(view, realistic(PROBE, seed=3) + "\n\n", application)  # the view is full: it scrolls from here on
    early = sum(_stream(view, probe, application))
    times = _stream(view, realistic(ANSWER), application)
    late = sum(_stream(view, "\n\n" + probe, application))
    floor += _floor(application)
    view.close()
    times.sort()
    count = len(times)
    per_token = mean(times) / TOKENS_PER_FRAME
    ratio = per_token / (mean(floor) / FLOOR_TOKENS)
    yield Figure("streaming at 1,000/s: render per token : floor", ratio, "×", 3)
    yield Figure("streaming at 1,000/s: render per token", per_token * 1e6, "µs", 250)
    yield Figure("streaming: the same 1,000 tokens after 20,000 : after 1,000", late / early, "×", 1.2)
    yield Figure("streaming: frame, p50", times[count // 2] * 1000, "ms")
    yield Figure("streaming: frame, p99", times[count * 99 // 100] * 1000, "ms", 16)
    yield Figure("streaming: frames over 16 ms", 100 * sum(t > 0.016 for t in times) / count, "%", 0.5)
    yield Figure("streaming at 1,000/s: share of a core", per_token * RATE * 100, "%", 25)
    yield Figure("floor: frame, mean", mean(floor) * 1000, "ms")


def _bad_inputs(application: QApplication) -> Iterator[Figure]:
    for kind in ("paragraph", "table", "quote", "list", "code"):
        growths = []
        for _ in range(BAD_ROUNDS):  # few frames each: one would tell of the machine's neighbours
            view = _view(_message(2, Role.ASSISTANT, "", State.STREAMING))
            times = _stream(view, endless(kind, BAD), application)
            view.close()
            third = len(times) // 3
            growths.append(median(times[-third:]) / median(times[:third]))
        growth = median(growths)
        yield Figure(f"one {kind} of {BAD} tokens: last third : first third", growth, "×", 1.5)


def _opening(application: QApplication) -> Iterator[Figure]:
    texts = [realistic(200, seed=number) for number in range(100)]
    chats = {
        count: [
            _message(number, Role.ASSISTANT if number % 2 else Role.USER, texts[number % 100])
            for number in range(count)
        ]
        for count in (100, 5_000)
    }
    view = _view(*chats[100])
    application.processEvents()

    def opened(count: int) -> float:
        began = time.thread_time()
        view.set_messages(chats[count], object())
        application.processEvents()
        return time.thread_time() - began

    opened(100), opened(5_000)  # warms
    pairs = [(opened(100), opened(5_000)) for _ in range(9)]  # in turns, so that both meet the same weather
    few, many = median(few for few, _ in pairs), median(many for _, many in pairs)
    sizes = [(WIDTH - 40 * (n % 3), HEIGHT) for n in range(12)]

    def resize(number: int) -> None:
        view.resize(*sizes[number])

    resized = _frames(resize, len(sizes), application)
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum())

    def scroll(_number: int) -> None:
        bar.setValue(bar.value() - 60)

    scrolled = sorted(_frames(scroll, 300, application))
    view.close()
    yield Figure("open 5,000 messages : open 100", many / few, "×", 1.2)
    yield Figure("open 5,000 messages", many * 1000, "ms", 100)
    yield Figure("resize with 5,000 messages, p50", median(resized) * 1000, "ms", 16)
    yield Figure("scroll into cold text, p99", scrolled[len(scrolled) * 99 // 100] * 1000, "ms", 12)


def _memory() -> Iterator[Figure]:
    """In fresh processes: one that has seen other chats has room to spare."""
    small = _memory_of(2, 0)
    yield Figure("memory for 5,000 messages, opened", (_memory_of(5_000, 0) - small) / 1e6, "MB", 40)
    yield Figure("memory for 5,000 messages, 300 pages seen", (_memory_of(5_000, 300) - small) / 1e6, "MB", 40)


def _memory_of(count: int, pages: int) -> float:
    command = [sys.executable, "-m", "tests.benchmarks.memory_of_chat", str(count), str(pages)]
    sizes = [int(subprocess.run(command, capture_output=True, text=True, check=True).stdout) for _ in range(3)]
    return median(sizes)


if __name__ == "__main__":
    sys.exit(main(measure))
