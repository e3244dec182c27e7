"""One answer of a server in OpenAI's manner. Runs on the `llm` thread's loop."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from contextlib import aclosing
from typing import Any

from app.domain.errors import AccessDenied, BackendError, Stalled
from app.domain.options import ChatRequest
from app.domain.stream import StreamEvent
from app.llm.client import Connection
from app.llm.errors import classify
from app.llm.handover import Put
from app.llm.light_client import Response
from app.llm.limits import MAX_LINE_BYTES, Limits
from app.llm.openai_events import EventReader
from app.llm.openai_wire import ChunkParser, chat_body
from app.llm.wire import prompt_tokens


async def answer(connection: Connection, request: ChatRequest, put: Put, limits: Limits) -> None:
    """Put the events of one answer. Returns without `StreamDone` when the connection ended too early.

    A server for many people lets a question wait its turn in silence: the first word has `limits.queue_s`.
    Cancel: the connection is closed, which stops the server's work.
    Raises: `BackendError`.
    """
    patience_s = limits.queue_s + prompt_tokens(request) / limits.prompt_tokens_per_s
    events = _Events(request, put, limits)
    body = json.dumps(chat_body(request), ensure_ascii=False).encode()
    try:
        async with (
            asyncio.timeout(patience_s) as limit,
            connection.light.ask("POST", "/v1/chat/completions", body) as response,
        ):
            if response.status != 200:
                raise await refusal(connection.url, response, request.model)
            await _read(response, events, limit, limits)
    except TimeoutError as error:
        if not events.is_done:
            silent_s = limits.stall_s if events.has_begun else patience_s
            raise Stalled("silent", silent_s=silent_s) from error
    finally:
        events.release()


async def refusal(url: str, response: Response, tag: str = "") -> BackendError:
    """The error for a response whose status is not 200."""
    body = await response.body(MAX_LINE_BYTES)
    error = classify(response.status, body.decode("utf-8", "replace"), tag)
    return AccessDenied(error.detail, address=url) if isinstance(error, AccessDenied) else error


async def _read(response: Response, events: _Events, limit: asyncio.Timeout, limits: Limits) -> None:
    loop = asyncio.get_running_loop()
    async with aclosing(response.pieces(limits.frame_s)) as pieces:
        async for data in pieces:
            events.take(data)
            if events.has_begun:
                limit.reschedule(loop.time() + (limits.tail_s if events.is_done else limits.stall_s))
    if response.is_whole:
        events.end()


class _Events:
    """Bytes in, events out, and how far it got."""

    def __init__(self, request: ChatRequest, put: Put, limits: Limits) -> None:
        self.has_begun = False
        self.is_done = False
        self._tag = request.model
        self._put = put
        self._reader = EventReader(max_line_bytes=limits.line_bytes, max_bytes=limits.answer_bytes)
        self._parser = ChunkParser(request)

    def take(self, data: bytes) -> None:
        """Raises: `BackendError` for what the server reports, or when the bytes make no sense."""
        self._pass_on(self._reader.feed(data))
        if self._reader.is_done:
            self._complete()

    def end(self) -> None:
        """The server has said everything, if without the closing word. Raises: as `take`."""
        self._pass_on(self._reader.finish())
        if self._parser.is_complete:
            self._complete()

    def release(self) -> None:
        """Deliver what was held back. Safe to call twice."""
        self._deliver(self._parser.finish())

    def _pass_on(self, chunks: list[dict[str, Any]]) -> None:
        for chunk in chunks:
            if chunk.get("error") or chunk.get("object") == "error" or isinstance(chunk.get("message"), str):
                raise classify(200, json.dumps(chunk), self._tag)
            self._deliver(self._parser.events(chunk))
        if self._reader.fault and not self.is_done:
            raise self._reader.fault

    def _complete(self) -> None:
        # Some servers say `[DONE]` and no reason; one that says it before any word has given no answer.
        is_complete = self._parser.is_complete or (self._reader.is_done and self.has_begun)
        if not self.is_done and is_complete and not self._parser.is_broken:
            self.is_done = True
            self._deliver(self._parser.done())

    def _deliver(self, events: Iterable[StreamEvent]) -> None:
        if found := list(events):
            self.has_begun = True
            self._put(found)
