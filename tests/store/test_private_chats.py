"""Private chats: as good as kept ones, and nowhere on the disk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.chat import ChatId, State, is_private
from app.store.private_chats import ChatsWithPrivate
from tests.store.building import fast_folder, opened

SECRET = "a-secret-word"


@pytest.fixture
async def chats(fast_path: Path) -> AsyncIterator[ChatsWithPrivate]:
    async with opened(fast_path) as store:
        both = ChatsWithPrivate(store.chats)
        yield both
        await both.close()


async def test_a_private_chat_is_like_any_other(chats: ChatsWithPrivate) -> None:
    """Versions, edits, drafts, branches, search, deleting and bringing back."""
    kept = await chats.create_chat("Kept", "m")
    private = await chats.create_private_chat("Private chat", "m")
    assert [is_private(chat.id) for chat in (kept, private)] == [False, True]
    question, answer = await chats.add_question(private.id, None, SECRET, "m")
    assert is_private(question.id)
    await chats.save_answer(replace(answer, text="Whales", state=State.DONE))
    second = await chats.add_answer(question.id, "m")
    assert [message.id for message in await chats.path(private.id)] == [question.id, second.id]
    await chats.select(answer.id)
    assert (await chats.path(private.id))[-1].text == "Whales"
    await chats.save_draft(private.id, SECRET)
    branch = await chats.branch(answer.id, "Private chat (2)")
    follow = await chats.create_chat("Private chat (3)", "m", private.id)
    assert is_private(branch.id)
    assert is_private(follow.id)
    assert [found for found, _ in await chats.search(SECRET)] == [branch.id, private.id]
    await chats.delete_chat(follow.id)
    await chats.pin_chat(kept.id, True)
    assert [chat.id for chat in await chats.chats()] == [kept.id, branch.id, private.id]
    await chats.delete_from(question.id)
    assert await chats.path(private.id) == ()
    await chats.undelete_from(question.id)
    assert len(await chats.path(private.id)) == 2
    assert [exported.chat.id for exported in await chats.export()] == [kept.id]


async def test_nothing_of_it_is_on_the_disk() -> None:
    """Neither while it is there nor afterwards, and the next run does not know it."""
    with fast_folder() as folder:
        async with opened(folder) as store:
            chats = ChatsWithPrivate(store.chats)
            chat = await chats.create_private_chat(f"About {SECRET}", "m")
            _, answer = await chats.add_question(chat.id, None, SECRET * 2000, "m")
            await chats.save_answer(replace(answer, text=SECRET * 2000, state=State.DONE))
            await chats.save_draft(chat.id, SECRET)
            assert not _files_with(folder, SECRET)
            await chats.close()
        assert not _files_with(folder, SECRET)
        async with opened(folder) as store:
            chats = ChatsWithPrivate(store.chats)
            assert await chats.chat(chat.id) is None
            assert await chats.chats() == ()
            await chats.close()


async def test_without_private_chats_nothing_is_made_for_them(chats: ChatsWithPrivate) -> None:
    assert await chats.chat(ChatId(2**30 + 1)) is None
    assert chats._private is None


def _files_with(folder: Path, word: str) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and word.encode() in path.read_bytes()]
