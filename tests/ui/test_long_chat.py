"""A chat that fills the model's memory: the whole program off screen, with a scripted server on a real socket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QLocale

from app.domain.chat import State
from app.presenters.actions import MessageAction
from app.ui.chat.memory_panel import MemoryPanel
from app.ui.chat.memory_row import MemoryRow
from tests.helpers.fake_answers import Answer, Hang, done, line, refused, said
from tests.helpers.fake_ollama import FakeOllama
from tests.ui.desk import Desk, at_desk

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


async def test_the_gauge_says_how_full_it_is(server: FakeOllama, tmp_path: Path) -> None:
    """Exact after an answer without thinking, "about" after one with; nothing in a chat without an answer."""
    async with at_desk(server, tmp_path) as desk:
        gauge = desk.composer.gauge
        assert gauge.isHidden()
        server.answer = Answer((line("Whales are big."), done(prompt_eval_count=291, eval_count=16)))
        await desk.ask("Tell me of whales")
        await desk.until(gauge.isVisible)
        assert gauge.text() == "Memory 10 % full"
        server.answer = Answer(
            (line(thinking="Hm, whales."), line("Very big."), done(prompt_eval_count=600, eval_count=20))
        )
        await desk.ask("More of them")
        await desk.until(lambda: gauge.text() == "Memory about 20 % full")
        gauge.click()
        panel = desk.window.findChild(MemoryPanel)
        assert "an estimate" in panel.words
        panel.dismiss()
        desk.chat.open(None)
        await desk.until(lambda: desk.chat.chat_id is None)
        assert gauge.isHidden()


async def test_more_memory_is_had_from_the_panel_with_its_price(server: FakeOllama, tmp_path: Path) -> None:
    """The note leads there; the next question is sent with it, the note goes, and it can be taken back."""
    async with at_desk(server, tmp_path) as desk:
        await desk.until(lambda: desk.baleen.library.verdict_for(desk.baleen.presenters.models.current))
        await desk.ask("Tell me of whales")
        note = desk.window.chat_page.long_chat
        await desk.until(note.isVisible)
        desk.baleen.settings.change("context_tokens", 2048)
        note.remember_more.click()
        panel = desk.window.findChild(MemoryPanel)
        await desk.until(lambda: panel.steps)
        row = panel.steps[0]
        assert panel.height() >= panel.wanted_size().height()  # nothing is cut off
        assert (row.text(), row.isEnabled()) == (f"About {QLocale().toString(3000)} words", True)
        assert row.trailing.endswith("B more memory")
        row.click()
        assert not panel.isVisible()
        assert desk.baleen.settings.current.context_tokens == 4096
        desk.window.toast.undo()
        assert desk.baleen.settings.current.context_tokens == 2048


async def test_what_is_pasted_counts_before_it_is_sent(server: FakeOllama, tmp_path: Path) -> None:
    """Also in a chat that does not exist yet; a text that is too long even alone says so; sent, it is exact again."""
    async with at_desk(server, tmp_path) as desk:
        gauge = desk.composer.gauge
        desk.composer.text_edit.insertPlainText("x" * 5400)
        await desk.until(lambda: gauge.text() == "Memory about 51 % full")
        desk.composer.text_edit.insertPlainText("x" * 6000)
        await desk.until(lambda: gauge.text() == "Message too long")
        desk.composer.text_edit.selectAll()
        desk.composer.text_edit.insertPlainText("")
        await desk.until(gauge.isHidden)
        server.answer = Answer((line("Whales are big."), done(prompt_eval_count=291, eval_count=16)))
        await desk.ask("Tell me of whales")
        await desk.until(lambda: gauge.text() == "Memory 10 % full")


async def test_that_the_oldest_are_left_out_is_said_before_the_first_word(server: FakeOllama, tmp_path: Path) -> None:
    """A slow answer may take minutes."""
    async with at_desk(server, tmp_path) as desk:
        server.answer = said("Whales are big.")
        for word in ("one", "two"):
            desk.composer.set_text(f"{word} " * 900)
            await desk.ask("?")
        server.answer = Answer((Hang(),))
        desk.composer.set_text("three " * 900)
        await desk.send("?")
        second = (await desk.baleen.chats.path(desk.chat.chat_id))[2]  # type: ignore[arg-type]
        await desk.until(lambda: desk.view._memory_start == second.id)
        desk.composer.stop_requested.emit()
        await desk.until(lambda: not desk.chat.is_busy)


async def test_the_oldest_are_left_out_in_sight(server: FakeOllama, tmp_path: Path) -> None:
    """Past the end: the note says how many, the line stands where the memory begins, the server got the rest."""
    async with at_desk(server, tmp_path) as desk:
        server.answer = said("Whales are big.")
        for word in ("one", "two", "three"):
            desk.composer.set_text(f"{word} " * 900)
            await desk.ask("?")
        await desk.until(lambda: not desk.window.chat_page.long_chat.isHidden())
        assert [turn["content"][:3] for turn in server.chats()[-1]["messages"]] == ["two", "Wha", "thr"]
        assert "forgotten the 2 oldest message" in desk.window.chat_page.long_chat.words
        assert desk.composer.gauge.text() == "Beginning forgotten"
        _, _, second, *_ = await desk.look()
        desk.view.scroll_to(second.id)
        await desk.until(lambda: [row.entry.message.id for row in _memory_rows(desk)] == [second.id])


def _memory_rows(desk: Desk) -> list[Any]:
    return [row for row in desk.view.findChildren(MemoryRow) if row.isVisible()]
