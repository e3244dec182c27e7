"""The maths helper: a process that draws formulas, one request a line, until its input ends.

Run as `python -m app.render.maths_helper`, or as the frozen program with `--maths-helper`. A process of its own,
because drawing takes 10 to 80 ms of pure Python, which on any thread of the program would make the view stutter.
"""

from __future__ import annotations

import os
import sys
import threading
from typing import BinaryIO

from app.render.maths_drawing import draw
from app.render.maths_protocol import (
    MAX_LINE_BYTES,
    Answer,
    Fault,
    FormulaRequest,
    ProtocolError,
    Refusal,
    decode_request,
    encode,
)

TIME_LIMIT_S = 3.0
"""For one formula. Real ones take 0.1 s on a slow machine."""

EXIT_TOO_SLOW = 3


def serve(requests: BinaryIO, answers: BinaryIO, time_limit_s: float = TIME_LIMIT_S) -> None:
    """Answer every line, in order, until `requests` ends or `answers` is closed.

    A formula over the time limit is refused and then **the process exits** with `EXIT_TOO_SLOW`: nothing else can stop
    a computation on every system. Whoever started the helper starts it again.
    """
    while line := _read_line(requests):
        try:
            _send(answers, _answer(line, answers, time_limit_s))
        except BrokenPipeError:
            return


def _answer(line: bytes, answers: BinaryIO, time_limit_s: float) -> Answer:
    try:
        request = decode_request(line)
    except ProtocolError as error:
        return Refusal(None, Fault.BAD_REQUEST, str(error))
    watchdog = threading.Timer(time_limit_s, _give_up, (request, answers))
    watchdog.daemon = True
    watchdog.start()
    try:
        return draw(request)
    finally:
        watchdog.cancel()


def _give_up(request: FormulaRequest, answers: BinaryIO) -> None:
    _send(answers, Refusal(request.id, Fault.TOO_SLOW))
    os._exit(EXIT_TOO_SLOW)


def _send(answers: BinaryIO, answer: Answer) -> None:
    answers.write(encode(answer))
    answers.flush()


def _read_line(requests: BinaryIO) -> bytes:
    """The next line, cut off at `MAX_LINE_BYTES`; empty at the end of the input."""
    line = requests.readline(MAX_LINE_BYTES)
    cut = line
    while len(cut) == MAX_LINE_BYTES and not cut.endswith(b"\n"):
        cut = requests.readline(MAX_LINE_BYTES)
    return line


def main() -> int:
    """Serve the standard streams. They are opened by number: a windowed program on Windows has no `sys.stdin`."""
    sys.stdout = sys.stderr  # a stray print of a library must not get between the answers
    with open(0, "rb", closefd=False) as requests, open(1, "wb", closefd=False) as answers:
        serve(requests, answers)
    return 0


if __name__ == "__main__":
    sys.exit(main())
