"""Ctrl+K and Ctrl+/: the whole program off screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.ui.commands import chat_commands, window_commands
from app.ui.jump_panel import JumpPanel
from app.ui.shortcuts_dialog import ShortcutsDialog
from tests.helpers.fake_ollama import FakeOllama
from tests.ui.desk import Desk, at_desk


@pytest.fixture
def server() -> Iterator[FakeOllama]:
    with FakeOllama() as running:
        yield running


async def test_a_few_letters_lead_to_a_chat(server: FakeOllama, tmp_path: Path) -> None:
    """The newest first; any word of the title finds it, Enter opens it."""
    async with at_desk(server, tmp_path) as desk:
        await desk.ask("Tell me of whales")
        whales = desk.chat.chat_id
        desk.chat.open(None)
        await desk.until(lambda: desk.chat.chat_id is None)
        await desk.ask("The weather in Lisbon")
        await desk.until(lambda: len(desk.baleen.presenters.sidebar.chats) == 2)
        panel = _jump(desk)
        assert [row.text() for row in panel.rows][:2] == ["The weather in Lisbon", "Tell me of whales"]
        QTest.keyClicks(panel.field, "whales TELL")
        assert [row.text() for row in panel.rows] == ["Tell me of whales"]
        QTest.keyClick(panel.field, Qt.Key.Key_Return)
        assert not panel.isVisible()
        await desk.until(lambda: desk.chat.chat_id == whales)


async def test_a_command_is_found_by_its_name(server: FakeOllama, tmp_path: Path) -> None:
    """With its key beside it; arrows go from the field to the rows; what cannot be done now is not offered."""
    async with at_desk(server, tmp_path) as desk:
        desk.window.resize(1180, 820)
        panel = _jump(desk)
        assert not any(row.text() == "Find in this chat" for row in panel.rows)
        QTest.keyClicks(panel.field, "sidebar")
        (row,) = panel.rows
        assert (row.text(), row.trailing) == ("Show or hide the sidebar", "Ctrl+B")
        assert desk.window.sidebar.isVisible()
        QTest.keyClick(panel.field, Qt.Key.Key_Down)
        await desk.until(row.hasFocus)
        QTest.keyClick(row, Qt.Key.Key_Return)
        await desk.until(lambda: not desk.window.sidebar.isVisible())
        panel = _jump(desk)
        QTest.keyClicks(panel.field, "zzz")
        assert not panel.rows
        QTest.keyClick(panel.field, Qt.Key.Key_Escape)
        assert panel.field.text() == ""
        QTest.keyClick(panel.field, Qt.Key.Key_Escape)
        assert not panel.isVisible()


async def test_every_key_is_on_the_page_of_keys(server: FakeOllama, tmp_path: Path) -> None:
    """No command of the window is left out, and none has two meanings."""
    async with at_desk(server, tmp_path) as desk:
        on = desk.window.commands
        listed = [*chat_commands(on), *window_commands(on)]
        unlisted = {on.find_next, on.find_previous, on.previous_region}  # the other direction of one that is there
        assert {command.action for command in listed} == set(desk.window.actions()) - unlisted
        keys = [command.keys for command in listed if command.keys]
        assert len(keys) == len(set(keys))
        on.shortcuts.trigger()
        dialog = desk.window.findChild(ShortcutsDialog)
        shown = [label.text() for label in dialog.findChildren(QLabel)]
        assert set(keys) <= set(shown)
        dialog.close()


def _jump(desk: Desk) -> JumpPanel:
    desk.window.commands.jump.trigger()
    return desk.window.findChild(JumpPanel)
