"""Every key of the catalogue has words, and a verdict says what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.domain.fit import Fit, ModelFacts, Verdict, verdict
from app.domain.hardware import GraphicsCard, Hardware, Vendor
from app.files.catalogue import CatalogueFile
from app.presenters import catalogue_words as words
from app.ui.assets import resources_dir
from app.ui.i18n import install

GIB = 2**30
CATALOGUE = CatalogueFile(resources_dir() / "catalogue" / "models.toml")()
CARD = GraphicsCard("RTX 3070", Vendor.NVIDIA, 8 * GIB - 2**20, bandwidth_bytes_s=448e9)
PLAIN = Hardware("p", 8, round(15.4 * GIB), 8 * GIB, (), 35e9)
WITH_CARD = replace(PLAIN, cards=(CARD,))


@pytest.fixture(autouse=True)
def _english(qapp: QApplication) -> Iterator[None]:
    locale, there = QLocale(), set(qapp.findChildren(QTranslator))
    install(qapp, "en")
    yield
    for translator in set(qapp.findChildren(QTranslator)) - there:
        qapp.removeTranslator(translator)
        translator.deleteLater()
    QLocale.setDefault(locale)


def judged(tag: str, hardware: Hardware, measured: float | None = None, disk: int | None = None) -> Verdict:
    model = next(model for model in CATALOGUE if model.tag == tag)
    return verdict(ModelFacts.of(model), hardware, disk, min(8192, model.context_tokens), measured)


def test_keys_and_words_belong_together() -> None:
    assert {model.good_at for model in CATALOGUE} == set(words.GOOD_AT)
    assert {model.origin for model in CATALOGUE} == set(words.ORIGINS)
    assert {model.licence_note for model in CATALOGUE} - {""} == set(words.LICENCE_NOTES)
    for model in CATALOGUE:
        assert words.good_at(model.good_at)
        assert words.origin(model.origin).endswith(".")
    assert words.licence("MIT", "") == "Licence: MIT."


@pytest.mark.parametrize(
    ("found", "badge", "why"),
    [
        (
            judged("deepseek-r1:8b", WITH_CARD),
            "Runs great",
            "It needs about 6.3 GB of memory. This computer can give it 7.4 GB on the graphics card and 12 GB besides. "
            "The graphics card does the work: about 50 words per second.",
        ),
        (
            judged("deepseek-r1:14b", WITH_CARD),
            "Runs, but slowly",
            "What does not fit on the graphics card is done by the processor, which slows it down: about ",
        ),
        (
            judged("deepseek-r1:7b", PLAIN),
            "Runs, but slowly",
            "It needs about 5.1 GB of memory, and this computer can give it 12 GB. "
            "The processor does the work: about 5 words per second.",
        ),
        (
            judged("deepseek-r1:70b", WITH_CARD),
            "Too big for this computer",
            "It needs about 43 GB of memory. This computer can give it 7.4 GB on the graphics card and 12 GB besides.",
        ),
        (
            judged("deepseek-r1:8b", WITH_CARD, disk=10**9),
            "Not enough disk space",
            "The download needs 7.3 GB of free space, and 1.0 GB is free.",
        ),
        (judged("deepseek-r1:7b", PLAIN, measured=1.0), "Very slow here", "it wrote less than one word per second."),
        (judged("deepseek-r1:7b", PLAIN, measured=40.0), "Runs great", "In your chats it wrote 30 words per second."),
    ],
)
def test_badge_and_reason(found: Verdict, badge: str, why: str) -> None:
    assert words.badge(found) == badge
    assert why in words.why(found)


def test_speeds() -> None:
    slow = judged("deepseek-r1:7b", PLAIN, measured=1.4)
    assert words.speed(slow) == "1 word per second"
    assert words.speed(replace(slow, fit=Fit.TOO_BIG, tokens_per_s=None)) == ""


def test_the_computer_in_a_line() -> None:
    assert words.computer_line(WITH_CARD, 148 * 10**9) == "This computer: 16 GB memory · RTX 3070 8 GB · 148 GB free"
    assert words.computer_line(PLAIN, None) == "This computer: 16 GB memory · no graphics card"
    shared = GraphicsCard("Apple M2", Vendor.APPLE, 10 * GIB, shares_memory=True)
    assert words.computer_line(replace(PLAIN, cards=(shared,)), None) == "This computer: 16 GB memory · Apple M2"
