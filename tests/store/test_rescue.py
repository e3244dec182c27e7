"""Words that the database refused come back at the next good start."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.chat import State
from app.domain.errors import ReadOnly
from app.store.opening import OpenedStore
from app.store.rescue import FILE_NAME, Rescue, RescuedText, answer_key, draft_key, rescue_paths
from tests.store.building import opened, texts


async def refuse(store: OpenedStore, is_on: bool = True) -> None:
    """Let every write raise SQLITE_READONLY."""
    await store._database.outside(lambda c: c.execute(f"PRAGMA query_only={int(is_on)}"))


async def test_question_and_answer_are_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        chat = await store.chats.create_chat("a", "m")
        _, answer = await store.chats.add_question(chat.id, None, "q", "m")
        await refuse(store)
        for length in (5, 10):
            with pytest.raises(ReadOnly):
                await store.chats.save_answer(replace(answer, text="the answer"[:length], thinking="hm"))
        with pytest.raises(ReadOnly):
            await store.chats.add_question(chat.id, answer.id, "my next question \ud83d", "m")
        assert (tmp_path / FILE_NAME).exists()
    async with opened(tmp_path) as store:
        last = (await store.chats.path(chat.id))[-1]
        assert (last.text, last.thinking, last.state) == ("the answer", "hm", State.INTERRUPTED)
        assert (await store.chats.chats())[0].draft == "my next question \ufffd"
        assert store.problem is None
    assert not (tmp_path / FILE_NAME).exists()


async def test_what_was_saved_after_all_is_not_brought_back(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        chat = await store.chats.create_chat("a", "m")
        other = await store.chats.create_chat("b", "m")
        await refuse(store)
        for target in (chat, other):
            with pytest.raises(ReadOnly):
                await store.chats.add_question(target.id, None, f"question of {target.title}", "m")
        await refuse(store, False)
        await store.chats.add_question(chat.id, None, "question of a", "m")
    async with opened(tmp_path) as store:
        assert {c.title: c.draft for c in await store.chats.chats()} == {"a": "", "b": "question of b"}
        await refuse(store)
        with pytest.raises(ReadOnly):
            await store.chats.save_draft(chat.id, "old")
        await refuse(store, False)
        await store.chats.save_draft(chat.id, "new")
        assert not (tmp_path / FILE_NAME).exists(), "the database has everything"


async def test_words_of_a_chat_that_is_gone_get_a_new_chat_and_answers_without_a_place_stay(tmp_path: Path) -> None:
    rescue = Rescue(rescue_paths(tmp_path))
    rescue.keep(RescuedText(draft_key(77), 77, "nobody knows\nthis chat"))
    rescue.keep(RescuedText(answer_key(5), 77, "an answer to nothing", state="done"))
    async with opened(tmp_path) as store:
        (chat,) = await store.chats.chats()
        assert (chat.title, chat.draft) == ("nobody knows", "nobody knows\nthis chat")
        assert await texts(store.chats, chat) == []
    assert "an answer to nothing" in (tmp_path / FILE_NAME).read_text()


async def test_torn_and_foreign_lines_are_passed_over(tmp_path: Path) -> None:
    rescue = Rescue(rescue_paths(tmp_path))
    rescue.keep(RescuedText(draft_key(1), 1, "kept"))
    with (tmp_path / FILE_NAME).open("ab") as file:
        file.write(b'\n{"key": "draft:2", "te\n[]\nnull\n\xff\n{}\n{"key": 5, "text": 5}')
    rescue.keep(RescuedText(draft_key(2), 2, "kept too"))
    async with opened(tmp_path) as store:
        assert {chat.draft for chat in await store.chats.chats()} == {"kept", "kept too"}


async def test_the_second_place_is_used_and_read(tmp_path: Path, own_temp_folder: Path) -> None:
    data_dir = tmp_path / "data"
    data_dir.write_text("in the way")
    Rescue(rescue_paths(data_dir)).keep(RescuedText(draft_key(1), 1, "elsewhere"))
    (folder,) = own_temp_folder.iterdir()
    assert folder.stat().st_mode & 0o077 == 0
    data_dir.unlink()
    async with opened(data_dir) as store:
        assert [chat.draft for chat in await store.chats.chats()] == ["elsewhere"]
    assert list(folder.iterdir()) == []


async def test_no_place_at_all_still_tells_the_first_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(tmp_path) as store:
        chat = await store.chats.create_chat("a", "m")
        monkeypatch.setattr("app.store.rescue._try_append", lambda *_: False)
        await refuse(store)
        with pytest.raises(ReadOnly):
            await store.chats.save_draft(chat.id, "lost")
    assert "no place for a rescue file" in caplog.text
