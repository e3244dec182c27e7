"""How much of a conversation fits, and how full the memory is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.chat import ChatId, Message, MessageId, Role, State
from app.domain.context import Fullness, estimate_tokens, fit_turns, fullness, measured_scale, memory_start, with_draft
from app.domain.options import Turn
from app.domain.stream import Usage

WHEN = datetime(2026, 1, 1, tzinfo=UTC)


def said(text: str, usage: Usage | None = None, thinking: str = "", left_out: int = 0, *, by_model: bool) -> Message:
    role = Role.ASSISTANT if by_model else Role.USER
    model = "m" if by_model else None
    return Message(
        MessageId(1), ChatId(1), None, role, text, State.DONE, WHEN,
        thinking=thinking, model=model, usage=usage, left_out=left_out,
    )  # fmt: skip


def test_the_count_of_the_server_is_exact() -> None:
    """What it read and wrote last is all there is; nothing before it is counted again."""
    path = [said("x" * 9000, by_model=False), said("answer", Usage(2000, 300), by_model=True)]
    found = fullness(path, 4096)
    assert (found.used_tokens, found.room_tokens, found.is_estimated) == (2300, 4096 - 1 - 1024, False)
    assert not found.is_long


def test_thinking_is_not_sent_again() -> None:
    """Of an answer that was thought about only its own share stays."""
    found = fullness([said("a" * 100, Usage(2000, 400), "t" * 300, by_model=True)], 4096)
    assert (found.used_tokens, found.is_estimated) == (2100, True)


def test_what_nobody_counted_is_estimated() -> None:
    """A question behind the last count, a stopped answer."""
    path = [said("a", Usage(1000, 1), by_model=True), said("q" * 350, by_model=False), said("b" * 35, by_model=True)]
    found = fullness(path, 4096)
    assert found.used_tokens == 1001 + estimate_tokens("q" * 350) + estimate_tokens("b" * 35) + 16
    assert found.is_estimated


@pytest.mark.parametrize(("used", "is_long"), [(2609, False), (2611, True), (3500, True)])
def test_it_is_long_from_85_percent_on(used: int, is_long: bool) -> None:
    assert fullness([said("a", Usage(used, 0), by_model=True)], 4096).is_long is is_long


def test_the_room_is_what_is_sent_at_most() -> None:
    """As soon as the memory is full the next request leaves out the oldest turns, and not before."""
    turns = [Turn(Role.USER, "x" * 350) for _ in range(40)]
    each = estimate_tokens("x" * 350) + estimate_tokens("") + 8
    room = Fullness(0, 4096 - 1 - 1024, is_estimated=True, left_out=0).room_tokens
    fits = room // each
    assert fit_turns(turns[:fits], 4096).left_out == 0
    assert fit_turns(turns[: fits + 1], 4096).left_out == 1


def test_estimates_are_corrected_by_what_the_server_counted() -> None:
    """By the last answer of the same model, without what was left out then; without one, and after a summary of
    another chat, nothing is corrected."""
    question = said("q" * 692, by_model=False)  # 198 and 8 for its marks
    path = [question, said("a", Usage(412, 9), by_model=True)]
    assert measured_scale(path, "m") == 2.0
    assert measured_scale(path, "other") == 1.0
    assert measured_scale([question], "m") == 1.0
    assert measured_scale([question, said("a", Usage(2060, 9), by_model=True)], "m") == 1.0
    longer = [*path, question, said("a", Usage(103, 9), left_out=2, by_model=True)]
    assert measured_scale(longer, "m") == 0.5


def test_a_model_that_went_without_the_beginning_has_forgotten_it() -> None:
    found = fullness([said("a", Usage(100, 1), left_out=3, by_model=True)], 4096)
    assert found.is_forgetting
    assert found.is_long


def test_the_memory_begins_behind_what_the_last_answer_went_without() -> None:
    """Empty answers were never sent; an answer that knows all of it again moves the line away."""
    path = [
        replace(said(text, by_model=number % 2 == 0), id=MessageId(number))
        for number, text in enumerate(["a", "", "b", "answer", "c", "answer"], 1)
    ]
    assert memory_start(path) is None
    path[-1] = replace(path[-1], left_out=1)
    assert memory_start(path) == 3  # the failed answer behind "a" does not count
    path[-1] = replace(path[-1], left_out=3)
    assert memory_start(path) == 5
    again = [replace(said("d", by_model=False), id=MessageId(7)), replace(said("x", by_model=True), id=MessageId(8))]
    assert memory_start([*path, *again]) is None
    assert memory_start([*path, again[0], replace(again[1], text="")]) == 5


def test_the_memory_begins_where_an_answer_that_is_on_its_way_begins_to_know() -> None:
    """Told before its first word; one that failed before that tells nothing."""
    path = [replace(said(text, by_model=number % 2 == 0), id=MessageId(number)) for number, text in enumerate("abc", 1)]
    coming = replace(said("", left_out=2, by_model=True), id=MessageId(4), state=State.STREAMING)
    assert memory_start([*path, coming]) == 3
    assert memory_start([*path, replace(coming, state=State.ERROR)]) is None


def test_what_is_written_counts_when_it_is_more_than_a_few_words() -> None:
    """As an estimate; longer than the room it cannot be sent at all."""
    found = fullness([said("a", Usage(1000, 0), by_model=True)], 4096)
    assert with_draft(found, "a few words") == found
    longer = with_draft(found, "x" * 7000)
    assert (longer.used_tokens, longer.is_estimated) == (1000 + 2001 + 8, True)
    assert longer.is_long
    assert not longer.is_too_much
    assert with_draft(found, "x" * 11_000).is_too_much


def test_a_summary_forgets_the_other_chat_not_its_own() -> None:
    path = [said("Summarise", by_model=False), said("We spoke", left_out=4, by_model=True)]
    assert memory_start(path) is None
