"""One answer while it is written: what has arrived, and when it was saved."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from app.domain.chat import Message, State
from app.domain.errors import AppError
from app.domain.stream import DoneReason, StreamDone, StreamEvent, TextDelta, TextWasThinking, ThinkingDelta, Usage


@dataclass
class Draft:
    """An answer that grows. `message` makes a snapshot; the pieces are joined only then."""

    base: Message

    def __post_init__(self) -> None:
        self._text = [self.base.text]
        self._thinking = [self.base.thinking]
        self._first_thought_at: float | None = None
        self._first_text_at: float | None = None
        self._thought_s = self.base.thinking_s
        self._thought_before_s = self.base.thinking_s or 0.0
        self.is_answering = bool(self.base.text)
        self.left_out = 0
        """How many of the oldest messages were not sent."""
        self.usage: Usage | None = None
        self.is_complete = False
        self.is_dirty = False
        self.is_loading = True
        """The model must get into memory first, as far as is known."""
        self.is_rushed = False
        """Stopped only to be asked for again, without thinking."""

    def apply(self, event: StreamEvent) -> None:
        """Take in one event of the stream."""
        match event:
            case ThinkingDelta(text):
                now = time.monotonic()
                self._first_thought_at = self._first_thought_at or now
                self._thought_s = self._thought_before_s + now - self._first_thought_at
                self._thinking.append(text)
            case TextDelta(text):
                if self._first_thought_at is not None and not self.is_answering:
                    self._thought_s = self._thought_before_s + time.monotonic() - self._first_thought_at
                self.is_answering = True
                self._first_text_at = self._first_text_at or time.monotonic()
                self._text.append(text)
            case TextWasThinking():
                self._thinking.append("".join(self._text).rstrip())
                self._text = [""]
                self.is_answering = False
                now = time.monotonic()
                self._first_thought_at = self._first_text_at or now
                self._thought_s = self._thought_before_s + now - self._first_thought_at
            case StreamDone(reason, usage):
                self.usage = replace(usage, is_cut=reason is DoneReason.LENGTH)
                self.is_complete = True
        self.is_dirty = True

    @property
    def has_begun(self) -> bool:
        """Whether the model has said anything yet."""
        return self.is_answering or self._first_thought_at is not None

    @property
    def thinking(self) -> str:
        return "".join(self._thinking)

    def message(self, state: State = State.STREAMING, error: AppError | None = None) -> Message:
        """The answer as it is now."""
        self._text, self._thinking = ["".join(self._text)], ["".join(self._thinking)]
        return replace(
            self.base,
            text=self._text[0],
            thinking=self._thinking[0],
            thinking_s=self._thought_s,
            state=state,
            error=error,
            usage=self.usage or self.base.usage,
            left_out=self.left_out,
        )
