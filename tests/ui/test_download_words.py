"""What stands beside a download says how it really is, wherever it stands."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.domain.downloads import Download, DownloadState
from app.domain.errors import NoInternet, NoSuchModel
from app.presenters.download_words import download_line, short_state
from app.ui.chat.empty_state import EmptyState
from app.ui.chat.empty_words import EmptyKind
from app.ui.controls.buttons import Button
from app.ui.models.download_list import DownloadList

TAG = "deepseek-r1:8b"
SAID = {
    DownloadState.WAITING: ("DeepSeek R1 8B is waiting.", "Waiting"),
    DownloadState.STARTING: ("DeepSeek R1 8B is downloading.", "Downloading 38 %"),
    DownloadState.RUNNING: ("DeepSeek R1 8B is downloading.", "Downloading 38 %"),
    DownloadState.STALLED: ("DeepSeek R1 8B is downloading.", "Downloading 38 %"),
    DownloadState.PAUSED: ("DeepSeek R1 8B is paused.", "Paused at 38 %"),
    DownloadState.HELD: ("DeepSeek R1 8B is waiting.", "Waiting"),
    DownloadState.CHECKING: ("DeepSeek R1 8B is almost ready.", "Almost ready"),
    DownloadState.FAILED: ("DeepSeek R1 8B was not downloaded.", "Stopped"),
}


def download(state: DownloadState) -> Download:
    error = {DownloadState.HELD: NoInternet(), DownloadState.FAILED: NoSuchModel(tag=TAG)}.get(state)
    return Download(TAG, state, 38, 100, error=error)


@pytest.mark.parametrize("state", SAID, ids=str)
def test_title_and_card_say_what_is_true(qtbot: QtBot, state: DownloadState) -> None:
    empty = EmptyState()
    qtbot.addWidget(empty)
    empty.set_kind(EmptyKind.DOWNLOADING)
    empty.set_downloads((download(DownloadState.RUNNING),))
    empty.set_downloads((download(state),))
    assert (empty._title.text(), short_state(download(state))) == SAID[state]


def test_what_is_fetched_again_is_said() -> None:
    """The bar stands still meanwhile, and nobody would know why."""
    row = Download(TAG, DownloadState.RUNNING, 38_000_000, 100_000_000, bytes_per_second=1e6, is_repeating=True)
    assert download_line(row) == "38.0 MB of 100 MB · fetching a damaged part again · 1.0 MB/s"


def test_the_title_follows_on(qtbot: QtBot) -> None:
    empty = EmptyState()
    qtbot.addWidget(empty)
    empty.set_kind(EmptyKind.DOWNLOADING)
    for state in (DownloadState.RUNNING, DownloadState.PAUSED, DownloadState.RUNNING):
        empty.set_downloads((download(state),))
        assert empty._title.text() == SAID[state][0]


def test_a_model_that_answers_already_is_not_offered_for_use(qtbot: QtBot) -> None:
    shown = DownloadList("test")
    qtbot.addWidget(shown)
    shown.set_downloads((Download("hf.co/a/b:latest", DownloadState.DONE, 1, 1),))
    use = next(one for one in shown.findChildren(Button) if one.accessibleIdentifier().startswith("test.use"))
    assert not use.isHidden()
    shown.set_current("hf.co/a/b")
    assert use.isHidden()
    shown.retranslate()
    assert use.isHidden()
    shown.set_current("another:1b")
    assert not use.isHidden()


def test_while_it_is_checked_everything_is_here(qtbot: QtBot) -> None:
    """The server may end without having told of the last bytes."""
    shown = DownloadList("test")
    qtbot.addWidget(shown)
    shown.set_downloads((Download(TAG, DownloadState.CHECKING, 2, 100),))
    row = next(iter(shown._rows.values()))
    assert row._bar._parts == (1.0,)
    assert row._percent.text() == ""
