"""A chat that fills the model's memory: the whole program off screen, with a scripted server on a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.chat import State
from app.presenters.actions import MessageAction
from tests.helpers.fake_answers import Answer, Hang, done, line, refused, said
from tests.helpers.fake_ollama import FakeOllama
from tests.ui.desk import at_desk

LONG = Answer((line("Whales are big."), done(prompt_eval_count=2650, eval_count=12)))
"""Of 4096 tokens that the model knows, 3071 are for what was said."""


@pytest.fixture
def server() -> Iterator[FakeOllama]:
    with FakeOllama() as running:
        running.answer = LONG
        yield running


async def test_it_goes_on_with_a_summary_in_a_new_chat(server: FakeOllama, tmp_path: Path) -> None:
    """The note comes; the new chat asks with all that was said, and from then on the summary stands for it."""
    async with at_desk(server, tmp_path) as desk:
        await desk.ask("Tell me of whales")
        note = desk.window.chat_page.long_chat
        await desk.until(note.isVisible)
        assert note.words == "This chat is getting long. The model will soon forget the beginning."
        old = desk.chat.chat_id
        server.answer = said("We spoke of whales.")
        note.summarise.click()
        await desk.until(lambda: desk.chat.chat_id not in (None, old))
        await desk.shows("We spoke of whales.")
        request, summary = await desk.look()
        assert not note.isVisible()
        assert "Tell me of whales (2)" in desk.window.windowTitle()
        sent = [turn["content"] for turn in server.chats()[-1]["messages"]]
        assert sent == ["Tell me of whales", "Whales are big.", request.text]
        assert server.chats()[-1]["think"] is False
        await desk.ask("And sharks?")
        sent = [turn["content"] for turn in server.chats()[-1]["messages"]]
        assert sent == [request.text, summary.text, "And sharks?"]
        assert old is not None
        assert [m.text for m in await desk.baleen.chats.path(old)] == ["Tell me of whales", "Whales are big."]


async def test_a_summary_can_be_stopped_and_can_fail(server: FakeOllama, tmp_path: Path) -> None:
    """Both are said in the new chat, where it can be asked for again with all that was said; the old one is whole."""
    async with at_desk(server, tmp_path) as desk:
        await desk.ask("Tell me of whales")
        old = desk.chat.chat_id
        server.answer = Answer((line("We spoke "), Hang()))
        await desk.until(desk.window.chat_page.long_chat.isVisible)
        desk.window.chat_page.long_chat.summarise.click()
        await desk.shows("We spoke ")
        desk.composer.stop_requested.emit()
        _, summary = await desk.look()
        assert (summary.text, summary.state) == ("We spoke ", State.STOPPED)
        server.answer = refused(500, "something broke")
        desk.act(summary, MessageAction.AGAIN)
        await desk.until(lambda: len(server.chats()) == 3)
        _, failed = await desk.look()
        assert failed.state is State.ERROR
        server.answer = said("We spoke of whales.")
        desk.act(failed, MessageAction.AGAIN)
        await desk.shows("We spoke of whales.")
        assert [turn["content"] for turn in server.chats()[-1]["messages"]][:2] == [
            "Tell me of whales",
            "Whales are big.",
        ]
        assert old is not None
        assert [m.text for m in await desk.baleen.chats.path(old)] == ["Tell me of whales", "Whales are big."]


async def test_the_note_is_put_away_and_goes_with_more_memory(server: FakeOllama, tmp_path: Path) -> None:
    """Once for each chat; another chat has none."""
    async with at_desk(server, tmp_path) as desk:
        await desk.ask("Tell me of whales")
        note = desk.window.chat_page.long_chat
        await desk.until(note.isVisible)
        first = desk.chat.chat_id
        desk.chat.open(None)
        await desk.until(lambda: desk.chat.chat_id is None)
        assert not note.isVisible()
        desk.chat.open(first)
        await desk.until(note.isVisible)
        note.closed.emit()
        assert not note.isVisible()
        await desk.ask("More of them")
        await desk.until(lambda: not desk.baleen.tasks.is_running("chat:fullness"))
        assert not note.isVisible()
