"""One hour of answers into one chat, as fast as the program takes them: `python -m tests.benchmarks.soak [TOKENS]`.

720,000 tokens (200 a second for an hour) unless it is told otherwise, or `BALEEN_SOAK_TOKENS` says otherwise. Meanwhile
the chat is left and opened again, the window is resized, hidden, scrolled, searched, read by keyboard and gets other
colours and sizes of text. The last line is JSON: what grew, how long frames took, what was left over.

A frame carries what 200 tokens a second bring in one, and its time is processor time of the main thread: what other
programs do on this computer is not ours.
"""

from __future__ import annotations

import gc
import json
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime

import psutil
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QLineEdit
from shiboken6 import isValid

from app.domain.chat import ChatId, Message, MessageId, Role, State
from app.domain.settings import Theme
from app.presenters.loop_watch import LoopWatch
from app.ui.chat.frame_pump import FRAME_MS
from app.ui.chat.maths_service import MathsService
from app.ui.chat.parts import Part
from app.ui.chat.transcript_view import TranscriptView
from app.ui.main_thread_gc import MainThreadGarbageCollector
from app.ui.theme import theme
from tests.benchmarks.answer_texts import CHARACTERS_PER_TOKEN, realistic

RATE = 200
HOUR = RATE * 3_600
ANSWER = 2_400
"""Tokens of one answer: twelve seconds."""
THOUGHT = 400
FRAME = round(RATE * FRAME_MS / 1_000 * CHARACTERS_PER_TOKEN)
WRITTEN = datetime(2026, 11, 25, tzinfo=UTC)
FORMULAS = 20
"""Answers after which formulas come again: by then what is kept of them is as large as it gets."""
EVERY = 40
"""Frames between two things that the person does."""
SAMPLES = 10


@dataclass
class Report:
    """What the soak saw. Memory in bytes, times in milliseconds."""

    tokens: int = 0
    frames: int = 0
    memory: list[int] = field(default_factory=list)
    """After each tenth, with the chat open, less its text."""
    objects: list[dict[str, int]] = field(default_factory=list)
    """Live objects after each tenth."""
    longest_frame: float = 0.0
    longest_action: float = 0.0
    slowest: str = ""
    frames_over_16: int = 0
    left_over: dict[str, int] = field(default_factory=dict)
    """More of these than before the first chat was opened, after the last one was closed."""

    @property
    def growth(self) -> int:
        """Bytes by which memory grew after the first tenth."""
        return max(self.memory[1:]) - self.memory[0]


class Soak:
    """A person, an answering model and a window, without the waiting."""

    def __init__(self, tokens: int) -> None:
        existing = QApplication.instance()
        application = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
        self._application = application
        self._collector = MainThreadGarbageCollector(application)
        self._tokens = tokens
        self._report = Report()
        self._loops = LoopWatch()
        self._step = 0
        self._other = [_message(-number, Role.ASSISTANT, _answer(number)) for number in range(1, 4)]

    def run(self) -> Report:
        """All of it."""
        self._open()
        self._fill(min(self._tokens // 10, 4 * ANSWER))  # what is made once is made by now
        self._close()
        style = self._application.style()  # counted from here on: who asks for it once is not always the same
        before = self._counts()
        self._report = Report()
        self._open()
        self._fill(self._tokens, is_sampled=True)
        self._close()
        self._report.left_over = dict(self._counts() - before)
        del style
        return self._report

    def _open(self) -> None:
        self._maths = MathsService()
        self._view = TranscriptView(maths=self._maths)
        self._view.resize(900, 800)
        self._messages: list[Message] = []
        self._view.set_messages([], "soak")
        self._view.show()
        self._events()

    def _close(self) -> None:
        self._maths.stop()
        self._view.close()
        self._view.deleteLater()
        self._maths.deleteLater()
        del self._view, self._maths
        self._messages = []
        until = time.monotonic() + 5
        while psutil.Process().children() and time.monotonic() < until:
            self._events()
        self._collect()

    # -- the model ---------------------------------------------------------------------------------------------------

    def _fill(self, tokens: int, *, is_sampled: bool = False) -> None:
        done = number = 0
        while done < tokens:
            size = min(ANSWER, tokens - done)
            self._answer(number, size)
            done += size
            number += 1
            self._report.tokens = done
            while is_sampled and done >= tokens * (len(self._report.memory) + 1) // SAMPLES:
                self._sample()

    def _answer(self, number: int, size: int) -> None:
        view = self._view
        ask = _message(2 * number + 1, Role.USER, f"Question {number}: and what else is there to say?", State.SENT)
        answer = _message(2 * number + 2, Role.ASSISTANT, "", State.STREAMING)
        view.append_message(ask)
        view.append_message(answer)
        self._messages += [ask, answer]
        text = _answer(number)[: size * CHARACTERS_PER_TOKEN]
        thought = min(THOUGHT * CHARACTERS_PER_TOKEN, len(text) // 4)
        for start in range(0, len(text), FRAME):
            piece = text[start : start + FRAME]
            is_thought = start < thought
            self._timed("frame", lambda piece=piece, is_thought=is_thought: self._frame(answer.id, piece, is_thought))
            written = text[: start + FRAME]
            self._messages[-1] = replace(
                answer,
                text=written[-(-thought // FRAME) * FRAME :],
                thinking=written[: -(-thought // FRAME) * FRAME],
            )
            if (start // FRAME) % EVERY == EVERY - 1:
                self._act()
        ended = replace(self._messages[-1], state=State.DONE)
        self._messages[-1] = ended
        self._loops.forget(ended.id)
        self._timed("end of an answer", lambda: view.update_message(ended))

    def _frame(self, message_id: MessageId, piece: str, is_thought: bool) -> None:
        view = self._view
        self._loops.feed(message_id, "" if is_thought else piece, piece if is_thought else "")
        if is_thought:
            view.append_thinking(message_id, piece)
        else:
            view.append_text(message_id, piece)
        view.flush()

    # -- the person --------------------------------------------------------------------------------------------------

    def _act(self) -> None:
        view = self._view
        acts: list[tuple[str, Callable[[], object]]] = [
            ("narrower", lambda: view.resize(640, 700)),
            ("another chat", lambda: view.set_messages(self._other, "other")),
            ("back again", lambda: view.set_messages(self._messages, "soak")),
            ("dark", lambda: theme().set_mode(Theme.DARK)),
            ("scroll up", lambda: view.verticalScrollBar().setValue(view.verticalScrollBar().value() - 2_000)),
            ("wider", lambda: view.resize(1_100, 800)),
            ("to the newest", view.scroll_to_end),
            ("find", self._find),
            ("end of find", lambda: view.finding.close()),
            ("light", lambda: theme().set_mode(Theme.LIGHT)),
            ("read", lambda: view.reading.open(len(self._messages) - 1)),
            ("end of reading", view.reading.close),
            ("thoughts", view.folding.toggle_all_thinking),
            ("hide", view.hide),
            ("show", view.show),
            ("thoughts again", view.folding.toggle_all_thinking),
            ("larger text", lambda: theme().set_text_scale(125)),
            ("usual text", lambda: theme().set_text_scale(100)),
            ("usual size", lambda: view.resize(900, 800)),
        ]
        name, act = acts[self._step % len(acts)]
        self._step += 1
        self._timed(name, act)

    def _find(self) -> None:
        self._view.finding.open()
        self._view.findChildren(QLineEdit)[0].setText("model")

    # -- the looks ---------------------------------------------------------------------------------------------------

    def _timed(self, name: str, act: Callable[[], object]) -> None:
        report = self._report
        began = time.thread_time()
        act()
        self._events()
        took = (time.thread_time() - began) * 1_000
        if name != "frame":
            if took > report.longest_action:
                report.longest_action, report.slowest = took, name
            return
        report.frames += 1
        report.longest_frame = max(report.longest_frame, took)
        report.frames_over_16 += took > 16

    def _events(self) -> None:
        self._application.processEvents()
        self._application.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # outside of `exec` nobody does

    def _collect(self) -> None:
        for _ in range(3):
            self._events()
            gc.collect()

    def _sample(self) -> None:
        self._collect()
        text = sum(sys.getsizeof(message.text) + sys.getsizeof(message.thinking) for message in self._messages)
        self._report.memory.append(int(psutil.Process().memory_info().rss) - text)
        self._report.objects.append(dict(self._counts()))

    def _counts(self) -> Counter[str]:
        """Whatever could be left over, counted."""
        process = psutil.Process()
        found = gc.get_objects()
        counts: Counter[str] = Counter()
        counts["widgets"] = len(QApplication.allWidgets())
        counts["timers"] = sum(isinstance(thing, QTimer) and isValid(thing) for thing in found)
        counts["objects of Qt"] = sum(isinstance(thing, QObject) and isValid(thing) for thing in found)
        counts["documents"] = sum(isinstance(thing, QTextDocument) and isValid(thing) for thing in found)
        counts["parts"] = sum(isinstance(thing, Part) for thing in found)
        counts["threads of Python"] = threading.active_count()
        counts["threads"] = process.num_threads()
        counts["file handles"] = process.num_fds() if hasattr(process, "num_fds") else process.num_handles()
        counts["processes"] = len(process.children())
        return counts


def _message(number: int, role: Role, text: str, state: State = State.DONE) -> Message:
    return Message(MessageId(number), ChatId(1), None, role, text, state, WRITTEN, model="deepseek-r1:8b")


def _answer(number: int) -> str:
    """An answer like no other, with formulas and other scripts in it."""
    n = number % FORMULAS
    maths = f"So \\(x_{{{n}}} = \\frac{{{n}}}{{y}}\\), and\n\n$$\\sum_{{k=1}}^{{{n}}} k^2$$\n\n中文、عربي – ok 🙂.\n\n"
    pieces = []
    for part in range(5):
        piece = realistic(500, seed=5 * number + part)
        fence = "\n```" if piece.count("```") % 2 else ""
        pieces.append(f"{piece}{fence}\n\n{maths}")
    return "".join(pieces)


def main(tokens: int) -> int:
    report = Soak(tokens).run()
    print(json.dumps({**asdict(report), "growth": report.growth}))
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("BALEEN_SOAK_TOKENS", HOUR))))
