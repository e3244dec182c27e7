"""Whichever server is in use, behind the same ports: Ollama, or one in OpenAI's manner."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from pathlib import Path

from app.domain.computers import Greeting
from app.domain.downloads import PullEvent
from app.domain.engine import ServerKind
from app.domain.errors import AccessDenied, NotOllama, Unsupported
from app.domain.models import InstalledModel, LoadedModel, ModelDetails
from app.domain.options import ChatRequest
from app.domain.stream import StreamEvent
from app.llm.limits import Limits
from app.llm.ollama_backend import OllamaBackend
from app.llm.openai_backend import OpenAiBackend


class AnyServer:
    """`ChatBackend`, `ModelLibrary`, `ModelDownloads`, `ServerProbe` and `ComputerProbe`.

    Nobody is asked what kind of server stands at an address: it is looked at. Ollama comes first, for it offers more.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        key_of: Callable[[str], str] = lambda _: "",
        is_chosen: Callable[[str], bool] = lambda _: True,
    ) -> None:
        """`key_of` gives the access key for an address. Only where `is_chosen`, by the person, may it be no Ollama."""
        self._limits = limits or Limits()
        self._key_of = key_of
        self._is_chosen = is_chosen
        self._ollama = OllamaBackend(limits=self._limits, key_of=key_of)
        self._openai = OpenAiBackend(limits=self._limits, key_of=key_of)
        self._kinds: dict[str, ServerKind] = {}
        self._url = ""

    def close(self) -> None:
        """Hang up everywhere and end the threads. Safe to call twice."""
        self._openai.close()
        self._ollama.close()

    def kind(self, url: str) -> ServerKind:
        """What answered at this address when its version was asked last."""
        return self._kinds.get(url, ServerKind.OLLAMA)

    def use(self, url: str) -> None:
        self._url = url
        self._ollama.use(url)
        self._openai.use(url)

    async def version(self, url: str, timeout_s: float) -> str:
        """Empty for a server that is not Ollama. Raises: also `AccessDenied`."""
        if not self._is_chosen(url):
            return await self._ollama.version(url, timeout_s)
        kind, version, _ = await self._look(url, self._key_of(url), timeout_s, self.kind(url))
        self._kinds[url] = kind
        return version

    async def greet(self, url: str, key: str, timeout_s: float) -> Greeting:
        """Raises: `BackendError`."""
        kind, version, count = await self._look(url, key, timeout_s, ServerKind.OLLAMA)
        if kind is ServerKind.OLLAMA:
            count = await self._ollama.count_models(url, key)
        return Greeting(url, kind, version, count)

    async def _look(self, url: str, key: str, timeout_s: float, first: ServerKind) -> tuple[ServerKind, str, int]:
        """Kind, version, and how many models where that was told along. `first` is asked first."""
        if first is ServerKind.OPENAI:
            try:
                return ServerKind.OPENAI, "", len(await self._openai.models(url, timeout_s, key))
            except (NotOllama, AccessDenied):
                pass  # another server may stand there by now
        try:
            return ServerKind.OLLAMA, await self._ollama.version(url, timeout_s, key), 0
        except NotOllama as error:
            try:
                return ServerKind.OPENAI, "", len(await self._openai.models(url, timeout_s, key))
            except NotOllama:
                raise error from None

    async def stream_chat(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        backend = self._openai if self._is_other else self._ollama
        async with aclosing(backend.stream_chat(request)) as events:
            async for event in events:
                yield event

    async def pull(self, tag: str) -> AsyncGenerator[PullEvent, None]:
        self._must_be_ollama("downloads")
        async with aclosing(self._ollama.pull(tag)) as events:
            async for event in events:
                yield event

    async def installed(self) -> tuple[InstalledModel, ...]:
        return await (self._openai if self._is_other else self._ollama).installed()

    async def watch_installed(self, interval_s: float) -> AsyncGenerator[tuple[InstalledModel, ...], None]:
        backend = self._openai if self._is_other else self._ollama
        async with aclosing(backend.watch_installed(interval_s)) as lists:
            async for models in lists:
                yield models

    async def details(self, tag: str) -> ModelDetails:
        return await (self._openai if self._is_other else self._ollama).details(tag)

    async def loaded(self) -> tuple[LoadedModel, ...]:
        """Empty for a server that does not tell."""
        return () if self._is_other else await self._ollama.loaded()

    async def unload(self, tag: str) -> None:
        if not self._is_other:
            await self._ollama.unload(tag)

    async def delete(self, tag: str) -> None:
        self._must_be_ollama("delete")
        await self._ollama.delete(tag)

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
        self._must_be_ollama("import")
        await self._ollama.import_file(tag, path, template=template, stop=stop, threads=threads, progress=progress)

    @property
    def _is_other(self) -> bool:
        return self.kind(self._url) is ServerKind.OPENAI

    def _must_be_ollama(self, capability: str) -> None:
        if self._is_other:
            raise Unsupported(capability=capability)
