"""One answer: ask, read, watch for silence, hang up. Runs on the `llm` thread's loop."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Coroutine
from contextlib import aclosing, asynccontextmanager
from typing import Any

from app.domain.errors import BackendError, Stalled
from app.domain.models import normal_tag
from app.domain.options import ChatRequest
from app.domain.stream import StreamDone, StreamEvent
from app.llm import library
from app.llm.client import Connection
from app.llm.errors import classify
from app.llm.handover import Put
from app.llm.light_client import Response
from app.llm.limits import MAX_LINE_BYTES, Limits
from app.llm.ndjson import NdjsonReader
from app.llm.wire import AnswerParser, chat_body, prompt_tokens


class _Silent(Exception):
    """No first byte although the model is loaded."""


class Answering:
    """Asks one server. Knows when each model was heard last, because answers to one model wait for each other."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._heard_at: dict[str, float] = {}
        self._gpu_layers: dict[str, int | None] = {}

    async def answer(self, connection: Connection, request: ChatRequest, put: Put) -> None:
        """Put the events of one answer. Returns without `StreamDone` when the connection ended too early.

        A model whose runner waits for somebody who has gone (design: ollama-034 §1, trap 2) is unloaded and asked once
        more. The request that hangs is closed first: the unload would wait for it.
        Cancel: the connection is closed, which stops the server's work.
        Raises: `BackendError`.
        """
        await self._forget_layers(connection, request)
        for is_last_try in (False, True):
            try:
                await self._try(connection, request, put)
                return
            except _Silent as silent:
                if is_last_try:
                    raise Stalled("no first byte", silent_s=self._patience_s(request)) from silent
                await self._free(connection, request, silent)

    async def _forget_layers(self, connection: Connection, request: ChatRequest) -> None:
        """Unload a model whose layers we chose earlier, now that the server is to choose: it would not reload it."""
        tag, layers = normal_tag(request.model), request.options.gpu_layers
        chosen, self._gpu_layers[tag] = self._gpu_layers.get(tag), layers
        if layers is None and chosen is not None and await library.is_loaded(connection, tag):
            await library.unload(connection, tag, self._limits)

    async def _free(self, connection: Connection, request: ChatRequest, silent: _Silent) -> None:
        try:
            await library.unload(connection, request.model, self._limits)
        except BackendError as error:
            raise Stalled(error.detail, silent_s=self._patience_s(request)) from silent

    async def _try(self, connection: Connection, request: ChatRequest, put: Put) -> None:
        answer = _Answer(request, put, self._limits)
        try:
            async with asyncio.timeout(None) as limit:
                watch = self._watch_first_byte(connection, request, limit)
                async with _response(connection, chat_body(request), watch) as response:
                    await self._read(response, answer, limit)
        except TimeoutError as error:
            if not answer.has_begun:
                raise _Silent from error
            if not answer.is_done:
                raise Stalled("silent in mid-answer", silent_s=self._limits.stall_s) from error
        finally:
            answer.release()

    async def _read(self, response: Response, answer: _Answer, limit: asyncio.Timeout) -> None:
        loop, tag = asyncio.get_running_loop(), normal_tag(answer.tag)
        answer.has_begun = True
        limit.reschedule(loop.time() + self._limits.stall_s)
        if response.status != 200:
            body = await response.body(MAX_LINE_BYTES)
            raise classify(response.status, body.decode("utf-8", "replace"), answer.tag)
        async with aclosing(response.pieces(self._limits.frame_s)) as pieces:
            async for data in pieces:
                self._heard_at[tag] = loop.time()
                answer.take(data)
                limit.reschedule(loop.time() + (self._limits.tail_s if answer.is_done else self._limits.stall_s))
        if response.is_whole:  # else the answer lacks its end, as when the server just stops
            answer.end()

    async def _watch_first_byte(self, connection: Connection, request: ChatRequest, limit: asyncio.Timeout) -> None:
        """Set the limit for the first byte as soon as the server says that the model is loaded, or says nothing.

        Loading itself has none: the server watches it, and says so when it fails.
        """
        loop, tag = asyncio.get_running_loop(), normal_tag(request.model)
        spoke_at = loop.time()
        loaded_at: float | None = None
        while True:
            await asyncio.sleep(self._limits.poll_s)
            try:
                async with asyncio.timeout(self._limits.stall_s):
                    is_loaded = await library.is_loaded(connection, tag)
            except (BackendError, TimeoutError):
                deadline: float | None = spoke_at + self._limits.stall_s
            else:
                spoke_at = loop.time()
                loaded_at = (loaded_at or spoke_at) if is_loaded else None
                heard_at = max(loaded_at or 0.0, self._heard_at.get(tag, 0.0))
                deadline = heard_at + self._patience_s(request) if is_loaded else None
            if limit.expired():
                return
            limit.reschedule(deadline)

    def _patience_s(self, request: ChatRequest) -> float:
        return self._limits.stall_s + prompt_tokens(request) / self._limits.prompt_tokens_per_s


class _Answer:
    """Bytes in, events out, and how far it got."""

    def __init__(self, request: ChatRequest, put: Put, limits: Limits) -> None:
        self.tag = request.model
        self.has_begun = False
        self.is_done = False
        self._put = put
        self._reader = NdjsonReader(max_line_bytes=limits.line_bytes, max_bytes=limits.answer_bytes)
        self._parser = AnswerParser(request)

    def take(self, data: bytes) -> None:
        """Raises: `BackendError` for what the server reports, or when the bytes make no sense."""
        self._pass_on(self._reader.feed(data))

    def end(self) -> None:
        """The server has said everything. Raises: as `take`."""
        self._pass_on(self._reader.finish())

    def release(self) -> None:
        """Deliver what was held back. Safe to call twice."""
        if events := list(self._parser.finish()):
            self._put(events)

    def _pass_on(self, pieces: list[dict[str, Any]]) -> None:
        if self.is_done:
            return
        events: list[StreamEvent] = []
        try:
            for piece in pieces:
                if piece.get("error"):
                    raise classify(200, json.dumps(piece), self.tag)
                events += self._parser.events(piece)
                if events and isinstance(events[-1], StreamDone):
                    self.is_done = True
                    return
            if self._reader.fault:
                raise self._reader.fault
        finally:
            if events:
                self._put(events)


@asynccontextmanager
async def _response(
    connection: Connection, body: dict[str, Any], watch: Coroutine[Any, Any, None]
) -> AsyncGenerator[Response, None]:
    """The response, from its head on. `watch` runs until then."""
    watching = asyncio.get_running_loop().create_task(watch)
    try:
        data = json.dumps(body, ensure_ascii=False).encode()
        async with connection.light.ask("POST", "/api/chat", data) as response:
            watching.cancel()
            yield response
    finally:
        watching.cancel()
        await asyncio.wait([watching])
