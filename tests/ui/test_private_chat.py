"""A chat that leaves no trace: the whole program off screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.fake_answers import said
from tests.helpers.fake_ollama import FakeOllama
from tests.ui.desk import at_desk

SECRET = "a-secret-word"


@pytest.fixture
def server() -> Iterator[FakeOllama]:
    with FakeOllama() as running:
        running.answer = said(f"You said {SECRET}.")
        yield running


async def test_what_is_said_in_private_is_gone_with_the_program(server: FakeOllama, tmp_path: Path) -> None:
    """It is answered and listed while Baleen runs; no file of the profile holds a word of it, and the next start
    knows nothing."""
    async with at_desk(server, tmp_path) as desk:
        desk.window.commands.private_chat.trigger()
        await desk.until(lambda: desk.chat.chat_id is not None)
        private = desk.chat.chat_id
        assert "Private chat" in desk.window.windowTitle()
        assert "never saved" in desk.window.footer.text()
        desk.window.commands.private_chat.trigger()  # it is empty: no second one
        _, answer = await desk.ask(f"Remember {SECRET}")
        assert answer.text == f"You said {SECRET}."
        desk.composer.set_text(f"And {SECRET}")
        desk.composer.text_changed.emit(desk.composer.text)
        await desk.until(lambda: not desk.baleen.tasks.is_running(f"chat:draft:{private}"))
        desk.chat.open(None)
        await desk.until(lambda: desk.chat.chat_id is None)
        assert "never saved" not in desk.window.footer.text()
        assert [chat.id for chat in desk.baleen.presenters.sidebar.chats] == [private]
        desk.chat.open(private)
        await desk.shows(f"You said {SECRET}.")
        assert desk.composer.text == f"And {SECRET}"
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
    async with at_desk(server, tmp_path) as desk:
        assert await desk.baleen.chats.chats() == ()
        assert desk.chat.chat_id is None
