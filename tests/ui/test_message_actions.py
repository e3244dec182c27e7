"""What a person can do with a message: the whole program off screen, with a scripted server on a real socket."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from app.domain.chat import State
from app.domain.errors import DiskFull
from app.presenters.actions import MessageAction
from app.services.chat_news import AnswerGrew
from app.ui.chat.details_dialog import DetailsDialog
from tests.helpers.fake_answers import Answer, Hang, Pause, done, endless, line, said
from tests.helpers.fake_ollama import MODEL, FakeModel, FakeOllama
from tests.ui.desk import at_desk

CODE = "Like **so**:\n\n```python\nx = 1\n```\n\nand\n\n```sh\nls\n```\n"


@pytest.fixture
def server() -> Iterator[FakeOllama]:
    with FakeOllama() as running:
        yield running


async def test_an_answer_is_copied_plain_rich_and_as_markdown(server: FakeOllama, tmp_path: Path) -> None:
    """Without its thinking; formatted where that can be pasted; the source on demand; code by its own keys."""
    server.answer = said(CODE, thinking="Hm.")
    async with at_desk(server, tmp_path) as desk:
        _, answer = await desk.ask("Show me")
        desk.act(answer, MessageAction.COPY)
        assert desk.clipboard() == "Like so:\n\nx = 1\n\nand\n\nls"
        assert "<strong>so</strong>" in QGuiApplication.clipboard().mimeData().html()
        desk.act(answer, MessageAction.COPY_MARKDOWN)
        assert desk.clipboard() == answer.text
        desk.window.copy_code_requested.emit()
        assert desk.clipboard() == "ls"
        assert desk.window.toast.isVisible()
        desk.window.copy_answer_requested.emit()
        assert desk.clipboard().startswith("Like so:")


async def test_editing_brings_the_draft_back(server: FakeOllama, tmp_path: Path) -> None:
    """The old question takes the composer; given up or sent, what was there before returns, also on disk."""
    async with at_desk(server, tmp_path) as desk:
        question, _ = await desk.ask("Hello?")
        QTest.keyClicks(desk.composer.text_edit, "half a thought")
        desk.act(question, MessageAction.EDIT)
        assert desk.composer.is_editing
        assert desk.composer.text == "Hello?"
        QTest.keyClick(desk.composer.text_edit, Qt.Key.Key_Escape)
        assert not desk.composer.is_editing
        assert desk.composer.text == "half a thought"

        desk.act(question, MessageAction.EDIT)
        QTest.keyClicks(desk.composer.text_edit, " Again!")
        QTest.keyClick(desk.composer.text_edit, Qt.Key.Key_Return)
        await desk.until(lambda: not desk.composer.is_editing)
        assert desk.composer.text == "half a thought"
        path = await desk.look()
        assert [m.text for m in path] == ["Hello? Again!", "Hello there, test!"]
        assert len(path[0].sibling_ids) == 2
        assert desk.chat.chat_id is not None
        async with asyncio.timeout(10):
            while (chat := await desk.baleen.chats.chat(desk.chat.chat_id)) and chat.draft != "half a thought":
                await asyncio.sleep(0.01)

        desk.act(path[0], MessageAction.PREVIOUS_VERSION)
        await desk.until(lambda: desk.view.plain_text().startswith("Hello?\n"))


async def test_the_arrow_up_edits_the_last_question(server: FakeOllama, tmp_path: Path) -> None:
    """In the empty composer only; what is typed is kept while another chat is read."""
    async with at_desk(server, tmp_path) as desk:
        await desk.ask("one")
        await desk.ask("two")
        first = desk.chat.chat_id
        QTest.keyClick(desk.composer.text_edit, Qt.Key.Key_Up)
        assert desk.composer.text == "two"
        QTest.keyClicks(desk.composer.text_edit, " and three")
        desk.chat.open(None)
        await desk.until(lambda: desk.chat.chat_id is None)
        assert not desk.composer.is_editing
        assert desk.composer.text == ""
        desk.chat.open(first)
        await desk.until(lambda: desk.composer.is_editing)
        assert desk.composer.text == "two and three"


async def test_an_edit_is_still_there_after_a_new_start(server: FakeOllama, tmp_path: Path) -> None:
    """What was typed for an earlier question outlives the program, and so does the draft that it stands before."""
    async with at_desk(server, tmp_path) as desk:
        question, _ = await desk.ask("Hello?")
        QTest.keyClicks(desk.composer.text_edit, "half a thought")
        chat_id = question.chat_id

        async def on_disk() -> tuple[str, str]:
            chat = await desk.baleen.chats.chat(chat_id)
            return (chat.draft, chat.edited_text) if chat else ("", "")

        async def until_on_disk(draft: str, edited: str) -> None:
            async with asyncio.timeout(10):
                while await on_disk() != (draft, edited):
                    await asyncio.sleep(0.01)

        await until_on_disk("half a thought", "")
        desk.act(question, MessageAction.EDIT)
        QTest.keyClicks(desk.composer.text_edit, " Again")
        await until_on_disk("half a thought", "Hello? Again")
    async with at_desk(server, tmp_path) as desk:
        await desk.until(lambda: desk.composer.is_editing)
        assert desk.composer.text == "Hello? Again"
        QTest.keyClick(desk.composer.text_edit, Qt.Key.Key_Escape)
        assert desk.composer.text == "half a thought"
        await until_on_disk("half a thought", "")


async def test_what_cannot_be_stored_stays_in_the_composer(
    server: FakeOllama, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk: a notice, the edited text still there to be sent again."""
    async with at_desk(server, tmp_path) as desk:
        question, _ = await desk.ask("Hello?")

        async def full(*_: object) -> None:
            raise DiskFull

        monkeypatch.setattr(desk.baleen.store.chats, "add_question", full)
        desk.act(question, MessageAction.EDIT)
        QTest.keyClicks(desk.composer.text_edit, " again")
        QTest.keyClick(desk.composer.text_edit, Qt.Key.Key_Return)
        await desk.until(lambda: "store" in desk.baleen.presenters.notices.notices)
        assert desk.composer.is_editing
        assert desk.composer.text == "Hello? again"


async def test_another_model_for_one_answer(server: FakeOllama, tmp_path: Path) -> None:
    """The picker opens; choosing asks that model once, and the next message goes to the old one again."""
    server.models["other:1b"] = FakeModel()
    async with at_desk(server, tmp_path) as desk:
        await desk.until(lambda: len(desk.baleen.presenters.models.installed) == 2)
        desk.baleen.presenters.models.choose(MODEL)
        _, answer = await desk.ask("Hello?")
        desk.act(answer, MessageAction.AGAIN_OTHER_MODEL)
        assert desk.window.picker.isVisible()
        rows = desk.window.picker.list.model()
        row = next(n for n in range(rows.rowCount()) if "Other" in str(rows.index(n, 0).data()))
        desk.window.picker.list.clicked.emit(rows.index(row, 0))
        await desk.until(lambda: len(server.chats()) == 2)
        _, again = await desk.look()
        assert again.model == "other:1b"
        assert desk.baleen.presenters.models.current == MODEL
        await desk.until(lambda: not desk.window.chat_page.model_line.isHidden())

        last = (await desk.ask("and now?"))[-1]
        assert last.model == MODEL
        assert desk.window.chat_page.model_line.isHidden()


async def test_a_model_chosen_in_a_chat_is_said_and_kept_with_it(server: FakeOllama, tmp_path: Path) -> None:
    """A thin line says who answers next; the chat remembers it."""
    server.models["other:1b"] = FakeModel()
    async with at_desk(server, tmp_path) as desk:
        await desk.until(lambda: len(desk.baleen.presenters.models.installed) == 2)
        desk.baleen.presenters.models.choose(MODEL)
        await desk.ask("Hello?")
        desk.window.picker.model_chosen.emit("other:1b")
        assert desk.window.chat_page.model_line.words == "Now answering: Other 1B"
        assert not desk.window.chat_page.model_line.isHidden()
        chat_id = desk.chat.chat_id
        assert chat_id is not None

        async def chosen() -> str | None:
            chat = await desk.baleen.chats.chat(chat_id)
            return chat.model if chat else None

        async with asyncio.timeout(10):
            while await chosen() != "other:1b":
                await asyncio.sleep(0.01)


async def test_delete_from_here_and_undo(server: FakeOllama, tmp_path: Path) -> None:
    """Gone at once, back with Ctrl+Z; Ctrl+R answers a question that stands alone."""
    async with at_desk(server, tmp_path) as desk:
        _, answer = await desk.ask("Hello?")
        desk.act(answer, MessageAction.DELETE_FROM)
        await desk.until(lambda: desk.view.plain_text() == "Hello?")
        await desk.until(lambda: desk.window.toast.can_undo)
        desk.window.toast.undo()
        await desk.shows("Hello there, test!")
        desk.act(answer, MessageAction.DELETE_FROM)
        await desk.until(lambda: desk.view.plain_text() == "Hello?")
        server.answer = said("anew")
        desk.window.answer_again_requested.emit()
        await desk.shows("anew")


async def test_branch_opens_a_chat_of_its_own(server: FakeOllama, tmp_path: Path) -> None:
    """The part up to the message, under a name that says where it comes from."""
    async with at_desk(server, tmp_path) as desk:
        _, answer = await desk.ask("Lisbon")
        old = desk.chat.chat_id
        desk.act(answer, MessageAction.BRANCH)
        await desk.until(lambda: desk.chat.chat_id not in (None, old))
        assert "Lisbon (2)" in desk.window.windowTitle()
        assert [m.text for m in await desk.look()] == ["Lisbon", "Hello there, test!"]


async def test_details_are_a_dialog_beside_the_chat(server: FakeOllama, tmp_path: Path) -> None:
    """Model, speed, lengths, room: in words and numbers."""
    async with at_desk(server, tmp_path) as desk:
        _, answer = await desk.ask("Hello?")
        desk.act(answer, MessageAction.DETAILS)
        await desk.until(lambda: desk.window.findChildren(DetailsDialog))
        [dialog] = desk.window.findChildren(DetailsDialog)
        assert not dialog.isModal()
        texts = " ".join(label.text() for label in dialog.findChildren(QLabel))
        assert MODEL in texts
        assert "120.0 tokens per second" in texts
        assert re.search(r"17 of 4.?096 tokens", texts)


async def test_answer_now_keeps_the_thoughts(server: FakeOllama, tmp_path: Path) -> None:
    """Pressed while it thinks: the thinking ends, stays, and the answer comes."""
    server.answer = Answer((line(thinking="Let me see. "), Hang()))
    async with at_desk(server, tmp_path) as desk:
        heard: list[str] = []
        # The service's own news: the presenter tells only what comes after the chat is shown.
        desk.baleen.chats.news.add(lambda news: heard.append(news.thinking) if isinstance(news, AnswerGrew) else None)
        await desk.send("Hello?")
        await desk.until(lambda: heard and desk.chat.chat_id is not None)
        server.answer = said("Now.")
        chat_id = desk.chat.chat_id
        assert chat_id is not None
        desk.act((await desk.baleen.chats.path(chat_id))[-1], MessageAction.ANSWER_NOW)
        await desk.shows("Now.")
        _, answer = await desk.look()
        assert (answer.thinking, answer.text, answer.state) == ("Let me see. ", "Now.", State.DONE)


async def test_a_loop_is_noticed_and_can_be_stopped(server: FakeOllama, tmp_path: Path) -> None:
    """Once, with a button that stops it; the notice goes with the answer."""
    passage = " ".join(f"word{number}" for number in range(40)) + ". "
    server.answer = endless(passage, pause_s=0.001)
    async with at_desk(server, tmp_path) as desk:
        shown: list[bool] = []
        desk.chat.repeating_changed.connect(shown.append)
        await desk.send("count")
        await desk.until(lambda: True in shown)
        assert desk.window.notices.isVisible()
        desk.window.notices.acted.emit("repeating")
        _, answer = await desk.look()
        assert answer.state is State.STOPPED
        assert shown.count(True) == 1
        assert not desk.window.notices.isVisible()


async def test_a_renamed_chat_has_its_name_everywhere(server: FakeOllama, tmp_path: Path) -> None:
    """The window's title and the header follow the sidebar; an answer that ended unseen makes its chat bold."""
    async with at_desk(server, tmp_path) as desk:
        await desk.ask("Hello?")
        chat_id = desk.chat.chat_id
        assert chat_id is not None
        desk.window.sidebar.rename_requested.emit(chat_id, "Greetings")
        await desk.until(lambda: "Greetings" in desk.window.windowTitle())
        unseen: list[frozenset[int]] = []
        desk.baleen.presenters.sidebar.chats_changed.connect(lambda _chats, _busy, ids: unseen.append(ids))
        server.answer = said("slowly " * 20, pause_s=0.01)
        await desk.send("more")
        desk.chat.open(None)
        await desk.until(lambda: unseen and chat_id in unseen[-1])
        desk.chat.open(chat_id)
        await desk.until(lambda: chat_id not in unseen[-1])


async def test_the_keys(server: FakeOllama, tmp_path: Path) -> None:
    """Copy the last answer, its last code, answer again, take back a deletion: from the composer."""
    server.answer = said(CODE)
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    async with at_desk(server, tmp_path) as desk:
        desk.window.activateWindow()
        _, answer = await desk.ask("Show me")
        QTest.keyClick(desk.composer.text_edit, Qt.Key.Key_Semicolon, control | shift)
        assert desk.clipboard() == "ls"
        QTest.keyClick(desk.composer.text_edit, Qt.Key.Key_C, control | shift)
        assert desk.clipboard().startswith("Like so:")
        server.answer = said("anew")
        QTest.keyClick(desk.composer.text_edit, Qt.Key.Key_R, control)
        await desk.shows("anew")
        _, again = await desk.look()
        assert again.sibling_ids == (answer.id, again.id)
        desk.act(again, MessageAction.DELETE_FROM)
        await desk.until(lambda: desk.window.toast.can_undo)
        QTest.keyClick(desk.composer.text_edit, Qt.Key.Key_Z, control)
        await desk.shows("anew")


async def test_versions_can_be_read_while_an_answer_is_written(server: FakeOllama, tmp_path: Path) -> None:
    """The earlier one comes, the new one goes on unseen and is there, whole and growing, when it is chosen again."""
    async with at_desk(server, tmp_path) as desk:
        _, first = await desk.ask("Hello?")
        server.answer = Answer((line("begun "), Pause(1.0), line("and ended"), done()))
        desk.window.answer_again_requested.emit()
        await desk.shows("begun")
        chat_id = desk.chat.chat_id
        assert chat_id is not None
        second = (await desk.baleen.chats.path(chat_id))[-1]
        desk.act(second, MessageAction.PREVIOUS_VERSION)
        await desk.shows(first.text)
        assert desk.chat.is_busy
        desk.act(first, MessageAction.NEXT_VERSION)
        await desk.shows("begun")
        await desk.shows("begun and ended")
        assert (await desk.look())[-1].text == "begun and ended"
