"""The reader's place outlives the program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.helpers.fake_answers import said
from tests.helpers.fake_ollama import FakeOllama
from tests.ui.desk import Desk, at_desk

LONG = "\n\n".join(f"Paragraph {number} with a few words in it." for number in range(80))


@pytest.fixture
def server() -> Iterator[FakeOllama]:
    with FakeOllama() as running:
        yield running


def top(desk: Desk) -> tuple[str, int]:
    """The paragraph at the upper edge, and how much of it is above."""
    place = next(place for place in desk.view.visible_places if place.part.text())
    return place.part.text(), desk.view.origin_of(place).y()


async def test_a_new_start_finds_the_reader_where_they_were(server: FakeOllama, tmp_path: Path) -> None:
    server.answer = said(LONG, piece=400)
    async with at_desk(server, tmp_path) as desk:
        await desk.ask("Hello?")
        await desk.ask("Again?")
        QTest.keyClick(desk.view, Qt.Key.Key_Home)
        bar = desk.view.verticalScrollBar()
        bar.setValue(bar.maximum() // 3 + 7)
        left_at = top(desk)
        desk.window.close()
    async with at_desk(server, tmp_path) as desk:
        await desk.shows("Paragraph 79")
        await desk.until(lambda: top(desk) == left_at)
        desk.view.scroll_to_end()
        desk.window.close()
    async with at_desk(server, tmp_path) as desk:
        await desk.shows("Paragraph 79")
        await desk.until(lambda: desk.view.is_at_end)
