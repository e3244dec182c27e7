"""Thinking and answer, told apart and tidied up.

The server does this itself for most models. What it leaves over depends on its version and on the template of the
model's file (design: ollama-034 §5), so the same rules run over every stream.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto

from app.domain.stream import TextDelta, TextWasThinking, ThinkingDelta
from app.domain.text import clean_text

_OPEN = "<think>"
_CLOSE = "</think>"
_END_MARK = "<｜end▁of▁sentence｜>"
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)", re.MULTILINE)

Delta = ThinkingDelta | TextDelta | TextWasThinking


class PartCleaner:
    """One part of an answer (thinking or text), cleaned piece by piece as `clean_text` cleans the whole.

    Keeps back half a character or half a line end until the other half is there, and blanks until it is clear that
    they do not lead.
    """

    def __init__(self, *, trims_lead: bool) -> None:
        self._has_begun = not trims_lead
        self._kept = ""

    def feed(self, piece: str) -> str:
        text = self._kept + piece
        self._kept = ""
        if text and (text[-1] == "\r" or "\ud800" <= text[-1] <= "\udbff"):
            text, self._kept = text[:-1], text[-1]
        text = clean_text(text)
        if self._has_begun:
            return text
        if not text.strip():
            self._kept = text + self._kept
            return ""
        self._has_begun = True
        return _without_lead(text)

    def finish(self) -> str:
        """What was kept back and turned out to be needed."""
        text, self._kept = clean_text(self._kept), ""
        return text if self._has_begun or text.strip() else ""


class _Place(Enum):
    START = auto()
    """Nothing but blanks so far, or the beginning of a tag."""
    THINKING = auto()
    TEXT = auto()


class AnswerSplitter:
    """Turns the two fields of the server's pieces into deltas.

    `<think>…</think>` at the very start of the content becomes thinking, an end mark at the very end is dropped, and
    the first line breaks, or the first single blank, of both parts are dropped. A part that continues an earlier one
    keeps its first blank: it belongs between two words. Where the template of a model has said `<think>` in its place,
    only `</think>` comes: what stood before it was thinking, unless it stands in code or there was thinking already.
    """

    def __init__(self, *, continues_text: bool = False, continues_thinking: bool = False) -> None:
        self._thinking = PartCleaner(trims_lead=not continues_thinking)
        self._text = PartCleaner(trims_lead=not continues_text)
        self._held = ""
        self._place = _Place.TEXT if continues_text else _Place.START
        self._said: list[str] | None = None if continues_text else []
        """The text so far, as long as it may turn out to be thinking."""

    def feed(self, content: str, thinking: str) -> Iterator[Delta]:
        """The deltas that are certain now."""
        if thinking:
            self._said = None
            if self._place is _Place.START:
                self._place = _Place.TEXT
            yield from _thinking(self._thinking.feed(thinking))
        if content:
            self._held += content
            yield from self._sort()

    def finish(self) -> Iterator[Delta]:
        """What was held back, when nothing more will come."""
        held, self._held = self._held, ""
        if self._place is _Place.THINKING:
            yield from _thinking(self._thinking.feed(held) + self._thinking.finish())
            return
        yield from _thinking(self._thinking.finish())
        yield from _text(self._text.feed("" if held == _END_MARK else held) + self._text.finish())

    def _sort(self) -> Iterator[Delta]:
        if self._place is _Place.START:
            start = self._held.lstrip()
            if start.startswith(_OPEN):
                self._place = _Place.THINKING
                self._said = None
                self._held = start[len(_OPEN) :]
            elif not _OPEN.startswith(start):
                self._place = _Place.TEXT
        if self._place is _Place.THINKING:
            inside, mark, after = self._held.partition(_CLOSE)
            if mark:
                self._place = _Place.TEXT
                self._held = after
                yield from _thinking(self._thinking.feed(inside.rstrip()) + self._thinking.finish())
            else:
                released = self._release(_CLOSE)
                inside = released.rstrip()  # the line break before the tag belongs to the tag
                self._held = released[len(inside) :] + self._held
                yield from _thinking(self._thinking.feed(inside))
        if self._place is _Place.TEXT:
            yield from self._turn_into_thinking()
            marks = (_END_MARK,) if self._said is None else (_END_MARK, _CLOSE)
            released = self._release(*marks)
            if self._said is not None:
                self._said.append(released)
            yield from _text(self._text.feed(released))

    def _turn_into_thinking(self) -> Iterator[Delta]:
        """Take the text before a lone end of thinking for what it was."""
        if self._said is None or _CLOSE not in self._held:
            return
        inside, _, after = self._held.partition(_CLOSE)
        before = "".join((*self._said, inside))
        self._said = None
        if _OPEN not in before and not _is_in_code(before):
            self._held = after
            yield from _text(self._text.feed(inside) + self._text.finish())
            self._text = PartCleaner(trims_lead=True)
            if before.strip():
                yield TextWasThinking()

    def _release(self, *marks: str) -> str:
        """What is held, without an end that may become one of the marks, which begin alike; that stays held."""
        first = marks[0][0]
        cut = self._held.find(first, max(0, len(self._held) - max(map(len, marks))))
        while cut != -1 and not any(mark.startswith(self._held[cut:]) for mark in marks):
            cut = self._held.find(first, cut + 1)
        if cut == -1:
            cut = len(self._held)
        released, self._held = self._held[:cut], self._held[cut:]
        return released


def _is_in_code(before: str) -> bool:
    """Whether a text ends inside of a fenced block, or between backticks."""
    return len(_FENCE.findall(before)) % 2 == 1 or before.rpartition("\n")[2].count("`") % 2 == 1


def _without_lead(text: str) -> str:
    """Without leading lines that are blank, and without a single leading blank: more of them are an indent."""
    body = text.lstrip()
    indent = text[: len(text) - len(body)].rpartition("\n")[2]
    return body if indent == " " else indent + body


def _thinking(text: str) -> Iterator[ThinkingDelta]:
    if text:
        yield ThinkingDelta(text)


def _text(text: str) -> Iterator[TextDelta]:
    if text:
        yield TextDelta(text)
