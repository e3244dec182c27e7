"""Keeps the maths helper alive: starts it for the first formula, again when it dies, and ends it when it is idle."""

from __future__ import annotations

import os
import sys
from collections import OrderedDict
from collections.abc import Sequence
from functools import partial
from itertools import count
from pathlib import Path

from PySide6.QtCore import QDir, QObject, QProcess, QProcessEnvironment, QTimer, Signal
from shiboken6 import isValid

from app.render.maths_protocol import (
    Answer,
    Drawing,
    Fault,
    FormulaRequest,
    ProtocolError,
    Refusal,
    decode_answer,
    encode,
)

IN_FLIGHT_LIMIT = 4
"""Formulas inside the helper at once. What waits here can still be overtaken by what came on screen later."""
WAITING_LIMIT = 500
"""Formulas that wait; the oldest fall out, unanswered."""
DEATHS_LIMIT = 3
"""The helper may die so often in a row without drawing anything; then maths is off until the program ends."""
IDLE_LIMIT_S = 180


class MathsProcess(QObject):
    """One helper process and the queue before it. Never blocks."""

    answered = Signal(int, object)
    """The id that `draw` gave, and the `Answer`."""

    def __init__(self, command: Sequence[str] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._command = tuple(command) or _command()
        self._ids = count(1)
        self._waiting: OrderedDict[int, FormulaRequest] = OrderedDict()
        self._in_flight: OrderedDict[int, FormulaRequest] = OrderedDict()
        self._process: QProcess | None = None
        self._is_ending = False
        self._deaths = 0
        self._idle = QTimer(self, singleShot=True, interval=int(IDLE_LIMIT_S * 1000))
        self._idle.timeout.connect(self._on_idle)

    @property
    def is_running(self) -> bool:
        return self._process is not None

    @property
    def is_given_up(self) -> bool:
        """Maths is off: the helper cannot be started or keeps dying."""
        return self._deaths >= DEATHS_LIMIT

    def warm_up(self) -> None:
        """Start the helper, which takes a third of a second, if it does not run."""
        if self._process is None and not self.is_given_up:
            self._start()
            self._idle.start()

    def draw(self, tex: str, is_display: bool) -> tuple[int, int | None]:
        """Ask for a drawing; `answered` brings it. The newest formula goes first: it is on the screen.

        Returns its id, and the id of the formula that fell out of the queue for it, if one did.
        """
        request = FormulaRequest(next(self._ids), tex, is_display)
        self._waiting[request.id] = request
        dropped = self._waiting.popitem(last=False)[0] if len(self._waiting) > WAITING_LIMIT else None
        QTimer.singleShot(0, self, self._send)
        return request.id, dropped

    def stop(self) -> None:
        """End the helper now and forget what was asked for. The next `draw` starts it again.

        The one thing here that waits: some milliseconds, for the system to end the process.
        """
        self._waiting.clear()
        self._in_flight.clear()
        self._idle.stop()
        if process := self._release():
            _end(process)
            process.deleteLater()

    def _on_idle(self) -> None:
        if self._process is not None:
            self._is_ending = True
            self._process.closeWriteChannel()

    def _send(self) -> None:
        if self.is_given_up:
            self._refuse_all()
            return
        if not self._waiting:
            if not self._in_flight and self._process is not None:
                self._idle.start()
            return
        if self._is_ending:
            return  # a fresh one is started when this one has ended
        process = self._process or self._start()
        self._idle.stop()
        while self._waiting and len(self._in_flight) < IN_FLIGHT_LIMIT:
            id_, request = self._waiting.popitem()
            self._in_flight[id_] = request
            process.write(encode(request))

    def _start(self) -> QProcess:
        process = QProcess(self)
        process.setProcessEnvironment(_environment())
        process.setWorkingDirectory(QDir.rootPath())
        process.setStandardErrorFile(QProcess.nullDevice())
        process.readyReadStandardOutput.connect(self._read)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        self.destroyed.connect(partial(_end, process))
        self._process = process
        process.start(self._command[0], list(self._command[1:]))
        return process

    def _release(self) -> QProcess | None:
        process, self._process = self._process, None
        self._is_ending = False
        if process is not None:
            process.readyReadStandardOutput.disconnect(self._read)
            process.finished.disconnect(self._on_finished)
            process.errorOccurred.disconnect(self._on_error)
        return process

    def _read(self) -> None:
        self._take_answers()
        self._send()

    def _take_answers(self) -> None:
        while self._process is not None and self._process.canReadLine():
            try:
                answer = decode_answer(bytes(self._process.readLine().data()))
            except ProtocolError:
                continue
            self._take(answer)

    def _take(self, answer: Answer) -> None:
        if answer.id is None or self._in_flight.pop(answer.id, None) is None:
            return
        if isinstance(answer, Drawing):
            self._deaths = 0
        self.answered.emit(answer.id, answer)

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._deaths = DEATHS_LIMIT
            self._bury()
            self._refuse_all()

    def _on_finished(self) -> None:
        self._take_answers()
        if not self._is_ending:
            self._deaths += 1
        exit_code = self._process.exitCode() if self._process else 0
        self._bury()
        if self._in_flight and exit_code != EXIT_TOO_SLOW:
            # The one it was drawing is to blame; one that was too slow has been answered already.
            blamed, _ = self._in_flight.popitem(last=False)
            self.answered.emit(blamed, Refusal(blamed, Fault.SYNTAX, "the helper died"))
        self._waiting.update(self._in_flight)
        self._in_flight.clear()
        self._send()

    def _bury(self) -> None:
        if process := self._release():
            process.deleteLater()

    def _refuse_all(self) -> None:
        ids = [*self._in_flight, *self._waiting]
        self._in_flight.clear()
        self._waiting.clear()
        for id_ in ids:
            self.answered.emit(id_, Refusal(id_, Fault.UNSUPPORTED, "no helper"))


EXIT_TOO_SLOW = 3
"""As in `app.render.maths_helper`, which must not be imported here: it would load the library into this process."""


def _end(process: QProcess) -> None:
    """Some milliseconds. The helper holds nothing worth keeping."""
    if isValid(process) and process.state() is not QProcess.ProcessState.NotRunning:
        process.kill()
        process.waitForFinished(1_000)


def _command() -> tuple[str, ...]:
    if getattr(sys, "frozen", False):
        return sys.executable, "--maths-helper"
    return sys.executable, "-P", "-m", "app.render.maths_helper"


def _environment() -> QProcessEnvironment:
    """The environment of the person, without what a frozen program or Qt adds for itself."""
    environment = QProcessEnvironment.systemEnvironment()
    for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
        original = environment.value(f"{name}_ORIG")
        environment.remove(f"{name}_ORIG")
        if original:
            environment.insert(name, original)
        elif getattr(sys, "frozen", False):
            environment.remove(name)
    for name in ("QT_PLUGIN_PATH", "QML2_IMPORT_PATH", "PYTHONSTARTUP", "PYTHONINSPECT"):
        environment.remove(name)
    environment.insert("PYINSTALLER_RESET_ENVIRONMENT", "1")
    if not getattr(sys, "frozen", False):
        root = str(Path(__file__).parents[3])
        environment.insert("PYTHONPATH", os.pathsep.join(filter(None, (root, environment.value("PYTHONPATH")))))
    return environment
