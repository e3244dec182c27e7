"""From the thread that reads to the loop that shows: in batches, at most one a frame."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from itertools import chain, groupby, repeat
from typing import Any

from app.domain.stream import StreamEvent, TextDelta, ThinkingDelta
from app.llm.light_client import FIRST_PAUSES_S
from app.llm.llm_thread import LlmThread, call_on

Put = Callable[[Sequence[StreamEvent]], None]
"""Takes the events that came at once."""


class ConsumerGone(Exception):
    """The loop that waited for the events has closed."""


class Handover:
    """Events put on the reading thread are taken on the loop that made this object.

    Bounded by the size of an answer, which the reader limits: a consumer that is slow or does not read at all gets
    everything later, as one delta of each kind.
    """

    def __init__(self, frame_s: float) -> None:
        self._consumer = asyncio.get_running_loop()
        self._frame_s = frame_s
        self._lock = threading.Lock()
        self._events: list[StreamEvent] = []
        self._has_ended = False
        self._ready = asyncio.Event()
        self._is_wake_due = False
        self._next_wake_at = 0.0
        self._pauses = chain(FIRST_PAUSES_S, repeat(frame_s))
        self._is_abandoned = False

    # --- on the reading thread ---

    def put(self, events: Sequence[StreamEvent]) -> None:
        """Add events that came at once. Raises: `ConsumerGone`."""
        if self._is_abandoned:
            raise ConsumerGone
        with self._lock:
            self._events += events
        if self._is_wake_due:
            return
        loop = asyncio.get_running_loop()
        if loop.time() >= self._next_wake_at:
            self._wake(loop)
        else:
            self._is_wake_due = True
            loop.call_at(self._next_wake_at, self._wake, loop)

    def end(self) -> None:
        """Nothing more will come. May be called on any thread."""
        with self._lock:
            self._has_ended = True
        call_on(self._consumer, self._ready.set)

    def _wake(self, loop: asyncio.AbstractEventLoop) -> None:
        self._is_wake_due = False
        self._next_wake_at = loop.time() + min(self._frame_s, next(self._pauses))
        self._is_abandoned = not call_on(self._consumer, self._ready.set)

    # --- on the consumer's loop ---

    @property
    def has_consumer(self) -> bool:
        """False when that loop has closed: nothing can be awaited any more."""
        return not self._consumer.is_closed()

    async def take(self) -> list[StreamEvent]:
        """Everything that came since the last call, neighbours of one kind as one; empty at the end."""
        while True:
            await self._ready.wait()
            with self._lock:
                events, self._events = self._events, []
                has_ended = self._has_ended
                if not has_ended:
                    self._ready.clear()
            if events or has_ended:
                return _merged(events)


async def handed_over(
    thread: LlmThread, answer: Callable[[Put], Coroutine[Any, Any, None]], frame_s: float
) -> AsyncGenerator[StreamEvent, None]:
    """What `answer` puts while it runs on the reading thread, at most one event of a kind per `frame_s`.

    Begins with the first `anext`. Closing the generator cancels the work, and returns when that has hung up. Raises
    what the work raises, after everything that it put.
    """
    handover = Handover(frame_s)
    job = thread.start(answer(handover.put))
    job.on_end(handover.end)
    try:
        while events := await handover.take():
            for event in events:
                yield event
        await job.result()
    finally:
        job.cancel()
        if handover.has_consumer:
            await job.wait()


def _merged(events: list[StreamEvent]) -> list[StreamEvent]:
    merged: list[StreamEvent] = []
    for kind, group in groupby(events, type):
        if kind is ThinkingDelta or kind is TextDelta:
            text = "".join(event.text for event in group if isinstance(event, ThinkingDelta | TextDelta))
            merged.append(kind(text))
        else:
            merged += group
    return merged
