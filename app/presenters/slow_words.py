"""Why an answer was slow, in one sentence, and what the button says."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.domain.models import display_name
from app.domain.slowness import Cure, Slowness
from app.presenters.performance_words import speed_text, why_words

translate = QCoreApplication.translate


def slow_words(why: Slowness) -> str:
    """How fast it was, how fast it could be, and the reason."""
    speed = translate("Slow", "About {slow} words per second, where this computer could give {fast}.").format(
        slow=speed_text(why.tokens_per_s), fast=speed_text(why.possible_tokens_per_s)
    )
    return f"{speed} {why_words(why.who, display_name(why.tag))}".strip()


def cure_words(cure: Cure, smaller: str = "") -> str:
    """The button."""
    match cure:
        case Cure.USE_CARD:
            return translate("Slow", "Use the graphics card")
        case Cure.REMEMBER_LESS:
            return translate("Slow", "Remember less")
        case Cure.USE_SMALLER:
            return translate("Slow", "Use {model}").format(model=display_name(smaller))
        case Cure.SEE_MODELS:
            return translate("Slow", "See smaller models")
        case Cure.SEE_PERFORMANCE:
            return translate("Slow", "Open performance")
        case Cure.UPDATE_DRIVER:
            return translate("Slow", "Open driver page")
        case Cure.UPDATE_ENGINE:
            return translate("Slow", "See newer engines")
        case Cure.RESTART_ENGINE:
            return translate("Slow", "Restart the engine")
