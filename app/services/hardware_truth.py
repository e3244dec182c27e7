"""Who does the work on this computer, put together from all who know something about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from app.domain.compute import CardChoice, card_choices, card_variables
from app.domain.found_hardware import FoundHardware
from app.domain.hardware import Hardware
from app.domain.model_settings import for_model
from app.domain.models import LoadedModel
from app.domain.settings import GpuMode, Settings
from app.domain.who_works import WhoWorks, WhyNot, Worker, who_works, without_card


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
        """Who works for the first of these models; else who will."""
        settings = for_model(self._settings(), loaded[0].tag) if loaded else self._settings()
        asked = self._asked(settings)
        who = self._by_our_choice(who_works(self._found(), self._hardware(), loaded[0] if loaded else None, asked))
        # The log tells of the last load alone, and not of which model.
        return who if len(loaded) < 2 else replace(who, layers_on_card=None, layers=None)

    def no_card(self, loaded: Sequence[LoadedModel], *, is_here: bool) -> WhoWorks | None:
        """Why no card can work, whatever the settings say of models; None where one can, or where nobody knows.

        `is_here` tells whether the server in use runs on this computer.
        """
        found, hardware = self._found(), self._hardware()
        if not is_here or any(model.vram_bytes for model in loaded):
            return None
        if found is None:
            # Somebody else's server does not tell, and may use a card that Baleen does not see. What was chosen here
            # hides that, and must be possible to take back.
            is_known = hardware is not None and not hardware.cards and not self._is_chosen()
            return WhoWorks(Worker.PROCESSOR, WhyNot.NO_CARD) if is_known else None
        if found.cards or not found.is_complete:
            return None
        return self._by_our_choice(without_card(found, hardware))

    def _asked(self, settings: Settings) -> int | None:
        """How many layers are wanted on the card, as far as `who_works` must be told: none, or of a server whose log
        is not ours that it is a part of them."""
        percent = 0 if settings.gpu_mode is GpuMode.PROCESSOR else settings.gpu_share_percent
        if settings.gpu_mode is GpuMode.AUTOMATIC or percent == 100:
            return None
        return 0 if percent == 0 else 1 if self._found() is None else None

    def _is_chosen(self) -> bool:
        """Somebody else than the server decides where models run, or some of them."""
        settings = self._settings()
        tags = {line.partition(" ")[0] for line in settings.model_settings}
        modes = (settings.gpu_mode, *(for_model(settings, tag).gpu_mode for tag in tags))
        return any(mode is not GpuMode.AUTOMATIC for mode in modes)

    def _by_our_choice(self, who: WhoWorks) -> WhoWorks:
        """It is our own variable that hides all cards where the chosen one is not there any more."""
        if who.why is WhyNot.HIDDEN and who.variable in card_variables(self._settings().card):
            return replace(who, why=WhyNot.CARD_AWAY)
        return who

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
