"""Notices when the main thread stands still, and writes into the log what it was doing."""

from __future__ import annotations

import logging
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import Self

EVERY_S = 2.0
STILL_S = 2.0
"""Together: a stall of four seconds is always noticed, one of two sometimes. Nothing is meant to take a tenth of that
(design: reliability §7 P7)."""
_log = logging.getLogger(__name__)


class MainThreadWatch:
    """For the time of a `with` block on the main thread. Ends nothing and delays no end; only tells.

    What is written are lines of our code, never values. Code that keeps Python's lock to itself is noticed only when
    it lets go: then the length is told, and what came next.
    """

    def __init__(
        self,
        call_soon: Callable[[Callable[[], object]], object],
        *,
        every_s: float = EVERY_S,
        still_s: float = STILL_S,
    ) -> None:
        """`call_soon` has a function called on the main thread, from any thread."""
        self._call_soon = call_soon
        self._every_s = every_s
        self._still_s = still_s
        self._main = threading.get_ident()
        self._is_over = threading.Event()
        self._answered = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="main watch", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._answered.set()
        self._thread.join(self._still_s)

    def _watch(self) -> None:
        while not self._is_over.wait(self._every_s):
            self._answered.clear()
            asked_s = time.monotonic()
            try:
                self._call_soon(self._answered.set)
            except RuntimeError:  # the loop is closed
                return
            if self._answered.wait(self._still_s):
                self._tell_length(asked_s)
                continue
            if time.monotonic() - asked_s > 2 * self._still_s:
                continue  # this thread slept too: the computer did, or was far too busy to blame anybody
            _log.error("the window stands still in\n%s", self._stack())
            self._answered.wait()
            if not self._is_over.is_set():
                self._tell_length(asked_s)

    def _tell_length(self, asked_s: float) -> None:
        """Of a stall that is over, if it was one."""
        still_s = time.monotonic() - asked_s
        if still_s >= self._still_s:
            _log.error("the window stood still for %.1f s", still_s)

    def _stack(self) -> str:
        frame = sys._current_frames().get(self._main)
        return "".join(traceback.format_stack(frame)) if frame else "nothing"
