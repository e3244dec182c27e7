"""Who does the work and why not the card, in a sentence and a line that says more."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from app.domain.card_share import ShareOutcome
from app.domain.engine import EngineState
from app.domain.fit import WORDS_PER_TOKEN
from app.domain.models import LoadedModel, display_name
from app.domain.settings import GpuMode
from app.domain.who_works import WhoWorks, WhyNot, Worker
from app.presenters.sizes import memory_text

translate = QCoreApplication.translate


def work_words(engine: EngineState, loaded: tuple[LoadedModel, ...], who: WhoWorks) -> tuple[str, str]:
    """The sentence, and the line behind it. `who` is about the first of the loaded models."""
    if not engine.is_ready:
        return translate("Performance", "The engine isn't running"), translate(
            "Performance", "As soon as it runs, this page says who does the work."
        )
    model = display_name(loaded[0].tag) if loaded else ""
    return _title(who), why_words(who, model)


def why_words(who: WhoWorks, model: str) -> str:
    """Where the model lies, and why not all of it on the card; `model` is its name in words."""
    return " ".join(part for part in (_work(who, model), _reason(who, model)) if part)


def _title(who: WhoWorks) -> str:
    match who.worker:
        case Worker.CARD if who.is_measured:
            return translate("Performance", "Your graphics card is doing the work")
        case Worker.CARD:
            return translate("Performance", "Your graphics card is ready")
        case Worker.BOTH:
            return translate("Performance", "Part of the model runs on the graphics card")
        case Worker.PROCESSOR if who.is_measured:
            return translate("Performance", "The processor is doing the work")
        case Worker.PROCESSOR:
            return translate("Performance", "The processor will do the work")
        case Worker.UNKNOWN:
            return translate("Performance", "No model is in memory")


def _work(who: WhoWorks, model: str) -> str:
    card = f"{who.card}. " if who.card and who.worker is not Worker.PROCESSOR else ""
    match who.worker:
        case Worker.CARD if model:
            return card + translate("Performance", "{model} fits completely, so answers come at full speed.").format(
                model=model
            )
        case Worker.BOTH:
            return card + translate(
                "Performance",
                "{percent} % of {model} lies on the card; the rest is done by the processor, more slowly.",
            ).format(percent=round(who.share * 100), model=model)
        case Worker.PROCESSOR:
            return ""
        case _:
            return card + translate("Performance", "The next answer shows how much of the model fits.")


def _reason(who: WhoWorks, model: str) -> str:
    """Why not all of it is done by a card; empty where it is, or where nobody says."""
    at_start = who.card or translate("Performance", "The graphics card")
    card = who.card or translate("Performance", "the graphics card")
    match who.why:
        case None:
            return ""
        case WhyNot.CHOSEN:
            return translate("Performance", "That is your choice.")
        case WhyNot.HIDDEN:
            return translate("Performance", "The setting {name} of this computer hides {card} from the engine.").format(
                name=who.variable, card=card
            )
        case WhyNot.CARD_AWAY:
            return translate("Performance", "The graphics card that you chose isn't there. Choose another.")
        case WhyNot.DRIVER_TOO_OLD:
            return _old_driver(who)
        case WhyNot.NO_DRIVER:
            return translate("Performance", "{card} has no driver. Install its maker's driver.").format(card=at_start)
        case WhyNot.UNSUPPORTED:
            return translate("Performance", "The engine can't use {card}: it is of a kind it doesn't know.").format(
                card=card
            )
        case WhyNot.INTEGRATED:
            return translate("Performance", "{card} is part of the processor and would not be faster.").format(
                card=at_start
            )
        case WhyNot.NEEDS_NEWER_ENGINE:
            return translate("Performance", "{card} needs a newer engine.").format(card=at_start)
        case WhyNot.SEARCH_FAILED:
            return translate("Performance", "The engine's search for graphics cards broke off. Start it again.")
        case WhyNot.NOT_FOUND:
            return translate("Performance", "{card} is there, but the engine doesn't see it.").format(card=at_start)
        case WhyNot.NO_CARD:
            return translate("Performance", "This computer has no graphics card that could help.")
        case WhyNot.NO_MEMORY:
            return _no_memory(who, card, model)
        case WhyNot.KEPT_FREE:
            return translate("Performance", "{size} of {card} is left free for other programs.").format(
                size=memory_text(who.kept_free_bytes or 0, is_installed=True), card=card
            )


def _old_driver(who: WhoWorks) -> str:
    if who.installed and who.needed:
        return translate(
            "Performance", "Your graphics card's driver is too old: {installed} is installed, {needed} is needed."
        ).format(installed=who.installed, needed=who.needed)
    return translate("Performance", "Your graphics card's driver is too old.")


def _no_memory(who: WhoWorks, card: str, model: str) -> str:
    name = model or translate("Performance", "The model")
    if who.needed_bytes and who.free_bytes is not None:
        return translate("Performance", "{model} needs {needed}, and {free} is free on {card}.").format(
            model=name, needed=memory_text(who.needed_bytes), free=memory_text(who.free_bytes), card=card
        )
    return translate("Performance", "{model} is too big for {card}.").format(model=name, card=card)


def memory_line(loaded: tuple[LoadedModel, ...]) -> str:
    """What "Free memory now" would free."""
    if not loaded:
        return translate("Performance", "No model is in memory.")
    size = memory_text(sum(model.size_bytes for model in loaded))
    names = ", ".join(display_name(model.tag) for model in loaded)
    return translate("Performance", "In memory: {models}, {size}.").format(models=names, size=size)


def mode_words(mode: GpuMode, no_card: WhoWorks | None) -> str:
    """What the choice of who computes does; `no_card` is why there is no choice."""
    if no_card is not None:
        return why_words(no_card, "")
    match mode:
        case GpuMode.AUTOMATIC:
            return translate("Performance", "Automatic picks the fastest setting that fits.")
        case GpuMode.PROCESSOR:
            return translate("Performance", "The card stays free for other programs. Answers come more slowly.")
        case GpuMode.CUSTOM:
            return translate("Performance", "You choose how much of the model lies on the card.")


def exact_words(loaded: tuple[LoadedModel, ...], who: WhoWorks) -> str:
    """What the sentence rounds: the layers, bytes and tokens of the model that is in memory; empty for none."""
    if not loaded:
        return ""
    model, parts = loaded[0], []
    if who.layers is not None and who.layers_on_card is not None:
        parts.append(_layers_text(who.layers_on_card, who.layers))
    parts.append(
        translate("Performance", "{card} of {size} bytes on the card.").format(
            card=QLocale().toString(model.vram_bytes), size=QLocale().toString(model.size_bytes)
        )
    )
    if model.context_tokens:
        parts.append(tokens_text(model.context_tokens))
    return " ".join(parts)


def tokens_text(tokens: int) -> str:
    """How much is remembered, in the unit that models count in."""
    return translate("Performance", "{count} tokens remembered.").format(count=QLocale().toString(tokens))


def exact_share(outcome: ShareOutcome | None) -> str:
    """The layers of a share; empty where they are not known."""
    if outcome is None or outcome.layers is None or outcome.layers_on_card is None:
        return ""
    return _layers_text(outcome.layers_on_card, outcome.layers)


def _layers_text(on_card: int, layers: int) -> str:
    return translate("Performance", "{some} of {all} layers on the card.").format(
        some=QLocale().toString(on_card), all=QLocale().toString(layers)
    )


def share_words(percent: int, outcome: ShareOutcome | None, model: str) -> str:
    """What it means to put so much of a model on the graphics card."""
    number = QLocale().toString(percent)
    if outcome is None:
        return translate(
            "Performance", "{percent} %. What is not on the card is done by the processor, which is slower."
        ).format(percent=number)
    if outcome.is_measured:
        text = translate("Performance", "{percent} %: {size} of {model}. {speed} words per second, measured here.")
    elif outcome.fits:
        text = translate("Performance", "{percent} %: {size} of {model}. About {speed} words per second.")
    else:
        text = translate("Performance", "{percent} %: {size} of {model}, more memory than the card has.")
    speed = speed_text(outcome.tokens_per_s)
    return text.format(percent=number, size=memory_text(outcome.card_bytes), model=model, speed=speed)


def speed_text(tokens_per_s: float) -> str:
    """Words per second, to as many places as tell something."""
    words = tokens_per_s * WORDS_PER_TOKEN
    return QLocale().toString(words, "f", 1) if words < 3 else QLocale().toString(round(words))
