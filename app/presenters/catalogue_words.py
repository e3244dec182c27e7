"""The catalogue and its verdicts in words. Keys of `resources/catalogue` are told apart here, and nowhere else."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject

from app.domain.fit import Fit, Verdict
from app.domain.hardware import Hardware
from app.presenters.sizes import memory_text, size_text

translate = QCoreApplication.translate

GOOD_AT = {
    "quick": QT_TRANSLATE_NOOP("Catalogue", "Quick, for short and simple questions"),
    "everyday_light": QT_TRANSLATE_NOOP("Catalogue", "Everyday questions, a little lighter and older than R1 8B"),
    "everyday": QT_TRANSLATE_NOOP("Catalogue", "Everyday questions, writing and explaining"),
    "thorough": QT_TRANSLATE_NOOP("Catalogue", "More thorough: longer texts, maths and programs"),
    "hard_questions": QT_TRANSLATE_NOOP("Catalogue", "Hard questions, maths and programs"),
    "hardest_questions": QT_TRANSLATE_NOOP("Catalogue", "The hardest questions, on a very strong computer"),
    "the_original": QT_TRANSLATE_NOOP("Catalogue", "The original DeepSeek R1, for machines with many graphics cards"),
    "thinks_on_request": QT_TRANSLATE_NOOP("Catalogue", "Thinks when asked to, for machines with many graphics cards"),
    "quick_large": QT_TRANSLATE_NOOP("Catalogue", "Answers without thinking, for machines with many graphics cards"),
    "programs_quick": QT_TRANSLATE_NOOP("Catalogue", "Programs, and quick for its size"),
    "programs_small": QT_TRANSLATE_NOOP("Catalogue", "Completes short programs, on almost any computer"),
    "programs": QT_TRANSLATE_NOOP("Catalogue", "Writes and explains programs"),
    "programs_large": QT_TRANSLATE_NOOP("Catalogue", "Larger programs, on a very strong computer"),
    "reads_pictures": QT_TRANSLATE_NOOP("Catalogue", "Reads text in pictures and scans"),
    "quick_answers": QT_TRANSLATE_NOOP("Catalogue", "Quick answers without thinking"),
    "first_generation": QT_TRANSLATE_NOOP("Catalogue", "DeepSeek's first model, of 2023"),
}
ORIGINS = {
    "distilled_qwen": QT_TRANSLATE_NOOP(
        "Catalogue", "This is Qwen 2.5 by Alibaba, which learned to think from DeepSeek R1. It is not R1 itself."
    ),
    "distilled_qwen3": QT_TRANSLATE_NOOP(
        "Catalogue", "This is Qwen 3 by Alibaba, which learned to think from DeepSeek R1. It is not R1 itself."
    ),
    "distilled_llama": QT_TRANSLATE_NOOP(
        "Catalogue", "This is Llama 3.3 by Meta, which learned to think from DeepSeek R1. It is not R1 itself."
    ),
    "r1_itself": QT_TRANSLATE_NOOP("Catalogue", "This is DeepSeek R1 itself, complete."),
    "deepseek_own": QT_TRANSLATE_NOOP("Catalogue", "Made by DeepSeek."),
}
LICENCE_NOTES = {
    "base_apache": QT_TRANSLATE_NOOP("Catalogue", "The model that it is made from has the Apache 2.0 licence."),
    "base_llama33": QT_TRANSLATE_NOOP(
        "Catalogue", "The model that it is made from has Meta's Llama 3.3 licence, with rules of its own."
    ),
    "deepseek_use_limits": QT_TRANSLATE_NOOP(
        "Catalogue", "DeepSeek's own licence: free, also at work, but some uses are forbidden."
    ),
}


class SpeedWords(QObject):
    """The tool that collects texts sees plurals only in `self.tr`."""

    def measured(self, words: int) -> str:
        return self.tr("%n word(s) per second", "", words)

    def expected(self, words: int) -> str:
        return self.tr("about %n word(s) per second", "", words)


def _marked(text: object) -> str:
    """A text of the tables above, which are what the tool that collects texts reads."""
    look_up = QCoreApplication.translate
    return look_up("Catalogue", str(text))


def good_at(key: str) -> str:
    """One line on what a model is good at."""
    return _marked(GOOD_AT[key])


def origin(key: str) -> str:
    """One honest sentence on what a model really is."""
    return _marked(ORIGINS[key])


def licence(name: str, note: str) -> str:
    """The licence by its name, and what the model's file does not say of it; `note` is empty for nothing."""
    sentence = translate("Catalogue", "Licence: {name}.").format(name=name)
    return f"{sentence} {_marked(LICENCE_NOTES[note])}" if note else sentence


def thinking_note() -> str:
    """Of a model that can think."""
    return translate("Catalogue", "It can think before it answers.")


def server_note() -> str:
    """Beside a model that no computer at home runs."""
    return translate("Catalogue", "This model is made for machines with many graphics cards.")


def badge(verdict: Verdict) -> str:
    """The words on the badge."""
    match verdict.fit:
        case Fit.GREAT:
            return translate("Catalogue", "Runs great")
        case Fit.SLOW if verdict.is_very_slow:
            return translate("Catalogue", "Very slow here")
        case Fit.SLOW:
            return translate("Catalogue", "Runs, but slowly")
        case Fit.TOO_BIG:
            return translate("Catalogue", "Too big for this computer")
        case Fit.NO_DISK:
            return translate("Catalogue", "Not enough disk space")


def speed(verdict: Verdict) -> str:
    """Words per second; empty for a model that does not fit."""
    words = verdict.words_per_second
    if words is None:
        return ""
    if words < 1:
        return translate("Catalogue", "less than one word per second")
    number = round(words) if words < 20 else round(words / 10) * 10
    plural = SpeedWords()
    return plural.measured(number) if verdict.is_measured else plural.expected(number)


def why(verdict: Verdict) -> str:
    """The sentences behind "Why?"."""
    match verdict.fit:
        case Fit.NO_DISK:
            return translate("Catalogue", "The download needs {needed} of free space, and {free} is free.").format(
                needed=size_text(verdict.disk_needed_bytes), free=size_text(verdict.disk_free_bytes or 0)
            )
        case Fit.TOO_BIG:
            return memory(verdict)
        case _:
            return f"{memory(verdict)} {_work(verdict)}"


def memory(verdict: Verdict) -> str:
    """What it needs and what there is."""
    needed, ram = memory_text(verdict.needed_bytes), memory_text(verdict.ram_bytes)
    if not verdict.card_bytes:
        return translate("Catalogue", "It needs about {needed} of memory, and this computer can give it {ram}.").format(
            needed=needed, ram=ram
        )
    return translate(
        "Catalogue",
        "It needs about {needed} of memory. This computer can give it {card} on the graphics card and {ram} besides.",
    ).format(needed=needed, card=memory_text(verdict.card_bytes), ram=ram)


def _work(verdict: Verdict) -> str:
    if verdict.is_measured:
        return translate("Catalogue", "In your chats it wrote {speed}.").format(speed=speed(verdict))
    if verdict.is_split:
        text = translate(
            "Catalogue",
            "What does not fit on the graphics card is done by the processor, which slows it down: {speed}.",
        )
    elif verdict.card_share:
        text = translate("Catalogue", "The graphics card does the work: {speed}.")
    else:
        text = translate("Catalogue", "The processor does the work: {speed}.")
    return text.format(speed=speed(verdict))


def computer_line(hardware: Hardware, disk_free_bytes: int | None) -> str:
    """This computer in a line: memory, graphics card, free space."""
    parts = [translate("Catalogue", "{ram} memory").format(ram=memory_text(hardware.ram_bytes, is_installed=True))]
    own = [card for card in hardware.cards if not card.shares_memory]
    for card in own or hardware.cards[:1]:
        has_own = card.memory_bytes and not card.shares_memory
        parts.append(f"{card.name} {memory_text(card.memory_bytes or 0, is_installed=True)}" if has_own else card.name)
    if not hardware.cards:
        parts.append(translate("Catalogue", "no graphics card"))
    if disk_free_bytes is not None:
        parts.append(translate("Catalogue", "{free} free").format(free=size_text(disk_free_bytes)))
    return translate("Catalogue", "This computer: {parts}").format(parts=" · ".join(parts))
