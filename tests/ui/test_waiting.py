"""What is said before the first word of an answer: the whole program off screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.domain.models import ModelUsage
from app.domain.stream import Usage
from app.presenters.waiting import rounded
from app.ui.controls import busy_line
from app.ui.controls.busy_line import BusyLine
from app.ui.controls.label import Label
from tests.helpers.fake_answers import Answer, Hang, Pause, done, line
from tests.helpers.fake_ollama import MODEL, FakeOllama
from tests.ui.desk import Desk, at_desk

SLOW = Answer((Pause(0.5), line("Here."), done(load_duration=12_300_000_000)))


@pytest.fixture
def server() -> Iterator[FakeOllama]:
    with FakeOllama() as running:
        yield running


def shown(desk: Desk) -> list[str]:
    return [label.text() for label in desk.view.findChildren(Label) if label.isVisible()]


async def test_a_model_that_must_load_says_so_and_how_long_it_took_before(server: FakeOllama, tmp_path: Path) -> None:
    """Words and a moving line; with seconds once a load was seen, also after a new start."""
    server.answer = SLOW
    async with at_desk(server, tmp_path) as desk:
        await desk.send("Hello?")
        await desk.until(lambda: "Getting Tiny ready…" in shown(desk))
        assert any(moving.isVisible() and moving.is_moving for moving in desk.view.findChildren(BusyLine))
        await desk.look()
        assert not any(moving.isVisible() for moving in desk.view.findChildren(BusyLine))
        await desk.until(lambda: desk.baleen.library.usage(MODEL).load_s == 12.3)
    server.loaded.clear()
    server.answer = Answer((Hang(),))
    async with at_desk(server, tmp_path) as desk:
        await desk.until(lambda: desk.baleen.library.usage(MODEL).load_s)
        await desk.send("Hello?")
        await desk.until(lambda: "Getting Tiny ready… about 12 s" in shown(desk))
        desk.chat.stop()


async def test_a_model_in_memory_is_not_got_ready(server: FakeOllama, tmp_path: Path) -> None:
    """It reads what was written, which takes a while on a slow computer."""
    server.loaded.append(MODEL)
    server.answer = Answer((Hang(),))
    async with at_desk(server, tmp_path) as desk:
        assert await desk.baleen.models.is_loaded(MODEL)  # the first question of a program takes a while
        await desk.send("Hello?")
        await desk.until(lambda: "Tiny is reading…" in shown(desk))
        desk.chat.stop()


def test_only_a_real_load_counts() -> None:
    """A model in memory also reports some time; the newest load counts."""
    usage = ModelUsage(recent=(Usage(load_s=0.2), Usage(load_s=9.0), Usage(load_s=30.0)))
    assert usage.load_s == 9.0
    assert ModelUsage(recent=(Usage(load_s=0.2),)).load_s is None
    assert [rounded(s) for s in (1.2, 12.4, 19.4, 23.0, 61.0)] == [1, 12, 19, 25, 60]


def test_nothing_moves_where_less_motion_is_wanted(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The line is there and stands still."""
    monkeypatch.setattr(busy_line, "prefers_stillness", lambda: True)
    window = QWidget()
    qtbot.addWidget(window)
    moving = BusyLine(window)
    window.show()
    assert moving.isVisible()
    assert not moving.is_moving
