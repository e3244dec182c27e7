"""What it would cost to have a model remember more of a chat."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.options import context_tokens_for
from app.domain.remembering import KV_SHARE, MemoryStep, larger_steps
from app.domain.settings import Settings
from app.services.library import LibraryService
from app.services.models import ModelService


class RememberingService:
    """Puts together what the model says of itself, this computer and the settings."""

    def __init__(
        self,
        library: LibraryService,
        models: ModelService,
        settings: Callable[[], Settings],
        is_here: Callable[[], bool],
    ) -> None:
        """`is_here` tells whether the server in use runs on this computer."""
        self._library = library
        self._models = models
        self._settings = settings
        self._is_here = is_here

    async def larger(self, tag: str) -> tuple[MemoryStep, ...]:
        """The sizes of memory that this model could have beyond what it has; none where its server has set one.

        Raises: `BackendError`.
        """
        details = await self._models.details(tag)
        if details.has_own_context:
            return ()
        trained = details.context_tokens
        settings = self._settings()
        facts = self._library.facts(tag) if self._is_here() else None
        found = self._library.verdict_for(tag)
        available = found.card_bytes + found.ram_bytes if found else None
        now = context_tokens_for(settings.context_tokens, trained)
        return larger_steps(now, trained, facts, available, KV_SHARE[settings.chat_memory])
