"""Colours code on the screen in slices of a few milliseconds, so that no frame waits for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from app.render import code
from app.render.code import LineColours

SLICE_S = 0.003
_LOADING_POLL_MS = 10


class CodeView(Protocol):
    """Something on the screen that shows lines of code."""

    @property
    def lines(self) -> list[str]: ...

    @property
    def coloured_lines(self) -> int:
        """How many lines have got their colours, if only a guess."""
        ...

    @property
    def shown_lines(self) -> int:
        """How many of the lines are visible; the others need no colour."""
        ...

    def set_colours(self, first: int, colours: list[LineColours]) -> None:
        """Take the colours of some lines from `first` on."""
        ...


@dataclass(slots=True)
class _Job:
    view: CodeView
    info: str
    text: str
    colours: Iterator[LineColours]
    done: int = 0


class CodeHighlighter(QObject):
    """Gives views of code their colours. Colours change no sizes, so nothing moves."""

    changed = Signal(object)
    """Some lines of this `CodeView` have new colours: paint it again."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: dict[int, _Job] = {}
        self._loading: set[str] = set()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._work)

    def colour(self, view: CodeView, info: str) -> None:
        """Colour the lines that are shown, soon; `info` is what stands behind the fence.

        Call it for complete code on the screen. Calling it again costs nothing while the code is the same.
        """
        text = "\n".join(view.lines)
        job = self._jobs.get(id(view))
        if job is not None and job.text == text and job.info == info:
            return
        if not code.is_colourable(text, info):
            self.forget(view)
            view.set_colours(0, [()] * len(view.lines))
            return
        self._jobs[id(view)] = _Job(view, info, text, code.colour_lines(text, info))
        self._timer.start(0)

    def colour_line(self, view: CodeView, index: int, info: str) -> None:
        """Colour one completed line of code that still streams in, at once: a guess that `colour` corrects later.

        Costs about 0.1 ms. Does nothing until the language is loaded, which it starts; lines that are not to be
        coloured get no colours.
        """
        if code.is_loaded(info):
            view.set_colours(index, [code.colour_line(view.lines[index], info)])
        else:
            self._load(info)

    def colour_new_lines(self, view: CodeView, info: str) -> bool:
        """Colour the lines that were completed since the last time, as `colour_line` does, for as long as a slice.

        Whether that is all for now; lines that are not shown, or too many, get no colours.
        """
        deadline = time.monotonic() + SLICE_S
        last = min(len(view.lines) - 1, view.shown_lines, code.MAX_LINES)
        while (index := view.coloured_lines) < last:
            self.colour_line(view, index, info)
            if view.coloured_lines == index:
                return True  # the language is being loaded
            if time.monotonic() >= deadline:
                return view.coloured_lines >= last
        return True

    def forget(self, view: CodeView) -> None:
        """The view left the screen."""
        self._jobs.pop(id(view), None)

    def _work(self) -> None:
        deadline = time.monotonic() + SLICE_S
        for key, job in list(self._jobs.items()):
            if not code.is_loaded(job.info):
                self._load(job.info)
                continue
            if self._colour_until(job, deadline):
                self._jobs.pop(key, None)
            if time.monotonic() >= deadline:
                break
        if not self._jobs:
            self._timer.stop()
        else:
            is_loading = all(not code.is_loaded(job.info) for job in self._jobs.values())
            self._timer.setInterval(_LOADING_POLL_MS if is_loading else 0)

    def _colour_until(self, job: _Job, deadline: float) -> bool:
        """Whether the view needs no more."""
        if "\n".join(job.view.lines) != job.text:
            return True  # it shows other code by now
        slice_: list[LineColours] = []
        for colours in job.colours:
            slice_.append(colours)
            if time.monotonic() >= deadline or job.done + len(slice_) >= job.view.shown_lines:
                break
        job.view.set_colours(job.done, slice_)
        job.done += len(slice_)
        self.changed.emit(job.view)
        return not slice_ or job.done >= job.view.shown_lines

    def _load(self, info: str) -> None:
        """Load a language on a thread of its own: 10 to 60 ms that no frame should wait for."""
        if info not in self._loading:
            self._loading.add(info)
            threading.Thread(target=code.load, args=(info,), name=f"lexer {info}", daemon=True).start()
