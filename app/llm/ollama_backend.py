"""Ollama behind the ports: what the rest of the program sees of this package."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar

from app.domain.downloads import PullEvent
from app.domain.models import InstalledModel, LoadedModel, ModelDetails
from app.domain.options import ChatRequest
from app.domain.stream import StreamEvent
from app.llm import importing, library, probe, pulling
from app.llm.answering import Answering
from app.llm.client import Connection
from app.llm.errors import translated
from app.llm.handover import Put, handed_over
from app.llm.limits import Limits
from app.llm.llm_thread import LlmThread, call_on

T = TypeVar("T")


class OllamaBackend:
    """`ChatBackend`, `ModelLibrary`, `ModelDownloads` and `ServerProbe` over one thread of its own.

    The methods may be awaited on any event loop. A cancel reaches the server before it comes back to the caller.
    """

    def __init__(
        self, url: str = "", limits: Limits | None = None, key_of: Callable[[str], str] = lambda _: ""
    ) -> None:
        """`key_of` gives the access key for an address; it is asked on the thread."""
        self._url = url
        self._key_of = key_of
        self._limits = limits or Limits()
        self._thread = LlmThread(self._hang_up)
        self._answering = Answering(self._limits)
        self._connections: dict[tuple[str, str], Connection] = {}
        """By address and key. Touched on the thread only; those of earlier addresses may still carry an answer."""

    def use(self, url: str) -> None:
        """From now on every request goes to this address; what runs stays where it began."""
        self._url = url

    def close(self) -> None:
        """Hang up everywhere and end the thread. Safe to call twice."""
        self._thread.close()

    async def version(self, url: str, timeout_s: float, key: str | None = None) -> str:
        """As the port says; with `key` instead of the one that is in force."""
        return await self._thread.run(probe.version(url, timeout_s, self._key_of(url) if key is None else key))

    async def count_models(self, url: str, key: str) -> int:
        """How many models a server has that is not in use. Raises: `BackendError`."""

        async def count() -> int:
            connection = Connection(url, self._limits, key)
            try:
                return len(await library.installed(connection))
            finally:
                await connection.close()

        return await self._thread.run(count())

    def stream_chat(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        url = self._url
        return handed_over(self._thread, lambda put: self._answer(url, request, put), self._limits.frame_s)

    async def pull(self, tag: str) -> AsyncGenerator[PullEvent, None]:
        url, loop = self._url, asyncio.get_running_loop()
        events: asyncio.Queue[PullEvent | None] = asyncio.Queue()

        async def work() -> None:
            await pulling.pull(self._connection(url), tag, lambda event: call_on(loop, events.put_nowait, event))

        job = self._thread.start(work())
        job.on_end(lambda: call_on(loop, events.put_nowait, None))
        try:
            while (event := await events.get()) is not None:
                yield event
            await job.result()
        finally:
            job.cancel()
            await job.wait()

    async def installed(self) -> tuple[InstalledModel, ...]:
        return await self._call(library.installed)

    async def watch_installed(self, interval_s: float) -> AsyncGenerator[tuple[InstalledModel, ...], None]:
        url, seen = self._url, b""

        async def changed() -> tuple[bytes, tuple[InstalledModel, ...]]:
            return await library.changed(self._connection(url), seen, interval_s, self._limits)

        while True:
            seen, models = await self._thread.run(changed())
            yield models

    async def details(self, tag: str) -> ModelDetails:
        return await self._call(library.details, tag)

    async def loaded(self) -> tuple[LoadedModel, ...]:
        return await self._call(library.loaded)

    async def unload(self, tag: str) -> None:
        await self._call(library.unload, tag, self._limits)

    async def delete(self, tag: str) -> None:
        await self._call(library.delete, tag, self._limits)

    async def import_file(
        self,
        tag: str,
        path: Path,
        *,
        template: str,
        stop: Sequence[str] = (),
        threads: int = 0,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        tell = _on_this_loop(progress, self._limits.progress_s) if progress else _nothing

        async def work(connection: Connection) -> None:
            await importing.import_file(
                connection,
                tag,
                path,
                template=template,
                stop=stop,
                threads=threads,
                progress=tell,
                limits=self._limits,
            )

        await self._call(work)

    async def _call(self, work: Callable[..., Coroutine[Any, Any, T]], *arguments: object) -> T:
        url = self._url

        async def on_thread() -> T:
            return await work(self._connection(url), *arguments)

        return await self._thread.run(on_thread())

    async def _answer(self, url: str, request: ChatRequest, put: Put) -> None:
        await self._answering.answer(self._connection(url), request, put)

    async def _hang_up(self) -> None:
        for connection in self._connections.values():
            await connection.close()

    def _connection(self, url: str) -> Connection:
        key = self._key_of(url)
        if (url, key) not in self._connections:
            with translated():
                self._connections[url, key] = Connection(url, self._limits, key)
        return self._connections[url, key]


def _nothing(_sent: int, _total: int) -> None:
    pass


def _on_this_loop(progress: Callable[[int, int], None], pause_s: float) -> Callable[[int, int], None]:
    """`progress` for the thread: called on the loop that runs now, not too often, and always for the last byte."""
    loop, next_at = asyncio.get_running_loop(), 0.0

    def tell(sent: int, total: int) -> None:
        nonlocal next_at
        if sent == total or time.monotonic() >= next_at:
            next_at = time.monotonic() + pause_s
            call_on(loop, progress, sent, total)

    return tell
