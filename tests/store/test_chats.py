"""Chats: every promise of the port, on a real file."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.chat import ChatId, Message, MessageId, Role, State
from app.domain.errors import OutOfMemory, StoreBug, to_record
from app.domain.ports import ChatStore
from app.domain.stream import Usage
from app.domain.text import clean_text
from app.store.chats import SqliteChatStore
from tests.store.building import ask, opened, texts


def test_it_is_the_port(store: SqliteChatStore) -> None:
    port: ChatStore = store
    assert port is store


async def test_a_chat_is_as_it_was_made(store: SqliteChatStore) -> None:
    made = await store.create_chat("Whales", "deepseek-r1:8b")
    assert await store.chat(made.id) == made
    assert (made.title, made.model, made.draft, made.is_pinned) == ("Whales", "deepseek-r1:8b", "", False)
    assert made.created_at.tzinfo is UTC
    assert await store.chat(ChatId(99)) is None


async def test_rename_pin_model_and_draft_are_kept(store: SqliteChatStore) -> None:
    chat = await store.create_chat("a", None)
    await store.rename_chat(chat.id, "b")
    await store.pin_chat(chat.id, True)
    await store.choose_model(chat.id, "m")
    await store.save_draft(chat.id, "not sent\nyet")
    expected = replace(chat, title="b", is_pinned=True, model="m", draft="not sent\nyet")
    assert await store.chat(chat.id) == expected


async def test_the_list_is_pinned_first_then_newest(store: SqliteChatStore) -> None:
    first, second, third = [await store.create_chat(title, None) for title in "abc"]
    assert [chat.title for chat in await store.chats()] == ["c", "b", "a"]
    await ask(store, first, "q", "a")
    await store.pin_chat(second.id, True)
    assert [chat.id for chat in await store.chats()] == [second.id, first.id, third.id]


async def test_a_clock_that_jumps_back_does_not_change_the_order(tmp_path: Path) -> None:
    async with opened(tmp_path) as opened_store:
        times = iter(datetime(2026, 1, 1, tzinfo=UTC) - timedelta(days=365 * n) for n in range(99))
        store = SqliteChatStore(opened_store.chats._database, now=lambda: next(times))
        old, new = await store.create_chat("old", None), await store.create_chat("new", None)
        assert [chat.title for chat in await store.chats()] == ["new", "old"]
        await ask(store, old, "1", "2")
        await ask(store, old, "3", "4")
        assert await texts(store, old) == ["1", "2", "3", "4"]
        assert [chat.title for chat in await store.chats()] == ["old", "new"]
        assert (await store.chats())[0].updated_at < new.updated_at


async def test_a_deleted_chat_is_gone_and_comes_back_whole(store: SqliteChatStore) -> None:
    chat = await store.create_chat("a", None)
    await ask(store, chat, "whale?", "yes")
    await store.delete_chat(chat.id)
    assert await store.chats() == ()
    assert await store.chat(chat.id) is None
    assert await store.search("whale") == ()
    assert await store.export() == ()
    await store.restore_chat(chat.id)
    assert await texts(store, chat) == ["whale?", "yes"]
    assert [found for found, _ in await store.search("whale")] == [chat.id]


async def test_a_question_comes_with_an_empty_answer_and_clears_the_draft(store: SqliteChatStore) -> None:
    chat = await store.create_chat("a", None)
    await store.save_draft(chat.id, "hello")
    question, answer = await store.add_question(chat.id, None, "hello", "m")
    assert (question.role, question.state, question.text) == (Role.USER, State.SENT, "hello")
    assert (answer.role, answer.state, answer.text) == (Role.ASSISTANT, State.STREAMING, "")
    assert (answer.parent_id, answer.model, question.model) == (question.id, "m", None)
    assert await store.path(chat.id) == (question, answer)
    after = await store.chat(chat.id)
    assert after is not None
    assert (after.draft, after.model) == ("", "m")


async def test_an_answer_keeps_everything_that_is_known_about_it(store: SqliteChatStore) -> None:
    chat = await store.create_chat("a", None)
    _, answer = await store.add_question(chat.id, None, "q", "m")
    full = replace(
        answer,
        text="Text",
        thinking="Hm\n",
        thinking_s=1.25,
        state=State.ERROR,
        usage=Usage(10, 20, 1.5, 0.5, 0.25),
        error=OutOfMemory("raw", needed_bytes=5, free_bytes=3),
        left_out=4,
    )
    await store.save_answer(full)
    read = await store.message(answer.id)
    assert read is not None
    assert read.error is not None
    assert to_record(read.error) == to_record(full.error or OutOfMemory())
    assert replace(read, error=None) == replace(full, error=None)


async def test_versions_of_an_answer(store: SqliteChatStore) -> None:
    chat = await store.create_chat("a", None)
    question, first = await ask(store, chat, "q", "one")
    await ask(store, chat, "more", "of one")
    second = await store.add_answer(question.id, "other")
    await store.save_answer(replace(second, text="two", state=State.DONE))
    assert second.sibling_ids == (first.id, second.id)
    assert await texts(store, chat) == ["q", "two"]
    await store.select(first.id)
    assert await texts(store, chat) == ["q", "one", "more", "of one"]
    assert (await store.path(chat.id))[1].sibling_ids == (first.id, second.id)
    await store.select(second.id)
    assert await texts(store, chat) == ["q", "two"]


async def test_an_edited_first_question_is_a_version_of_it(store: SqliteChatStore) -> None:
    chat = await store.create_chat("a", None)
    first, _ = await ask(store, chat, "q", "a")
    edited, _ = await store.add_question(chat.id, None, "edited", "m")
    assert edited.sibling_ids == (first.id, edited.id)
    assert await texts(store, chat) == ["edited", ""]


async def test_delete_from_hides_all_below_and_undo_brings_back_the_screen(store: SqliteChatStore) -> None:
    chat = await store.create_chat("a", None)
    question, answer = await ask(store, chat, "q", "a")
    await ask(store, chat, "q2", "a2")
    await store.delete_from(answer.id)
    assert await texts(store, chat) == ["q"]
    assert await store.message(answer.id) is None
    assert await store.search("a2") == ()
    await store.undelete_from(answer.id)
    assert await texts(store, chat) == ["q", "a", "q2", "a2"]
    await store.delete_from(question.id)
    assert await texts(store, chat) == []
    await store.undelete_from(question.id)
    assert await texts(store, chat) == ["q", "a", "q2", "a2"]
    await store.undelete_from(question.id)  # nothing is deleted: nothing happens


async def test_deleting_the_version_on_screen_shows_another(store: SqliteChatStore) -> None:
    chat = await store.create_chat("a", None)
    question, first = await ask(store, chat, "q", "one")
    second = await store.add_answer(question.id, "m")
    await store.delete_from(second.id)
    assert (await store.path(chat.id))[-1] == replace(first, sibling_ids=(first.id,))
    await store.undelete_from(second.id)
    assert (await store.path(chat.id))[-1].id == second.id
    await store.delete_from(first.id)
    assert (await store.path(chat.id))[-1].id == second.id, "what was not on screen changes nothing there"
    await store.undelete_from(first.id)
    assert (await store.path(chat.id))[-1].id == second.id


async def test_undo_in_the_wrong_order_never_shows_a_message_below_a_deleted_one(store: SqliteChatStore) -> None:
    chat = await store.create_chat("a", None)
    _, answer = await ask(store, chat, "q", "a")
    below, _ = await ask(store, chat, "q2", "a2")
    await store.delete_from(below.id)
    await store.delete_from(answer.id)
    await store.undelete_from(below.id)
    assert await texts(store, chat) == ["q"]
    await store.undelete_from(answer.id)
    assert [message.text for message in (await store.export())[0].messages] == ["q", "a", "q2", "a2"]


async def test_an_answer_that_was_deleted_while_it_grew_is_whole_after_undo(store: SqliteChatStore) -> None:
    chat = await store.create_chat("a", None)
    _, answer = await store.add_question(chat.id, None, "q", "m")
    await store.delete_from(answer.id)
    await store.save_answer(replace(answer, text="all of it", state=State.DONE))
    await store.undelete_from(answer.id)
    assert await texts(store, chat) == ["q", "all of it"]


async def test_a_branch_is_a_copy_of_the_path_and_stands_alone(store: SqliteChatStore) -> None:
    chat = await store.create_chat("a", "m")
    _, answer = await ask(store, chat, "q", "a")
    later, growing = await store.add_question(chat.id, answer.id, "q2", "m")
    branch = await store.branch(growing.id, "a (2)")
    copied = await store.path(branch.id)
    assert [message.text for message in copied] == ["q", "a", "q2", ""]
    assert copied[-1].state is State.INTERRUPTED
    assert branch.model == "m"
    assert copied[0].created_at == (await store.path(chat.id))[0].created_at
    await store.delete_from(later.id)
    await store.delete_chat(chat.id)
    assert len(await store.path(branch.id)) == 4
    assert [found for found, _ in await store.search("q2")] == [branch.id]


async def test_export_has_every_version_parents_first_and_tells_the_selected(store: SqliteChatStore) -> None:
    chat = await store.create_chat("a", None)
    question, first = await ask(store, chat, "q", "one")
    second = await store.add_answer(question.id, "m")
    await store.select(first.id)
    await ask(store, chat, "q2", "two")
    (exported,) = await store.export()
    assert [message.text for message in exported.messages] == ["q", "one", "q2", "two", ""]
    assert exported.messages[-1].id == second.id
    on_screen = [message for message in exported.messages if message.id in exported.selected_ids]
    assert tuple(on_screen) == await store.path(chat.id)


async def test_names_that_do_not_exist_are_bugs(store: SqliteChatStore) -> None:
    chat, other = await store.create_chat("a", None), await store.create_chat("b", None)
    _, answer = await ask(store, chat, "q", "a")
    nobody, nothing = ChatId(99), MessageId(99)
    for call in (
        store.rename_chat(nobody, "x"),
        store.save_draft(nobody, "x"),
        store.delete_chat(nobody),
        store.restore_chat(nobody),
        store.add_question(nobody, None, "x", "m"),
        store.add_question(chat.id, nothing, "x", "m"),
        store.add_question(other.id, answer.id, "x", "m"),
        store.add_answer(nothing, "m"),
        store.add_answer(answer.id, "m"),
        store.save_answer(replace(answer, id=nothing)),
        store.select(nothing),
        store.delete_from(nothing),
        store.branch(nothing, "x"),
    ):
        with pytest.raises(StoreBug):
            await call
    await store.undelete_from(nothing)
    assert await store.path(nobody) == ()


async def test_a_refused_question_leaves_nothing_behind(store: SqliteChatStore) -> None:
    chat = await store.create_chat("a", None)
    await store.save_draft(chat.id, "x")
    with pytest.raises(StoreBug):
        await store.add_question(chat.id, MessageId(99), "x", "m")
    assert await store.path(chat.id) == ()
    assert (await store.chats())[0].draft == "x"


async def test_ten_thousand_messages_read_as_one_path(store: SqliteChatStore) -> None:
    chat = await store.create_chat("long", "m")

    def grow(connection: object) -> None:
        connection.executemany(  # type: ignore[attr-defined]
            "INSERT INTO message (id, chat_id, parent_id, role, text, crc32, state, created_at) "
            "VALUES (?, ?, ?, 'user', 'x', 0, 'sent', 0)",
            [(n, chat.id, n - 1 if n > 1 else None) for n in range(1, 10_001)],
        )
        connection.execute("UPDATE chat SET leaf_id=10000")  # type: ignore[attr-defined]

    await store._database.run(grow)
    path = await store.path(chat.id)
    assert [message.id for message in path] == list(range(1, 10_001))
    await store.delete_from(MessageId(5))
    assert len(await store.path(chat.id)) == 4


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=())), thinking=st.text(), title=st.text())
async def test_any_text_comes_back_cleaned_and_exact(
    store: SqliteChatStore, text: str, thinking: str, title: str
) -> None:
    chat = await store.create_chat(title, None)
    question, answer = await store.add_question(chat.id, None, text, "m")
    await store.save_answer(replace(answer, text=text, thinking=thinking, error=OutOfMemory(text), state=State.ERROR))
    read: Message | None = await store.message(answer.id)
    assert read is not None
    assert (read.text, read.thinking) == (clean_text(text), clean_text(thinking))
    assert question.text == clean_text(text)
    stored = await store.chat(chat.id)
    assert stored is not None
    assert stored.title == clean_text(title)


async def test_an_edit_is_kept_until_it_is_sent_or_given_up(store: SqliteChatStore) -> None:
    """The new words of a question stand beside the draft; a question of another chat is none."""
    chat, other = await store.create_chat("a", None), await store.create_chat("b", None)
    question, _ = await store.add_question(chat.id, None, "q", "m")
    await store.save_draft(chat.id, "draft")
    await store.save_edit(chat.id, question.id, "other words")
    kept = await store.chat(chat.id)
    assert kept is not None
    assert (kept.draft, kept.edited_id, kept.edited_text) == ("draft", question.id, "other words")
    await store.save_edit(other.id, question.id, "words")
    assert [(c.edited_id, c.edited_text) for c in (await store.chats()) if c.id == other.id] == [(None, "words")]
    await store.add_question(chat.id, None, "other words", "m")
    sent = await store.chat(chat.id)
    assert sent is not None
    assert (sent.edited_id, sent.edited_text) == (None, "")


async def test_a_chat_knows_which_one_it_goes_on_with(store: SqliteChatStore) -> None:
    chat = await store.create_chat("a", None)
    following = await store.create_chat("a (2)", "m", chat.id)
    assert following.continues_id == chat.id
    assert chat.continues_id is None
