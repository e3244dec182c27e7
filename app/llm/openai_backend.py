"""A server in OpenAI's manner behind the ports: it answers, and says which models it has. No more is offered."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Callable

from app.domain.errors import BackendError, BadAnswer, ModelMissing, NotOllama, Unreachable
from app.domain.models import InstalledModel, ModelDetails, normal_tag
from app.domain.options import ChatRequest
from app.domain.stream import StreamEvent
from app.llm import openai_answering
from app.llm.client import Connection
from app.llm.errors import translated
from app.llm.handover import Put, handed_over
from app.llm.light_client import LightClient
from app.llm.limits import MAX_LINE_BYTES, Limits
from app.llm.llm_thread import LlmThread
from app.llm.openai_answering import refusal
from app.llm.openai_wire import base_url, listed_models

Listed = tuple[tuple[InstalledModel, ModelDetails], ...]
_log = logging.getLogger(__name__)

LEAST_INTERVAL_S = 5.0
"""Such a server changes its models when it is started again; it may be far away and has others to serve."""


class OpenAiBackend:
    """`ChatBackend`, and of `ModelLibrary` what there is to ask, over one thread of its own.

    The methods may be awaited on any event loop. A cancel reaches the server before it comes back to the caller.
    """

    def __init__(
        self, url: str = "", limits: Limits | None = None, key_of: Callable[[str], str] = lambda _: ""
    ) -> None:
        """`key_of` gives the access key for an address; it is asked on the thread."""
        self._url = url
        self._limits = limits or Limits()
        self._key_of = key_of
        self._thread = LlmThread(self._hang_up)
        self._connections: dict[tuple[str, str], Connection] = {}

    def use(self, url: str) -> None:
        """From now on every request goes to this address; what runs stays where it began."""
        self._url = url

    def close(self) -> None:
        """Hang up everywhere and end the thread. Safe to call twice."""
        self._thread.close()

    def stream_chat(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        url = self._url
        return handed_over(self._thread, lambda put: self._answer(url, request, put), self._limits.frame_s)

    async def models(self, url: str, timeout_s: float, key: str) -> Listed:
        """What the server at an address offers. Connects anew. Raises: as `listed`."""
        return await self._thread.run(listed(url, timeout_s, key))

    async def installed(self) -> tuple[InstalledModel, ...]:
        return tuple(model for model, _ in await self._listed())

    async def watch_installed(self, interval_s: float) -> AsyncGenerator[tuple[InstalledModel, ...], None]:
        seen: tuple[InstalledModel, ...] | None = None
        while True:
            try:
                found = await self.installed()
            except BackendError as error:
                _log.debug("the list of models could not be read: %s", type(error).__name__)
            else:
                if found != seen:
                    seen = found
                    yield found
            await asyncio.sleep(max(interval_s, LEAST_INTERVAL_S))

    async def details(self, tag: str) -> ModelDetails:
        """Raises: `ModelMissing`."""
        for model, details in await self._listed():
            if normal_tag(model.tag) == normal_tag(tag):
                return details
        raise ModelMissing(tag=tag)

    async def _listed(self) -> Listed:
        url = self._url
        return await self._thread.run(listed(url, self._limits.call_s, self._key_of(url)))

    async def _answer(self, url: str, request: ChatRequest, put: Put) -> None:
        await openai_answering.answer(self._connection(url), request, put, self._limits)

    async def _hang_up(self) -> None:
        for connection in self._connections.values():
            await connection.close()

    def _connection(self, url: str) -> Connection:
        key = self._key_of(url)
        if (url, key) not in self._connections:
            with translated():
                self._connections[url, key] = Connection(base_url(url), self._limits, key)
        return self._connections[url, key]


async def listed(url: str, timeout_s: float, key: str) -> Listed:
    """The models at an address, asked over a connection of their own.

    Raises: `Unreachable`, `AccessDenied`, `NotOllama` (what answers is no such server), `BackendError`.
    """
    client = LightClient(base_url(url), key=key)
    try:
        async with asyncio.timeout(timeout_s), client.ask("GET", "/v1/models") as response:
            if response.status != 200:
                raise await refusal(url, response)
            body = await response.body(MAX_LINE_BYTES)
        with translated():
            return listed_models(json.loads(body))
    except TimeoutError as error:
        raise Unreachable(f"no answer in {timeout_s:g} s") from error
    except BadAnswer as error:
        raise NotOllama(error.detail) from error
    finally:
        client.close()
