"""How full the model's memory is, and what more of it costs, in words."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from app.domain.context import Fullness
from app.domain.fit import WORDS_PER_TOKEN
from app.domain.remembering import MemoryCost, MemoryStep
from app.presenters.sizes import memory_text

translate = QCoreApplication.translate


def gauge_words(found: Fullness) -> str:
    """A few words for the gauge. What was not counted by the engine is "about" so much."""
    if found.is_too_much:
        return translate("LongChat", "Message too long")
    if found.is_forgetting:
        return translate("LongChat", "Beginning forgotten")
    if found.share >= 1:
        return translate("LongChat", "Memory full")
    if found.is_estimated:
        return translate("LongChat", "Memory about {percent} % full").format(percent=_percent(found))
    return translate("LongChat", "Memory {percent} % full").format(percent=_percent(found))


def fullness_sentences(found: Fullness, model: str) -> str:
    """The same in whole sentences, with where the figure comes from."""
    sentences = [
        translate(
            "LongChat", "This chat fills {percent} % of what {model} can remember: {used} of {room} words."
        ).format(
            percent=_percent(found),
            model=model,
            used=words_text(found.used_tokens),
            room=words_text(found.room_tokens),
        ),
        translate("LongChat", "That is an estimate; the next answer counts it.")
        if found.is_estimated
        else translate("LongChat", "The engine counted it."),
    ]
    if found.is_too_much:
        sentences.append(translate("LongChat", "What you are writing is too long for it, even alone."))
    return " ".join(sentences)


def step_words(step: MemoryStep) -> tuple[str, str]:
    """How much would be remembered, and its price."""
    words = translate("LongChat", "About {count} words").format(count=words_text(step.context_tokens, 500))
    if step.extra_bytes is None:
        price = translate("LongChat", "uses more memory")
    elif step.fits:
        price = translate("LongChat", "{size} more memory").format(size=memory_text(step.extra_bytes))
    else:
        price = translate("LongChat", "{size} more: does not fit").format(size=memory_text(step.extra_bytes))
    return words, price


def cost_words(tokens: int, cost: MemoryCost | None, model: str) -> str:
    """How much of a chat is remembered with so many tokens, and what that takes with a model."""
    about = translate("LongChat", "About {count} words of this chat.").format(
        count=words_text(min(tokens, cost.context_tokens) if cost else tokens, 500)
    )
    if cost is None or cost.chat_bytes is None:
        return f"{about} {translate('LongChat', 'More uses more memory.')}"
    size = memory_text(cost.chat_bytes)
    if not cost.fits:
        text = translate("LongChat", "Needs more memory than this computer has: {size} with {model}.")
    elif cost.context_tokens < tokens:
        text = translate("LongChat", "That is all that {model} can remember; it takes {size} of memory.")
    else:
        text = translate("LongChat", "Takes {size} of memory with {model}.")
    return f"{about} {text.format(size=size, model=model)}"


def _percent(found: Fullness) -> str:
    return QLocale().toString(min(100, round(found.share * 100)))


def words_text(tokens: int, grain: int = 10) -> str:
    """So many tokens as words, cut to a round number."""
    return QLocale().toString(int(tokens * WORDS_PER_TOKEN) // grain * grain)
