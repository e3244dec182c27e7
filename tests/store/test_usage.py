"""What the stored answers say of the models that gave them."""

from __future__ import annotations

from dataclasses import replace

from app.domain.chat import Chat, State
from app.domain.stream import Usage
from app.store.chats import SqliteChatStore


async def answer(
    store: SqliteChatStore, chat: Chat, model: str, usage: Usage | None, state: State = State.DONE
) -> None:
    _, empty = await store.add_question(chat.id, None, "q", model)
    await store.save_answer(replace(empty, text="a", state=state, usage=usage))


def measured(tokens_per_s: float, tokens: int = 100) -> Usage:
    return Usage(answer_tokens=tokens, answer_s=tokens / tokens_per_s)


async def test_nothing_was_asked_yet(store: SqliteChatStore) -> None:
    assert await store.model_usage() == {}


async def test_speed_is_the_median_of_the_last_telling_answers(store: SqliteChatStore) -> None:
    chat = await store.create_chat("c", "a:1b")
    for speed in (1, 1, 20, 30, 10, 90, 25):
        await answer(store, chat, "a:1b", measured(speed))
    await answer(store, chat, "a:1b", measured(500, tokens=15))
    await answer(store, chat, "a:1b", None, State.STOPPED)
    await answer(store, chat, "a:1b", Usage(prompt_tokens=3), State.DONE)
    found = (await store.model_usage())["a:1b"]
    assert found.tokens_per_s == 25
    assert found.answers == 10
    assert found.last_used is not None


async def test_one_answer_is_no_measurement(store: SqliteChatStore) -> None:
    chat = await store.create_chat("c", "a")
    await answer(store, chat, "a", measured(5))
    assert (await store.model_usage())["a:latest"].tokens_per_s is None
    await answer(store, chat, "a", measured(7))
    assert (await store.model_usage())["a:latest"].tokens_per_s == 6


async def test_models_are_told_apart_and_failures_are_no_use(store: SqliteChatStore) -> None:
    chat = await store.create_chat("c", "a")
    await answer(store, chat, "a:1b", measured(5))
    await answer(store, chat, "b:1b", None, State.ERROR)
    await store.delete_chat(chat.id)
    assert {tag: usage.answers for tag, usage in (await store.model_usage()).items()} == {"a:1b": 1}
