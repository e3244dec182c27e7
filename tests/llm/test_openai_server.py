"""Servers in OpenAI's manner that nobody here wrote: llama.cpp's own, and Ollama's second face."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import aclosing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from app.domain.chat import Role
from app.domain.engine import ServerKind, version_tuple
from app.domain.errors import AccessDenied, ContextTooLong, ModelMissing, NotOllama, Unreachable, Unsupported
from app.domain.options import ChatRequest, Turn
from app.domain.stream import DoneReason, TextDelta
from app.llm.any_server import AnyServer
from app.llm.openai_backend import OpenAiBackend
from tests.helpers import tiny_models
from tests.helpers.llama_server import LlamaServer, program_beside
from tests.helpers.tiny_models import import_model
from tests.llm.test_stream import listen

pytestmark = pytest.mark.engine("034")  # whose runner is the server that is tested

KEY = "sk-canary-5f0e"
_R1_CHAT = (
    "{% if thinking is defined and thinking %}Think well, and take the time that it takes. {% endif %}"
    "{% for m in messages %}{% if m.role == 'user' %}<｜User｜>{{ m.content }}"
    "{% else %}<｜Assistant｜>{{ m.content }}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}<｜Assistant｜>{% endif %}"
)


@pytest.fixture(scope="module")
def llama(engine_program: Path) -> Iterator[LlamaServer]:
    """llama.cpp's server behind a key, with a model that thinks and answers."""
    program = program_beside(engine_program) or pytest.skip("no real engine of a generation with llama-server")
    arguments = ("--api-key", KEY, "--ctx-size", "1024", "--parallel", "1", "--chat-template", _R1_CHAT)
    with LlamaServer(program, tiny_models.recites().path, *arguments) as server:
        yield server


@pytest.fixture
def there(llama: LlamaServer) -> Iterator[AnyServer]:
    """Our side of it."""
    made = AnyServer(key_of=lambda _: KEY)
    yield made
    made.close()


def ask(tag: str, text: str = "Hello?") -> ChatRequest:
    return ChatRequest(tag, (Turn(Role.USER, text),))


async def test_it_is_found_out_that_it_is_no_ollama(llama: LlamaServer, there: AnyServer) -> None:
    assert await there.version(f"{llama.url}/v1", 10.0) == ""
    assert there.kind(f"{llama.url}/v1") is ServerKind.OPENAI
    greeting = await there.greet(llama.url, KEY, 10.0)
    assert (greeting.kind, greeting.models) == (ServerKind.OPENAI, 1)


@pytest.mark.parametrize("key", ["", "sk-wrong"])
async def test_a_wrong_key_is_told_with_the_address(llama: LlamaServer, there: AnyServer, key: str) -> None:
    with pytest.raises(AccessDenied) as raised:
        await there.greet(llama.url, key, 10.0)
    assert raised.value.address == llama.url
    assert KEY not in repr(raised.value)


async def test_every_character_of_thinking_and_answer_arrives(llama: LlamaServer, there: AnyServer) -> None:
    await there.version(llama.url, 10.0)
    there.use(llama.url)
    [model] = await there.installed()
    details = await there.details(model.tag)
    assert (details.context_tokens, details.has_own_context, details.can_think) == (1024, True, False)

    heard = await listen(there, ask(model.tag))
    assert heard.error is None
    assert (heard.thinking, heard.text) == (tiny_models.THINKING, tiny_models.ANSWER)
    assert heard.done is not None
    assert heard.done.reason is DoneReason.STOP
    assert heard.done.usage.prompt_tokens > 0
    assert heard.done.usage.tokens_per_s


async def test_an_answer_is_continued_where_it_was_left(llama: LlamaServer, there: AnyServer) -> None:
    await there.version(llama.url, 10.0)
    there.use(llama.url)
    pieces = tiny_models.recites().pieces
    begun = "".join(pieces[:4])
    turns = (Turn(Role.USER, "Hello?"), Turn(Role.ASSISTANT, begun, tiny_models.THINKING))
    heard = await listen(there, ChatRequest("any", turns, uses_jinja=True))
    assert heard.error is None
    assert begun + heard.text == tiny_models.ANSWER


async def test_the_template_is_told_whether_to_think(llama: LlamaServer, there: AnyServer) -> None:
    await there.version(llama.url, 10.0)
    there.use(llama.url)
    lengths = {}
    for think in (None, False, True):
        heard = await listen(there, ChatRequest("any", (Turn(Role.USER, "Hello?"),), think))
        assert heard.done is not None
        lengths[think] = heard.done.usage.prompt_tokens
    assert lengths[True] > lengths[False] == lengths[None]


async def test_what_it_does_not_offer_is_refused_not_sent(llama: LlamaServer, there: AnyServer) -> None:
    await there.version(llama.url, 10.0)
    there.use(llama.url)
    assert await there.loaded() == ()
    await there.unload("anything")
    with pytest.raises(Unsupported):
        await there.delete("anything")
    with pytest.raises(ModelMissing):
        await there.details("anything")


async def test_a_conversation_that_is_too_long_is_told_with_numbers(llama: LlamaServer, there: AnyServer) -> None:
    await there.version(llama.url, 10.0)
    there.use(llama.url)
    [model] = await there.installed()
    heard = await listen(there, ask(model.tag, "word " * 3000))
    assert isinstance(heard.error, ContextTooLong)
    assert heard.error.prompt_tokens > heard.error.context_tokens == 1024


async def test_stopping_stops_the_server(engine_program: Path) -> None:
    program = program_beside(engine_program) or pytest.skip("no real engine of a generation with llama-server")
    with LlamaServer(program, tiny_models.slow().path, "--ctx-size", "8192", "--parallel", "1") as server:
        backend = OpenAiBackend(server.url)
        try:
            async with aclosing(backend.stream_chat(ask("slow"))) as events:
                async for event in events:
                    if isinstance(event, TextDelta):
                        break
            async with asyncio.timeout(10):
                while "stop processing" not in server.log and "cancel task" not in server.log:
                    await asyncio.sleep(0.02)
        finally:
            backend.close()


async def test_the_second_face_of_ollama(engine_url: str) -> None:
    import_model(engine_url, tiny_models.recites().path, "second-face")
    backend = OpenAiBackend(f"{engine_url}/v1/")
    try:
        tags = [model.tag for model in await backend.installed()]
        assert "second-face:latest" in tags
        heard = await listen(backend, ask("second-face"))
        assert (heard.error, heard.thinking, heard.text) == (None, tiny_models.THINKING, tiny_models.ANSWER)
        heard = await listen(backend, ask("no-such-model"))
        assert isinstance(heard.error, ModelMissing)
    finally:
        backend.close()


async def test_an_ollama_is_greeted_as_one(engine_url: str) -> None:
    server = AnyServer()
    try:
        greeting = await server.greet(engine_url, "unasked-for", 10.0)
        assert greeting.kind is ServerKind.OLLAMA
        assert version_tuple(greeting.version)
        with pytest.raises(Unreachable):
            await server.greet("http://127.0.0.1:1", "", 2.0)
    finally:
        server.close()


async def test_a_page_of_the_web_is_neither() -> None:
    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", "6")
            self.end_headers()
            self.wfile.write(b"<html>")

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as page:
        threading.Thread(target=page.serve_forever, daemon=True).start()
        server = AnyServer()
        try:
            with pytest.raises(NotOllama):
                await server.greet(f"http://127.0.0.1:{page.server_port}", "", 5.0)
        finally:
            server.close()
            page.shutdown()
