"""Who does the work on this computer, put together from all who know something about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.domain.compute import CardChoice, card_choices
from app.domain.found_hardware import FoundHardware
from app.domain.hardware import Hardware
from app.domain.model_settings import for_model
from app.domain.models import LoadedModel
from app.domain.settings import GpuMode, Settings
from app.domain.who_works import WhoWorks, who_works


class HardwareTruth:
    """Reads, never asks: what it says is as new as what it was given."""

    def __init__(
        self,
        found: Callable[[], FoundHardware | None],
        hardware: Callable[[], Hardware | None],
        settings: Callable[[], Settings],
    ) -> None:
        """`found` is the log of our own server, None without one; `hardware` is what Baleen saw."""
        self._found = found
        self._hardware = hardware
        self._settings = settings
        self._cards: dict[str, CardChoice] = {}

    def who_works(self, loaded: Sequence[LoadedModel] = ()) -> WhoWorks:
        """Who works for the first of these models, which `/api/ps` lists as the one used last; else who will."""
        settings = for_model(self._settings(), loaded[0].tag) if loaded else self._settings()
        asked = 0 if settings.gpu_mode is GpuMode.PROCESSOR else None
        return who_works(self._found(), self._hardware(), loaded[0] if loaded else None, asked)

    def cards(self) -> tuple[CardChoice, ...]:
        """The cards among which a person can choose. One that was chosen hides the others from the server, so what it
        has shown since Baleen began is remembered."""
        for choice in card_choices(self._hardware(), self._found()):
            self._cards[choice.key] = choice
        return tuple(self._cards.values())

    def uses_cards(self) -> bool | None:
        """Whether our server uses a graphics card; None while it has not looked, and for servers of others."""
        found = self._found()
        return None if found is None or not (found.cards or found.is_complete) else bool(found.cards)
