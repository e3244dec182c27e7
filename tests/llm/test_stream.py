"""Answers over a real socket: what arrives, in good times and bad."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from contextlib import aclosing
from dataclasses import replace

import pytest

from app.domain.chat import Role
from app.domain.errors import (
    AccessDenied,
    BackendError,
    BadAnswer,
    Busy,
    ModelMissing,
    NotOllama,
    Repeating,
    RunnerGone,
    ServerFault,
    Stalled,
    Unreachable,
)
from app.domain.options import ChatRequest, GenerationOptions, Turn
from app.domain.ports import ChatBackend
from app.domain.stream import DoneReason, StreamDone, StreamEvent, TextDelta, ThinkingDelta, Usage
from app.llm.ollama_backend import OllamaBackend
from tests.helpers.fake_answers import SCENARIOS, TEXT, THINKING, Answer, Hang, Loop, done, endless, line, said
from tests.helpers.fake_ollama import MODEL, FakeOllama
from tests.llm.conftest import HASTY, QUICK, question

USAGE = Usage(prompt_tokens=5, answer_tokens=12, answer_s=0.1, load_s=0.25, prompt_s=0.02, cached_tokens=1)


class Heard:
    """What a stream said until its end."""

    def __init__(self) -> None:
        self._thinking: list[str] = []
        self._text: list[str] = []
        self.done: StreamDone | None = None
        self.error: BackendError | None = None
        self.batches = 0

    @property
    def thinking(self) -> str:
        return "".join(self._thinking)

    @property
    def text(self) -> str:
        return "".join(self._text)

    def add(self, event: StreamEvent) -> None:
        assert self.done is None
        self.batches += 1
        match event:
            case ThinkingDelta(text):
                self._thinking.append(text)
            case TextDelta(text):
                self._text.append(text)
            case StreamDone():
                self.done = event


async def listen(backend: ChatBackend, request: ChatRequest | None = None) -> Heard:
    heard = Heard()
    try:
        async with aclosing(backend.stream_chat(request or question())) as events:
            async for event in events:
                heard.add(event)
    except BackendError as error:
        heard.error = error
    return heard


async def test_an_answer_arrives_whole_with_its_thinking_and_cost(server: FakeOllama, backend: OllamaBackend) -> None:
    server.answer = SCENARIOS["ok"]()
    heard = await listen(backend)
    assert (heard.thinking, heard.text, heard.error) == (THINKING, TEXT, None)
    assert heard.done == StreamDone(DoneReason.STOP, USAGE)
    assert server.hangups == 0


@pytest.mark.parametrize(
    ("scenario", "text"),
    [
        ("garbage", "good text"),
        ("split_utf8", "naïve 🐳 café 深度"),
        ("bad_utf8", "g\ufffd\ufffdd "),
        ("lone_surrogate", "a\ufffd b"),
        ("split_surrogate", "a🐳b"),
        ("nul", "a\ufffdb[31mc"),
        ("u2028", "a\u2028b\u2029c"),
        ("nel", "a\u0085b"),
        ("null_msg", "good text"),
        ("wrong_types", "good text"),
        ("array", "good text"),
        ("deep", "good text"),
        ("bytewise", "Größe 🐳!"),
        ("think_tags", TEXT),
        ("end_mark", TEXT),
        ("empty", ""),
    ],
)
async def test_odd_bytes_do_not_break_an_answer(
    server: FakeOllama, backend: OllamaBackend, scenario: str, text: str
) -> None:
    server.answer = SCENARIOS[scenario]()
    heard = await listen(backend)
    assert heard.text == text
    assert heard.error is None
    assert heard.done is not None
    heard.text.encode()


async def test_thinking_in_tags_is_told_apart(server: FakeOllama, backend: OllamaBackend) -> None:
    server.answer = SCENARIOS["think_tags"]()
    assert (await listen(backend)).thinking == THINKING


async def test_numbers_of_a_wrong_type_count_as_unknown(server: FakeOllama, backend: OllamaBackend) -> None:
    server.answer = SCENARIOS["wrong_types"]()
    heard = await listen(backend)
    assert heard.done is not None
    assert heard.done.usage == replace(USAGE, answer_tokens=0, answer_s=0.0, prompt_tokens=0, load_s=0.0)


async def test_a_full_context_is_said(server: FakeOllama, backend: OllamaBackend) -> None:
    server.answer = SCENARIOS["length"]()
    heard = await listen(backend)
    assert heard.done is not None
    assert heard.done.reason is DoneReason.LENGTH


@pytest.mark.parametrize("scenario", ["truncated", "closed_mid_chunk", "no_done", "no_end"])
async def test_an_answer_without_its_end_is_interrupted_and_kept(
    server: FakeOllama, backend: OllamaBackend, scenario: str
) -> None:
    server.answer = SCENARIOS[scenario]()
    heard = await listen(backend)
    assert heard.text.startswith("half ")
    assert (heard.done, heard.error) == (None, None)


@pytest.mark.parametrize(
    ("scenario", "text", "error"),
    [
        ("error_line", "half ", RunnerGone),
        ("repeats", "no " * 101, Repeating),
        ("huge_line", "good ", BadAnswer),
        ("only_garbage", "", BadAnswer),
        ("html200", "", BadAnswer),
        ("401", "", AccessDenied),
        ("404", "", ModelMissing),
        ("429", "", Busy),
        ("500", "", ServerFault),
        ("503", "", Busy),
        ("html502", "", ServerFault),
        ("redirect", "", NotOllama),
    ],
)
async def test_trouble_has_its_name_and_keeps_the_text(
    server: FakeOllama, backend: OllamaBackend, scenario: str, text: str, error: type[BackendError]
) -> None:
    server.answer = SCENARIOS[scenario]()
    heard = await listen(backend)
    assert heard.text == text
    assert type(heard.error) is error
    assert heard.done is None


async def test_a_missing_model_is_named(server: FakeOllama, backend: OllamaBackend) -> None:
    heard = await listen(backend, question(model="gone:8b"))
    assert isinstance(heard.error, ModelMissing)
    assert heard.error.tag == "gone:8b"


async def test_an_answer_without_end_is_cut_at_its_limit(server: FakeOllama, backend: OllamaBackend) -> None:
    server.answer = SCENARIOS["huge_answer"]()
    heard = await listen(backend)
    assert isinstance(heard.error, BadAnswer)
    assert 3_800_000 < len(heard.text) <= QUICK.answer_bytes
    await server.until(lambda: server.hangups == 1)


async def test_a_redirect_is_refused_and_nothing_goes_to_the_other_place(
    server: FakeOllama, backend: OllamaBackend
) -> None:
    with FakeOllama() as other:
        server.answer = Answer((), 307, headers={"Location": f"{other.url}/api/chat"}, is_chunked=False)
        assert isinstance((await listen(backend)).error, NotOllama)
        assert other.requests == []


async def test_nothing_there_is_said_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    backend = OllamaBackend(f"http://127.0.0.1:{port}", QUICK)
    try:
        began = time.monotonic()
        assert isinstance((await listen(backend)).error, Unreachable)
        assert time.monotonic() - began < QUICK.connect_s
    finally:
        backend.close()


@pytest.mark.parametrize(
    "url", ["", "nonsense", "http://127.0.0.1:99999", "ftp://127.0.0.1", "http://[::1", "http://x\x00y"]
)
async def test_an_address_that_is_none_is_unreachable(url: str) -> None:
    backend = OllamaBackend(url, QUICK)
    try:
        assert isinstance((await listen(backend)).error, Unreachable)
    finally:
        backend.close()


async def test_closing_hangs_up_at_once(server: FakeOllama, backend: OllamaBackend) -> None:
    server.answer = endless()
    async with aclosing(backend.stream_chat(question())) as events:
        await anext(events)
        assert server.hangups == 0
    await server.until(lambda: server.hangups == 1)


async def test_cancelling_hangs_up_even_before_the_first_byte(server: FakeOllama, backend: OllamaBackend) -> None:
    server.answer = Answer((Hang(),))
    server.loads = False
    async with asyncio.TaskGroup() as group:
        listening = group.create_task(listen(backend))
        await server.until(lambda: server.open_answers == 1 and len(server.chats()) == 1)
        listening.cancel()
    await server.until(lambda: server.hangups == 1)


async def test_a_server_killed_in_mid_answer_interrupts_it(server: FakeOllama, backend: OllamaBackend) -> None:
    server.answer = endless("one ")
    heard = Heard()
    async with aclosing(backend.stream_chat(question())) as events:
        async for event in events:
            if not heard.text:
                server.stop()
            heard.add(event)
    assert heard.text.startswith("one ")
    assert heard.done is None


async def test_silence_in_mid_answer_is_a_stall_and_keeps_the_text(server: FakeOllama, hasty: OllamaBackend) -> None:
    server.answer = SCENARIOS["hang"]()
    heard = await listen(hasty)
    assert heard.text == "half "
    assert isinstance(heard.error, Stalled)
    await server.until(lambda: server.hangups == 1)
    assert len(server.chats()) == 1


async def test_a_stuck_runner_is_freed_and_asked_again(server: FakeOllama, hasty: OllamaBackend) -> None:
    server.loaded.append(MODEL)
    server.wedged.add(MODEL)
    heard = await listen(hasty)
    assert heard.text == TEXT
    assert server.hangups == 1
    paths = [path for path in server.paths() if path != "GET /api/ps"]
    assert paths == ["POST /api/chat", "POST /api/generate", "POST /api/chat"]
    assert server.chats()[0] == server.chats()[1]


async def test_a_runner_that_stays_stuck_is_reported(server: FakeOllama, hasty: OllamaBackend) -> None:
    server.answer = Answer((Hang(),))
    heard = await listen(hasty)
    assert isinstance(heard.error, Stalled)
    assert heard.error.silent_s >= HASTY.stall_s
    assert len(server.chats()) == 2


async def test_a_model_that_cannot_be_unloaded_is_reported(server: FakeOllama, hasty: OllamaBackend) -> None:
    server.answer = Answer((Hang(),))
    server.unloads = False
    assert isinstance((await listen(hasty)).error, Stalled)
    assert len(server.chats()) == 1


async def test_loading_may_take_its_time(server: FakeOllama, hasty: OllamaBackend) -> None:
    server.loads = False
    server.answer = Answer((Hang(),))
    async with asyncio.TaskGroup() as group:
        listening = group.create_task(listen(hasty))
        await server.until(lambda: server.paths().count("GET /api/ps") >= 25)
        assert not listening.done()
        listening.cancel()


async def test_a_server_that_falls_silent_altogether_is_stalled(server: FakeOllama) -> None:
    backend = OllamaBackend(server.url, replace(HASTY, call_s=0.3))
    server.answer = Answer((Hang(),))
    server.answers["/api/ps"] = Answer((Hang(),))
    server.answers["/api/generate"] = Answer((Hang(),))
    assert isinstance((await listen(backend)).error, Stalled)
    backend.close()


async def test_waiting_for_another_answer_of_the_same_model_is_no_stall(
    server: FakeOllama, hasty: OllamaBackend
) -> None:
    await hasty.loaded()  # the first call of its kind imports the library, which may take longer than this patience
    answers = iter([endless(pause_s=0.01), Answer((Hang(),))])
    server.answer = lambda _: next(answers)
    async with asyncio.TaskGroup() as group:
        first = group.create_task(listen(hasty))
        await server.until(lambda: len(server.chats()) == 1)
        second = group.create_task(listen(hasty))
        await server.until(lambda: server.paths().count("GET /api/ps") >= 25)
        assert len(server.chats()) == 2
        assert "POST /api/generate" not in server.paths()
        first.cancel()
        second.cancel()


async def test_everything_is_said_to_the_server(server: FakeOllama, backend: OllamaBackend) -> None:
    options = GenerationOptions(context_tokens=5000, keep_alive="-1", gpu_layers=0, stop=("<end>",))
    turns = (Turn(Role.USER, "a\ud83d"), Turn(Role.ASSISTANT, "b", "hm"))
    await listen(backend, ChatRequest(MODEL, turns, None, options))
    assert server.chats() == [
        {
            "model": MODEL,
            "messages": [
                {"role": "user", "content": "a\ufffd"},
                {"role": "assistant", "content": "b", "thinking": "hm"},
            ],
            "stream": True,
            "think": False,
            "truncate": False,
            "shift": False,
            "keep_alive": -1,
            "options": {
                "num_ctx": 4864,
                "num_batch": 512,
                "temperature": 0.6,
                "top_p": 0.95,
                "num_gpu": 0,
                "stop": ["<end>"],
            },
        }
    ]


async def test_events_come_in_batches(server: FakeOllama, backend: OllamaBackend) -> None:
    server.answer = said("x" * 5_000, piece=1)
    began = time.monotonic()
    heard = await listen(backend)
    frames = (time.monotonic() - began) / QUICK.frame_s
    assert heard.text == "x" * 5_000
    assert heard.batches <= frames + 4


async def test_a_consumer_that_does_not_read_gets_all_of_it_later(server: FakeOllama, backend: OllamaBackend) -> None:
    server.answer = Answer((line(thinking="hm"), *[line("word ")] * 2_000, done()))
    async with aclosing(backend.stream_chat(question())) as events:
        first = await anext(events)
        await server.until(lambda: server.open_answers == 0)
        rest = [event async for event in events]
    assert isinstance(first, ThinkingDelta | TextDelta)
    assert len(rest) < 100
    assert "".join(event.text for event in rest if isinstance(event, TextDelta)).endswith("word word ")
    assert isinstance(rest[-1], StreamDone)


def test_a_consumer_whose_loop_has_closed_does_not_keep_the_server_busy(server: FakeOllama) -> None:
    server.answer = endless()
    backend = OllamaBackend(server.url, QUICK)
    loop = asyncio.new_event_loop()
    events = backend.stream_chat(question())
    loop.run_until_complete(anext(events))
    loop.close()
    server.wait_for(lambda: server.hangups == 1)
    backend.close()


def test_two_loops_in_two_threads_share_one_backend(server: FakeOllama, backend: OllamaBackend) -> None:
    server.answer = said("x" * 400, pause_s=0.0005)
    texts: list[str] = []

    def run() -> None:
        texts.append(asyncio.run(listen(backend)).text)

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == ["x" * 400] * 4


async def test_closing_the_backend_ends_what_runs(server: FakeOllama) -> None:
    server.answer = endless()
    backend = OllamaBackend(server.url, QUICK)
    async with aclosing(backend.stream_chat(question())) as events:
        await anext(events)
        backend.close()
        backend.close()
        with pytest.raises(Unreachable):
            async for _ in events:
                pass
    await server.until(lambda: server.hangups == 1)
    assert isinstance((await listen(backend)).error, Unreachable)
    assert not [thread for thread in threading.enumerate() if thread.name == "llm"]


async def test_a_new_address_counts_from_the_next_request_on(server: FakeOllama, backend: OllamaBackend) -> None:
    server.answer = Answer((line("one "), Loop((line("two "),), 0.005)))
    with FakeOllama() as other:
        async with aclosing(backend.stream_chat(question())) as events:
            await anext(events)
            backend.use(other.url)
            assert (await listen(backend)).text == TEXT
            assert isinstance(await anext(events), TextDelta)
    assert (len(server.chats()), len(other.chats())) == (1, 1)


async def test_a_continued_answer_keeps_its_first_blank(server: FakeOllama, backend: OllamaBackend) -> None:
    server.answer = Answer((line(" fox"), done()))
    turns = (Turn(Role.USER, "?"), Turn(Role.ASSISTANT, "The quick brown"))
    assert (await listen(backend, ChatRequest(MODEL, turns, False))).text == " fox"
    assert (await listen(backend)).text == "fox"


async def test_a_server_that_keeps_the_connection_after_the_end_is_not_waited_for(
    server: FakeOllama, backend: OllamaBackend
) -> None:
    server.answer = Answer((line("text"), done(), Hang()))
    heard = await listen(backend)
    assert (heard.text, heard.error) == ("text", None)
    assert heard.done is not None


async def test_the_server_chooses_the_layers_anew_after_we_did(server: FakeOllama, backend: OllamaBackend) -> None:
    chosen = replace(question(), options=GenerationOptions(gpu_layers=0))
    for request in (question(), chosen, chosen, question(), question()):
        assert (await listen(backend, request)).text == TEXT
    paths = [path.split("/")[-1] for path in server.paths() if path != "GET /api/ps"]
    assert paths == ["chat", "chat", "chat", "generate", "chat", "chat"]
