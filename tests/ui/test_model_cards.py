"""What a card of the library says of a model, and what is behind "Why?"."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from app.domain.downloads import Download, DownloadState
from app.domain.fit import Fit, ModelFacts, Verdict, verdict
from app.domain.hardware import Hardware
from app.domain.models import display_name
from app.files.catalogue import CatalogueFile
from app.services.library import LibraryEntry
from app.ui.assets import resources_dir
from app.ui.models.download_row import DownloadRow
from app.ui.models.model_card import ModelCard
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
    question = why_question(None, model, verdict_of(entry), ())
    qtbot.addWidget(question)
    text = "\n".join(label.text() for label in question.findChildren(QLabel))
    assert display_name(model.tag) in text
    assert f"Licence: {model.licence}." in text
    assert ("It can think before it answers." in text) == model.thinks
    assert ("It is not R1 itself." in text) == model.origin.startswith("distilled")
    runs = verdict_of(entry).fit in (Fit.GREAT, Fit.SLOW)
    assert ("per second" in text) == runs


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
