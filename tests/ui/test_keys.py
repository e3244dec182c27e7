"""Keys that work wherever one is in the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.helpers.fake_answers import Answer, Hang, line, said
from tests.helpers.fake_ollama import FakeOllama
from tests.ui.desk import at_desk


@pytest.fixture
def server() -> Iterator[FakeOllama]:
    with FakeOllama() as running:
        yield running


async def test_the_slash_goes_to_the_message_field_and_is_written_there(server: FakeOllama, tmp_path: Path) -> None:
    async with at_desk(server, tmp_path) as desk:
        await desk.ask("Hello?")
        desk.view.setFocus()
        QTest.keyClick(desk.view, Qt.Key.Key_Slash)
        assert QApplication.focusWidget() is desk.composer.text_edit
        assert desk.composer.text == ""
        QTest.keyClick(desk.composer.text_edit, Qt.Key.Key_Slash)
        assert desk.composer.text == "/"


async def test_escape_stops_the_answer_also_from_the_transcript(server: FakeOllama, tmp_path: Path) -> None:
    server.answer = Answer((line("Half"), Hang()))
    async with at_desk(server, tmp_path) as desk:
        await desk.send("Hello?")
        await desk.shows("Half")
        desk.view.setFocus()
        QTest.keyClick(desk.view, Qt.Key.Key_Escape)
        await desk.until(lambda: not desk.chat.is_busy)
        assert (await desk.look())[-1].text == "Half"


async def test_messages_are_read_from_anywhere(server: FakeOllama, tmp_path: Path) -> None:
    async with at_desk(server, tmp_path) as desk:
        await desk.ask("Hello?")
        desk.composer.text_edit.setFocus()
        QTest.keyClick(desk.composer.text_edit, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        focused = QApplication.focusWidget()
        assert focused is not None
        assert focused.accessibleIdentifier() == "message.reader"


async def test_the_footer_says_where_a_link_leads(server: FakeOllama, tmp_path: Path) -> None:
    """Pointed at, or reached by Tab in the message that is read; its real address, whatever its words are."""
    server.answer = said("See [bank.example](https://www.example.com/a) there.")
    async with at_desk(server, tmp_path) as desk:
        await desk.ask("Hello?")
        plain = desk.window.footer.grab().toImage()
        desk.view.reading.open(1)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert desk.window.footer._link == "https://www.example.com/a"
        assert desk.window.footer.grab().toImage() != plain
        desk.view.reading.close()
        assert desk.window.footer._link == ""
        assert desk.window.footer.grab().toImage() == plain
