"""Search: what a person types is found, in any language."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.domain.chat import State
from app.store.chats import SqliteChatStore
from app.store.search import excerpt
from tests.store.building import ask


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The blue whale sings", "whale"),
        ("The blue whale sings", "WHAL"),
        ("The blue whale sings", "sings blue"),
        ("The blue whale sings", "bl"),
        ("Größe der Wale", "GRÖSSE"[:3]),
        ("Ärger", "är"),
        ("鲸鱼是哺乳动物", "鲸鱼"),
        ("鲸鱼是哺乳动物", "哺乳动物"),
        ("鲸", "鲸"),
        ("くじらはおおきい", "くじら"),
        ('say "hi" AND (OR) * NOT', '"hi"'),
        ("a AND b", "AND"),
        ("100% _sure_", "% _s"),
        ("emoji 🐋🐳🐋", "🐋🐳🐋"),
        ("x = y*2; DROP TABLE chat;--", "chat;--"),
    ],
)
async def test_it_is_found(store: SqliteChatStore, text: str, words: str) -> None:
    chat = await store.create_chat("title", None)
    other = await store.create_chat("other", None)
    await ask(store, other, "nothing", "of the kind")
    await ask(store, chat, text, "…")
    assert [found for found, _ in await store.search(words)] == [chat.id]


async def test_titles_first_then_one_message_with_all_then_the_rest(store: SqliteChatStore) -> None:
    spread, together, titled = [await store.create_chat(t, None) for t in ("one", "two", "Whale songs")]
    await ask(store, titled, "hello", "there")
    await ask(store, together, "the songs of a whale", "yes")
    await ask(store, spread, "songs", "whale")
    found = await store.search("whale songs")
    assert [chat_id for chat_id, _ in found] == [titled.id, together.id, spread.id]
    assert [text for _, text in found] == ["", "the songs of a whale", "whale"]
    assert len(await store.search("whale songs", limit=2)) == 2


async def test_nothing_to_look_for_finds_nothing(store: SqliteChatStore) -> None:
    await store.create_chat("a", None)
    assert await store.search("") == ()
    assert await store.search("  \0 ") == ()
    assert await store.search("absent") == ()


async def test_changed_texts_are_found_by_their_new_words_only(store: SqliteChatStore) -> None:
    chat = await store.create_chat("before", None)
    await store.rename_chat(chat.id, "after")
    _, answer = await ask(store, chat, "q", "narwhal")
    await store.save_answer(replace(answer, text="orca", state=State.DONE))
    indexed = "SELECT count(*) FROM message_index_docsize"
    assert await store._database.read(lambda c: c.execute(indexed).fetchone()) == (2,)
    await store.save_answer(replace(answer, text="orca again", state=State.STREAMING))
    await store.save_answer(replace(answer, text="orca at last", state=State.DONE))
    for gone in ("before", "narwhal", "again"):
        assert await store.search(gone) == ()
    for there in ("after", "orca", "at last"):
        assert len(await store.search(there)) == 1


async def test_a_damaged_index_is_made_anew_without_a_word(store: SqliteChatStore) -> None:
    """Damage inside the index is not seen by quick_check; without this every save would fail for ever."""
    chat = await store.create_chat("title", None)
    _, answer = await ask(store, chat, "narwhal", "yes")
    growing = await store.add_answer((await store.path(chat.id))[0].id, "m")

    async def damage() -> None:
        await store._database.run(lambda c: c.execute("UPDATE message_index_data SET block=x'ffff01ff02'"))

    await damage()
    assert [found for found, _ in await store.search("narwhal")] == [chat.id]
    await damage()
    await store.save_answer(replace(growing, text="beluga", state=State.DONE))
    await store.save_answer(replace(answer, text="orca", state=State.DONE))
    assert [found for found, _ in await store.search("beluga")] == [chat.id]
    assert await store.search("yes") == ()


def test_an_excerpt_is_one_line_around_the_hit() -> None:
    text = "word " * 50 + "the\n\n whale sings " + "more " * 50
    found = excerpt(text, ["whale"])
    assert found.startswith("…")
    assert found.endswith("…")
    assert "the whale sings" in found
    assert len(found) <= 122
    assert excerpt("short", ["absent"]) == "short"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), text=st.text(min_size=1, max_size=40))
async def test_every_piece_of_a_text_is_found(store: SqliteChatStore, data: st.DataObject, text: str) -> None:
    chat = await store.create_chat("t", None)
    question, _ = await ask(store, chat, text, "")
    words = question.text.split()
    assume(words)
    word = data.draw(st.sampled_from(words))
    start = data.draw(st.integers(0, len(word) - 1))
    piece = word[start : data.draw(st.integers(start + 1, len(word)))]
    assert chat.id in [found for found, _ in await store.search(piece, limit=10_000)]
