"""What is sent, and the odd numbers that come back."""

from __future__ import annotations

import pytest

from app.domain.chat import Role
from app.domain.options import ChatRequest, GenerationOptions, Turn
from app.domain.stream import DoneReason, StreamDone, TextDelta, Usage
from app.llm.wire import AnswerParser, chat_body, keep_alive, prompt_tokens


@pytest.mark.parametrize(
    ("value", "sent"),
    [("5m", "5m"), ("1h30m", "1h30m"), ("-1", -1), ("0", 0), ("1.5", 1.5), ("nan", "nan"), ("inf", "inf")],
)
def test_numbers_of_keep_alive_are_sent_as_numbers(value: str, sent: object) -> None:
    assert keep_alive(value) == sent
    assert type(keep_alive(value)) is type(sent)


@pytest.mark.parametrize(("think", "sent"), [(None, False), (False, False), (True, True)])
def test_think_is_always_said(think: bool | None, sent: bool) -> None:
    assert chat_body(ChatRequest("m", (), think))["think"] is sent


@pytest.mark.parametrize(("wanted", "sent"), [(1, 256), (256, 256), (8192, 8192), (8300, 8192)])
def test_the_context_is_a_multiple_of_256(wanted: int, sent: int) -> None:
    body = chat_body(ChatRequest("m", (), options=GenerationOptions(context_tokens=wanted)))
    assert body["options"]["num_ctx"] == sent


def test_layers_and_stop_are_left_to_the_server_unless_given() -> None:
    assert set(chat_body(ChatRequest("m", ()))["options"]) == {"num_ctx", "num_batch", "temperature", "top_p"}


def test_a_longer_request_counts_more_tokens() -> None:
    short, long = (prompt_tokens(ChatRequest("m", (Turn(Role.USER, "x" * length),))) for length in (10, 1000))
    assert 10 < short < 30
    assert 280 < long < 320


@pytest.mark.parametrize("odd", [None, "12", -5, True, [], {}, 1 << 70, 1.5, float("inf"), float("nan")])
def test_odd_numbers_count_as_nothing(odd: object) -> None:
    names = ("prompt_eval_count", "eval_count", "eval_duration", "load_duration", "prompt_eval_duration")
    piece = dict.fromkeys(names, odd) | {"done": True, "done_reason": odd}
    events = list(AnswerParser(ChatRequest("m", ())).events(piece))
    assert events == [StreamDone(DoneReason.OTHER, Usage())]


CONTINUED = (Turn(Role.USER, "Hello?"), Turn(Role.ASSISTANT, "Well, ", "Let me see."))


def test_an_answer_is_continued_with_its_thoughts() -> None:
    """The library's template reads the field; the file's own one gets them in the text, for there it is dropped."""
    field, text = (chat_body(ChatRequest("m", CONTINUED, uses_jinja=jinja))["messages"][-1] for jinja in (False, True))
    assert field == {"role": "assistant", "content": "Well, ", "thinking": "Let me see."}
    assert text == {"role": "assistant", "content": "<think>\nLet me see.\n</think>\n\nWell, "}


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (["<think>\nLet me see.\n</think>\n\nWell, hello", " there"], "hello there"),
        (["<think>\nLet me", " see.\n</think>\n\nWell, ", "hello there"], "hello there"),
        ([" hello there"], " hello there"),
    ],
)
def test_what_the_server_repeats_is_not_heard_twice(pieces: list[str], text: str) -> None:
    """By the file's own template the server says the continued answer again first, in whatever pieces, or not."""
    parser = AnswerParser(ChatRequest("m", CONTINUED, uses_jinja=True))
    heard = [event for piece in pieces for event in parser.events({"message": {"content": piece}})]
    assert heard
    assert all(isinstance(event, TextDelta) for event in heard)
    assert "".join(event.text for event in heard if isinstance(event, TextDelta)) == text
