"""What it would cost to have a model remember more of a chat."""

from __future__ import annotations

from collections.abc import Callable

from app.domain.card_share import ShareOutcome, share_outcomes
from app.domain.fit import ModelFacts
from app.domain.model_settings import for_model
from app.domain.options import context_tokens_for
from app.domain.remembering import MemoryCost, MemoryStep, larger_steps, step_costs
from app.domain.settings import Settings
from app.services.card_speeds import CardSpeedService
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
        kv_share: Callable[[], float],
        speeds: CardSpeedService,
    ) -> None:
        """`is_here` tells whether the server in use runs on this computer; `kv_share` as `remembering.kv_share`."""
        self._library = library
        self._models = models
        self._settings = settings
        self._is_here = is_here
        self._kv_share = kv_share
        self._speeds = speeds
        self.changes = speeds.changes
        """Something was measured: `shares` may be others than before."""

    async def larger(self, tag: str) -> tuple[MemoryStep, ...]:
        """The sizes of memory that this model could have beyond what it has; none where its server has set one.

        Raises: `BackendError`.
        """
        details = await self._models.details(tag)
        if details.has_own_context:
            return ()
        now = context_tokens_for(for_model(self._settings(), tag).context_tokens, details.context_tokens)
        return larger_steps(now, details.context_tokens, *self._figures(tag))

    async def costs(self, tag: str) -> dict[int, MemoryCost]:
        """What each size of memory takes with this model; nothing where its server has set one.

        Raises: `BackendError`.
        """
        details = await self._models.details(tag)
        return {} if details.has_own_context else step_costs(details.context_tokens, *self._figures(tag))

    async def shares(self, tag: str) -> dict[int, ShareOutcome]:
        """What each part of this model on the cards would mean; nothing where no card can be used, or none is known.

        Raises: `BackendError`.
        """
        facts, _, share = self._figures(tag)
        hardware, found = self._library.hardware, self._library.verdict_for(tag)
        if facts is None or hardware is None or found is None:
            return {}
        details = await self._models.details(tag)
        given = details.context_tokens if details.has_own_context else None
        context_tokens = given or context_tokens_for(
            for_model(self._settings(), tag).context_tokens, details.context_tokens
        )
        return share_outcomes(
            facts,
            hardware,
            found.card_bytes,
            context_tokens,
            share,
            blocks=details.layers,
            measured=self._speeds.of(tag),
        )

    def _figures(self, tag: str) -> tuple[ModelFacts | None, int | None, float]:
        facts = self._library.facts(tag) if self._is_here() else None
        found = self._library.verdict_for(tag)
        available = found.card_bytes + found.ram_bytes if found else None
        return facts, available, self._kv_share()
