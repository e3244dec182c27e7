"""Streams in OpenAI's manner as vLLM, SGLang and llama.cpp write them, in any cuts."""

from __future__ import annotations

import json

import pytest

from app.domain.chat import Role
from app.domain.errors import AccessDenied, BadAnswer, ContextTooLong, ModelMissing
from app.domain.options import ChatRequest, GenerationOptions, Turn
from app.domain.stream import DoneReason, StreamDone, TextDelta, ThinkingDelta
from app.llm.errors import classify
from app.llm.openai_events import EventReader
from app.llm.openai_wire import ChunkParser, base_url, chat_body, listed_models

REQUEST = ChatRequest("deepseek-ai/DeepSeek-R1", (Turn(Role.USER, "Hello?"),))


def chunk(content: str | None = None, finish: str | None = None, **delta: str) -> bytes:
    choice = {"index": 0, "delta": delta | ({"content": content} if content else {}), "finish_reason": finish}
    return b"data: " + json.dumps({"choices": [choice]}, ensure_ascii=False).encode() + b"\n\n"


USAGE = b'data: {"choices": [], "usage": {"prompt_tokens": 7, "completion_tokens": 4}}\n\n'
DONE = b"data: [DONE]\n\n"


def read(data: bytes, cut: int = 1 << 20) -> tuple[str, str, StreamDone | None]:
    """Thinking, text, and the end if it was told."""
    reader, parser = EventReader(), ChunkParser(REQUEST)
    events = []
    for start in range(0, len(data), cut):
        for found in reader.feed(data[start : start + cut]):
            events += parser.events(found)
    for found in reader.finish():
        events += parser.events(found)
    events += parser.done() if reader.is_done and parser.is_complete else parser.finish()
    assert reader.fault is None
    thinking = "".join(event.text for event in events if isinstance(event, ThinkingDelta))
    text = "".join(event.text for event in events if isinstance(event, TextDelta))
    return thinking, text, next((event for event in events if isinstance(event, StreamDone)), None)


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
@pytest.mark.parametrize("cut", [1, 2, 7, 1 << 20])
def test_thinking_of_its_own_field(field: str, cut: int) -> None:
    stream = chunk(**{field: "Grüße "}) + chunk(**{field: "🐋"}) + chunk("Hal") + chunk("lo") + chunk(finish="stop")
    thinking, text, done = read(stream + USAGE + DONE, cut)
    assert (thinking, text) == ("Grüße 🐋", "Hallo")
    assert done is not None
    assert (done.reason, done.usage.prompt_tokens, done.usage.answer_tokens) == (DoneReason.STOP, 7, 4)


@pytest.mark.parametrize("cut", [1, 3, 1 << 20])
def test_thinking_between_tags(cut: int) -> None:
    stream = chunk("<thi") + chunk("nk>\nHm") + chunk(".\n</think>\n\nHal") + chunk("lo", finish="length")
    thinking, text, done = read(stream + DONE, cut)
    assert (thinking, text) == ("Hm.", "Hallo")
    assert done is not None
    assert done.reason is DoneReason.LENGTH


def test_what_stands_between_events_is_skipped() -> None:
    stream = b": keep-alive\r\n\r\nevent: message\r\nid: 3\r\n" + chunk("Hallo", finish="stop").replace(b"\n", b"\r\n")
    assert read(stream + b"retry: 10\n" + DONE)[:2] == ("", "Hallo")


def test_a_stream_that_breaks_off_is_not_complete() -> None:
    thinking, text, done = read(chunk(reasoning_content="Hm.") + chunk("Hal"))
    assert (thinking, text, done) == ("Hm.", "Hal", None)


def test_llama_cpps_own_times_count() -> None:
    timings = b'data: {"choices": [], "usage": {"completion_tokens": 20}, "timings": {"predicted_ms": 500.0}}\n\n'
    _, _, done = read(chunk("Hallo", finish="stop") + timings + DONE)
    assert done is not None
    assert done.usage.tokens_per_s == pytest.approx(40.0)


def test_what_is_no_stream_is_refused() -> None:
    reader = EventReader(max_line_bytes=100)
    reader.feed(b"data: " + b"x" * 200)
    assert isinstance(reader.fault, BadAnswer)
    reader = EventReader()
    reader.feed(b"<html>\n<p>no\n")
    reader.finish()
    assert isinstance(reader.fault, BadAnswer)


def test_an_answer_is_continued_in_the_words_of_all_three_servers() -> None:
    turns = (*REQUEST.turns, Turn(Role.ASSISTANT, "Hal", "Hm."))
    body = chat_body(ChatRequest("m", turns, options=GenerationOptions(stop=("END",)), uses_jinja=True))
    assert body["continue_final_message"] is True
    assert body["add_generation_prompt"] is False
    assert body["messages"][-1] == {"role": "assistant", "content": "<think>\nHm.\n</think>\n\nHal"}
    assert body["stop"] == ["END"]
    assert "continue_final_message" not in chat_body(REQUEST)
    assert "num_ctx" not in json.dumps(body)


def test_models_that_think_at_will_are_told_whether_to() -> None:
    names = ["deepseek-ai/DeepSeek-V3.1", "deepseek-v3.2-exp", "/m/DeepSeek-V4.gguf", "DeepSeek-V3", "DeepSeek-R1", "q"]
    found = listed_models({"data": [{"id": name} for name in names]})
    assert [details.can_think for _, details in found] == [True, True, True, False, False, False]
    body = chat_body(ChatRequest("deepseek-v3.1", REQUEST.turns, think=False))
    assert body["chat_template_kwargs"] == {"thinking": False}
    assert "chat_template_kwargs" not in chat_body(REQUEST)


@pytest.mark.parametrize("url", ["http://h:8000", "http://h:8000/", "http://h:8000/v1", "http://h:8000/v1/"])
def test_the_address_with_and_without_its_version(url: str) -> None:
    assert base_url(url) == "http://h:8000"


def test_lists_of_models() -> None:
    rows = [{"id": "a", "max_model_len": 4096}, {"id": "a"}, {"id": 3}, "odd", {"id": "b", "meta": {"n_ctx": 512}}]
    found = listed_models({"object": "list", "data": [*rows, {"id": "c"}]})
    assert [(model.tag, details.context_tokens, details.has_own_context) for model, details in found] == [
        ("a", 4096, True),
        ("b", 512, True),
        ("c", None, False),
    ]
    for odd in ({}, [], {"data": None}, "text"):
        with pytest.raises(BadAnswer):
            listed_models(odd)


@pytest.mark.parametrize(
    ("words", "asked", "possible"),
    [
        (
            "This model's maximum context length is 4096 tokens. However, you requested 5017 tokens "
            "(5001 in the messages, 16 in the completion). Please reduce the length of the messages or completion.",
            *(5017, 4096),
        ),
        (
            "This model's maximum context length is 4096 tokens. However, your request has 5017 input tokens. "
            "Please reduce the length of the input messages.",
            *(5017, 4096),
        ),
        ("The decoder prompt (length 5017) is longer than the maximum model length of 4096.", 5017, 4096),
        ("The input (5017 tokens) is longer than the model's context length (4096 tokens).", 5017, 4096),
        (
            "Requested token count exceeds the model's maximum context length of 4096 tokens. "
            "You requested a total of 5017 tokens: 5001 tokens from the input messages and 16 for the completion.",
            *(5017, 4096),
        ),
    ],
)
def test_too_long_in_the_words_of_vllm_and_sglang(words: str, asked: int, possible: int) -> None:
    error = classify(400, json.dumps({"object": "error", "message": words, "type": "BadRequestError", "code": 400}))
    assert isinstance(error, ContextTooLong)
    assert (error.prompt_tokens, error.context_tokens) == (asked, possible)


def test_other_refusals_in_their_words() -> None:
    missing = {"error": {"message": "The model `x` does not exist.", "type": "NotFoundError", "code": 404}}
    error = classify(404, json.dumps(missing))
    assert isinstance(error, ModelMissing)
    assert error.tag == "x"
    assert isinstance(classify(401, '{"error":"Unauthorized"}'), AccessDenied)
