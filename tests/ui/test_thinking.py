"""Thinking before an answer, as a person sees it: the whole program off screen, a scripted server on a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.fake_answers import Answer, Pause, done, line
from tests.helpers.fake_ollama import FakeOllama
from tests.ui.desk import at_desk


@pytest.fixture
def server() -> Iterator[FakeOllama]:
    with FakeOllama() as running:
        yield running


async def test_thinking_without_a_beginning_is_thinking_from_its_end_on(server: FakeOllama, tmp_path: Path) -> None:
    """A template may say `<think>` in the model's place: what stood before `</think>` moves into the fold."""
    pieces = (
        line("Let me "),
        line("see.\n"),
        Pause(0.2),
        line("</thi"),
        line("nk>\n\nFour"),
        Pause(0.2),
        line(" it is."),
    )
    server.answer = Answer((*pieces, done()))
    async with at_desk(server, tmp_path) as desk:
        await desk.send("Two and two?")
        await desk.shows("Let me see.")
        await desk.shows("Four")
        entry = desk.view.column.entries[-1]
        assert (entry.thinking, entry.text.split()[0], entry.is_thinking) == ("Let me see.", "Four", False)
        answer = (await desk.look())[-1]
        assert (answer.thinking, answer.text) == ("Let me see.", "Four it is.")
        assert answer.thinking_s is not None
        assert answer.thinking_s >= 0.1
        await desk.ask("And three?")
        assert all("Let me see" not in str(message) for message in server.chats()[-1]["messages"])
