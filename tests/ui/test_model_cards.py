"""What a card of the library says of a model, and what is behind "Why?"."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from app.domain.downloads import Download, DownloadState
from app.domain.fit import Fit, ModelFacts, Verdict, verdict
from app.domain.hardware import Hardware
from app.domain.models import InstalledModel, display_name
from app.files.catalogue import CatalogueFile
from app.services.library import LibraryEntry
from app.ui.ask import QuestionDialog
from app.ui.assets import resources_dir
from app.ui.controls.buttons import Button
from app.ui.models.download_row import DownloadRow
from app.ui.models.model_card import ModelCard
from app.ui.models.model_cards import ModelCards
from app.ui.models.why_dialog import why_question

GIB = 2**30
CATALOGUE = CatalogueFile(resources_dir() / "catalogue" / "models.toml")()
COMPUTER = Hardware("p", 8, 24 * GIB, 20 * GIB, (), 35e9)


def judged(tag: str) -> LibraryEntry:
    model = next(model for model in CATALOGUE if model.tag == tag)
    return LibraryEntry(model, verdict(ModelFacts.of(model), COMPUTER, None, 4096))


def verdict_of(entry: LibraryEntry) -> Verdict:
    assert entry.verdict is not None
    return entry.verdict


@pytest.mark.parametrize("tag", ["deepseek-r1:1.5b", "deepseek-r1:8b", "deepseek-r1:70b", "deepseek-coder-v2:16b"])
def test_every_card_says_why(qtbot: Any, tag: str) -> None:
    """A model that fits says as much of itself as one that does not."""
    card = ModelCard(tag)
    qtbot.addWidget(card)
    card.set_entry(judged(tag), None)
    card.show()
    offered = [button for button in (card._why, card._about) if button.isVisible()]
    assert len(offered) == 1
    with qtbot.waitSignal(card.why_requested) as asked:
        offered[0].click()
    assert asked.args == [tag]


@pytest.mark.parametrize("model", CATALOGUE, ids=lambda model: model.tag)
def test_why_tells_what_a_model_really_is(qtbot: Any, model: Any) -> None:
    entry = judged(model.tag)
    question = why_question(None, entry, engine="0.34.4")
    qtbot.addWidget(question)
    text = "\n".join(label.text() for label in question.findChildren(QLabel))
    assert display_name(model.tag) in text
    assert f"Licence: {model.licence}." in text
    assert ("It can think before it answers." in text) == model.thinks
    assert ("It is not R1 itself." in text) == model.origin.startswith("distilled")
    runs = verdict_of(entry).fit in (Fit.GREAT, Fit.SLOW)
    assert ("per second" in text) == runs
    # What it takes to remember a chat, how much it can, and which engine it needs.
    assert re.search(r"is for remembering 3,?100 words of a chat\.", text)
    assert "It can remember at most about" in text
    needs = f"It needs Ollama {model.minimum_engine} or newer; 0.34.4 is in use."
    assert (needs if model.minimum_engine else "Every version of Ollama that Baleen works with runs it.") in text


def action(question: QuestionDialog) -> str:
    """The words on its verb; empty where there is none."""
    buttons = question.findChildren(Button)
    return next((one.text() for one in buttons if one.accessibleIdentifier() == "ask.action" and one.text()), "")


@pytest.mark.parametrize(
    ("tag", "changes", "is_coming", "verb"),
    [
        ("deepseek-r1:1.5b", {}, False, "Download"),
        ("deepseek-r1:70b", {}, False, "Download anyway"),
        ("deepseek-r1:1.5b", {}, True, ""),
        ("deepseek-r1:1.5b", {"installed": InstalledModel("deepseek-r1:1.5b", 1, "")}, False, ""),
        ("deepseek-r1:1.5b", {"lacks_engine": True}, False, "Update the engine"),
        ("deepseek-ocr:3b", {}, False, ""),
    ],
)
def test_why_offers_only_what_helps(qtbot: Any, tag: str, changes: dict[str, Any], is_coming: bool, verb: str) -> None:
    question = why_question(None, replace(judged(tag), **changes), engine="0.5.0", is_coming=is_coming)
    qtbot.addWidget(question)
    assert action(question) == verb


@pytest.mark.parametrize(
    ("tag", "lacks_engine", "words", "told"),
    [
        ("deepseek-r1:1.5b", True, "Needs a newer engine", "It needs Ollama 0.9.0 or newer, and 0.5.0 is in use."),
        ("deepseek-ocr:3b", False, "Can't be used yet", "Pictures can't be attached to a message yet"),
    ],
)
def test_what_would_be_of_no_use_cannot_be_downloaded_and_says_why(
    qtbot: Any, tag: str, lacks_engine: bool, words: str, told: str
) -> None:
    entry = replace(judged(tag), lacks_engine=lacks_engine)
    card = ModelCard(tag)
    qtbot.addWidget(card)
    card.set_entry(entry, None)
    card.show()
    assert not card._button.isVisible()
    assert (card._state.text(), card._state.isVisible(), card._about.isVisible()) == (words, True, True)
    question = why_question(None, entry, engine="0.5.0")
    qtbot.addWidget(question)
    assert told in "\n".join(label.text() for label in question.findChildren(QLabel))


def test_what_is_of_no_use_is_offered_last_and_only_among_all(qtbot: Any) -> None:
    cards = ModelCards()
    qtbot.addWidget(cards)
    entries = tuple(judged(model.tag) for model in CATALOGUE)
    cards.set_entries(entries, "deepseek-r1:1.5b")
    assert "deepseek-ocr:3b" not in cards._shown
    cards._all.setChecked(True)
    assert cards._shown[-1] == "deepseek-ocr:3b"


def test_a_long_name_is_not_cut(qtbot: Any) -> None:
    """Its end is what tells two sizes of one model apart."""
    card = ModelCard("deepseek-coder-v2:236b")
    qtbot.addWidget(card)
    card.set_entry(judged("deepseek-coder-v2:236b"), None)
    card.resize(200, 240)
    card.show()
    assert card._name.heightForWidth(card._name.width()) <= card._name.height()


@pytest.mark.parametrize("state", [DownloadState.RUNNING, DownloadState.PAUSED, DownloadState.DONE])
def test_a_download_in_the_sidebar_shows_its_whole_name(qtbot: Any, state: DownloadState) -> None:
    row = DownloadRow("deepseek-r1:1.5b", "sidebar.download")
    qtbot.addWidget(row)
    row.set_download(Download("deepseek-r1:1.5b", state, done_bytes=5, total_bytes=10), is_next=False)
    row.resize(243, row.sizeHint().height())
    row.show()
    assert row._name.fontMetrics().horizontalAdvance(row._name.text()) <= row._name.width()


def test_all_of_them_are_sorted_as_wanted_and_tab_follows(qtbot: Any) -> None:
    cards = ModelCards()
    qtbot.addWidget(cards)
    cards.set_entries(tuple(judged(model.tag) for model in CATALOGUE), "deepseek-r1:1.5b")
    cards.resize(700, 900)
    cards.show()
    assert not cards._choices.isVisible(), "three need no order"
    cards._all.setChecked(True)
    by_tag = {model.tag: model for model in CATALOGUE}
    assert cards._shown[0] == "deepseek-r1:1.5b"
    cards._orders.chosen.emit("size")
    sizes = [by_tag[tag].size_bytes for tag in cards._shown]
    assert sizes == sorted(sizes)
    cards._orders.chosen.emit("name")
    names = [display_name(tag).casefold() for tag in cards._shown]
    assert names == sorted(names)
    assert set(cards._shown) == set(by_tag)
    stop, seen = cards._orders.nextInFocusChain(), []
    while stop is not cards._orders and len(seen) < 200:
        owner = stop.parentWidget()
        if isinstance(owner, ModelCard) and owner._tag not in seen:
            seen.append(owner._tag)
        stop = stop.nextInFocusChain()
    assert tuple(seen) == cards._shown
