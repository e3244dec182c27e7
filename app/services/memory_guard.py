"""Says that a model does not fit before the server tries it."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import TypedDict

from app.domain.errors import BackendError, WontFit
from app.domain.fit import ModelFacts, Verdict, needed_bytes
from app.domain.models import LoadedModel
from app.domain.options import CONTEXT_STEP, ChatRequest
from app.domain.ports import ChatBackend
from app.domain.stream import StreamEvent
from app.services.library import LibraryService
from app.services.models import ModelService

_LEAST_CONTEXT_TOKENS = 2048
"""With less, a question and its answer hardly fit."""


class _Others(TypedDict, total=False):
    """Facts of `WontFit`."""

    smaller: str
    smaller_bytes: int
    to_get: str
    to_get_bytes: int


class MemoryGuard:
    """Implements `domain.ports.ChatBackend`: asks the computer first, then the backend.

    Since 0.30 the server has no guard of its own (design: ollama-034 §1). A model that is loaded already with
    so much memory of the chat, and one on another computer, is never refused; nor is one that the person wants all the
    same.
    """

    def __init__(
        self,
        backend: ChatBackend,
        library: LibraryService,
        models: ModelService,
        loaded: Callable[[], Awaitable[tuple[LoadedModel, ...]]],
        is_here: Callable[[], bool],
        kv_share: Callable[[], float],
    ) -> None:
        """`is_here` tells whether the server in use runs on this computer.

        `kv_share` as `remembering.kv_share`.
        """
        self._backend = backend
        self._library = library
        self._models = models
        self._loaded = loaded
        self._is_here = is_here
        self._kv_share = kv_share

    async def stream_chat(self, request: ChatRequest) -> AsyncGenerator[StreamEvent, None]:
        """The backend's stream. Raises: `WontFit` before anything is sent; `BackendError`."""
        if not request.load_anyway and self._is_here():
            await self._check(request)
        async with aclosing(self._backend.stream_chat(request)) as events:
            async for event in events:
                yield event

    async def _check(self, request: ChatRequest) -> None:
        facts, found = self._library.facts(request.model), self._library.verdict_for(request.model)
        if facts is None or found is None:
            return
        available, wanted = found.card_bytes + found.ram_bytes, request.options.context_tokens
        share = self._kv_share()
        needed = needed_bytes(facts, wanted, share)
        if needed <= available or await self._is_loaded(request.model, wanted):
            return
        if found.is_measured and needed_bytes(facts, _LEAST_CONTEXT_TOKENS, share) > available:
            return  # it has run here, so its size was judged wrongly; of a longer conversation that says nothing
        raise WontFit(
            needed_bytes=needed,
            available_bytes=available,
            fitting_context_tokens=_fitting_context(facts, wanted, available, share),
            **self._others(request.model),
        )

    async def _is_loaded(self, tag: str, context_tokens: int) -> bool:
        """With room for so much: else the server loads it anew."""
        found = self._models.find(tag)
        digest = found.digest if found else ""
        try:
            return any(
                model.is_of(tag, digest) and (model.context_tokens or context_tokens) >= context_tokens
                for model in await self._loaded()
            )
        except BackendError:
            return False

    def _others(self, tag: str) -> _Others:
        """The biggest model that is here, is smaller and runs; without one, that which is best for this computer."""

        def runs(found: Verdict | None) -> bool:
            return found is not None and found.runs

        this = self._models.find(tag)
        fitting = [
            model
            for model in self._models.installed
            if this and model.size_bytes < this.size_bytes and runs(self._library.verdict_for(model.tag))
        ]
        if fitting:
            best = max(fitting, key=lambda model: model.size_bytes)
            return _Others(smaller=best.tag, smaller_bytes=best.size_bytes)
        entry = self._library.entry(found.tag) if (found := self._library.recommended) else None
        if entry is None or entry.installed is not None or not runs(entry.verdict):
            return _Others()
        return _Others(to_get=entry.model.tag, to_get_bytes=entry.model.size_bytes)


def _fitting_context(facts: ModelFacts, wanted: int, available: int, kv_share: float) -> int:
    """The longest context below `wanted`, by halves, with which the model fits; 0 for none worth having."""
    context = wanted // 2
    while context >= _LEAST_CONTEXT_TOKENS:
        rounded = context // CONTEXT_STEP * CONTEXT_STEP
        if needed_bytes(facts, rounded, kv_share) <= available:
            return rounded
        context //= 2
    return 0
