"""Why an answer came more slowly than this computer could write it, and what helps: a pure function."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.fit import Fit, ModelFacts, Verdict, card_bytes, needed_bytes, possible_tokens_per_s
from app.domain.hardware import Hardware
from app.domain.options import CONTEXT_STEP
from app.domain.who_works import WhoWorks, WhyNot

TELLING_TOKENS = 16
"""Of a shorter answer the speed says nothing."""
SLOW_SHARE = 0.5
"""Below this part of what the hardware could give it is called slow: expectations are no more exact than that."""
_LEAST_CONTEXT_TOKENS = 4096


class Cure(StrEnum):
    """What would make it faster."""

    USE_CARD = "use_card"
    """Let the engine decide how much goes to the card."""
    REMEMBER_LESS = "remember_less"
    """With `Slowness.fitting_context_tokens` all of the model fits on the card."""
    USE_SMALLER = "use_smaller"
    """`Slowness.smaller` is here and runs well."""
    SEE_MODELS = "see_models"
    SEE_PERFORMANCE = "see_performance"
    UPDATE_DRIVER = "update_driver"
    """`WhoWorks.vendor` says whose."""
    RESTART_ENGINE = "restart_engine"
    UPDATE_ENGINE = "update_engine"


@dataclass(frozen=True, slots=True)
class Slowness:
    """The facts of one sentence and its button."""

    tag: str
    tokens_per_s: float
    possible_tokens_per_s: float
    who: WhoWorks
    cure: Cure
    fitting_context_tokens: int = 0
    smaller: str = ""


def cure_of(who: WhoWorks) -> Cure | None:
    """What helps against the reason why a card does not do all the work; None where nothing does."""
    match who.why:
        case WhyNot.CHOSEN:
            return Cure.USE_CARD
        case WhyNot.DRIVER_TOO_OLD | WhyNot.NO_DRIVER:
            return Cure.UPDATE_DRIVER
        case WhyNot.SEARCH_FAILED | WhyNot.NOT_FOUND:  # its driver may have come after the engine's start
            return Cure.RESTART_ENGINE
        case WhyNot.NEEDS_NEWER_ENGINE:
            return Cure.UPDATE_ENGINE
        case WhyNot.NO_MEMORY:
            return Cure.SEE_MODELS
        case WhyNot.KEPT_FREE:
            return Cure.SEE_PERFORMANCE
        case _:
            return None


def page_cure(who: WhoWorks) -> Cure | None:
    """What helps and is not on the Performance page already."""
    cure = cure_of(who)
    elsewhere = (Cure.UPDATE_DRIVER, Cure.RESTART_ENGINE, Cure.UPDATE_ENGINE, Cure.SEE_MODELS)
    return cure if cure in elsewhere else None


def slowness(
    tag: str,
    tokens_per_s: float,
    who: WhoWorks,
    facts: ModelFacts,
    hardware: Hardware,
    context_tokens: int,
    smaller: Iterable[tuple[str, Verdict]] = (),
) -> Slowness | None:
    """None when it is fast enough, or when nobody knows why it is not.

    `who` is the measured split of the loaded model. `smaller` are models that are here, the best first.
    """
    possible = possible_tokens_per_s(facts, hardware, context_tokens)
    if not who.is_measured or who.why is None or tokens_per_s >= possible * SLOW_SHARE:
        return None
    cure, fitting, other = cure_of(who) or Cure.SEE_PERFORMANCE, 0, ""
    if who.why is WhyNot.NO_CARD or who.why is WhyNot.INTEGRATED:
        return None  # there is nothing that would be faster
    if who.why is WhyNot.NO_MEMORY:
        fitting = _fitting_context(facts, hardware, context_tokens)
        other = next((name for name, found in smaller if found.fit is Fit.GREAT and not found.is_split), "")
        cure = Cure.REMEMBER_LESS if fitting else Cure.USE_SMALLER if other else Cure.SEE_MODELS
    return Slowness(tag, tokens_per_s, possible, who, cure, fitting, other)


def _fitting_context(facts: ModelFacts, hardware: Hardware, context_tokens: int) -> int:
    """The longest context below this one, by halves, with which all of it lies on the cards; 0 for none."""
    room = sum(map(card_bytes, hardware.cards))
    context = context_tokens // 2 // CONTEXT_STEP * CONTEXT_STEP
    while context >= _LEAST_CONTEXT_TOKENS:
        if needed_bytes(facts, context) <= room:
            return context
        context = context // 2 // CONTEXT_STEP * CONTEXT_STEP
    return 0
