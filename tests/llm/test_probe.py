"""Who answers at an address?"""

from __future__ import annotations

import asyncio
import socket
import time

import pytest

from app.domain.errors import NotOllama, Unreachable
from app.llm.ollama_backend import OllamaBackend
from tests.helpers.fake_answers import Answer, Hang, Loop, Reset, json_answer
from tests.helpers.fake_ollama import FakeOllama


async def test_an_ollama_says_its_version(server: FakeOllama, backend: OllamaBackend) -> None:
    assert await backend.version(server.url, 2.0) == "0.34.4"
    assert await backend.version(server.url + "/", 2.0) == "0.34.4"


@pytest.mark.parametrize(
    "answer",
    [
        Answer((b"<html>Welcome</html>",), content_type="text/html", is_chunked=False),
        Answer((b"404 page not found",), status=404, is_chunked=False),
        Answer((b"bad gateway",), status=502, is_chunked=False),
        Answer((), status=302, headers={"Location": "http://127.0.0.1:1/"}, is_chunked=False),
        Answer((b"\xff\xfe\x00",), is_chunked=False),
        Answer((b"[" * 50_000,), is_chunked=False),
        Answer((), is_chunked=False),
        json_answer({"version": 5}),
        json_answer({"name": "something else"}),
        json_answer(["0.34.4"]),
        json_answer("0.34.4"),
        Answer((Loop((b"x" * 4096,)),)),
    ],
)
async def test_something_else_is_not_ollama(server: FakeOllama, backend: OllamaBackend, answer: Answer) -> None:
    server.answers["/api/version"] = answer
    with pytest.raises(NotOllama):
        await backend.version(server.url, 5.0)


@pytest.mark.parametrize("greeting", [b"\x00\x01\x02\xff" * 40, b"HTTP/9.9 what\r\n\r\n"])
async def test_another_protocol_is_not_ollama(backend: OllamaBackend, greeting: bytes) -> None:
    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(greeting)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as other:
        port = other.sockets[0].getsockname()[1]
        with pytest.raises(NotOllama):
            await backend.version(f"http://127.0.0.1:{port}", 5.0)


async def test_silence_and_emptiness_are_unreachable(server: FakeOllama, backend: OllamaBackend) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unreachable):
        await backend.version(f"http://127.0.0.1:{port}", 2.0)
    server.answers["/api/version"] = Answer((Hang(),))
    began = time.monotonic()
    with pytest.raises(Unreachable):
        await backend.version(server.url, 0.2)
    assert 0.15 < time.monotonic() - began < 4
    # What talks otherwise and then goes (mail, remote shell) looks the same.
    server.answers["/api/version"] = Answer((Reset(),))
    with pytest.raises(Unreachable):
        await backend.version(server.url, 2.0)


async def test_drops_of_an_answer_do_not_extend_the_time(server: FakeOllama, backend: OllamaBackend) -> None:
    server.answers["/api/version"] = Answer((Loop((b" ",), 0.05),))
    with pytest.raises(Unreachable):
        await backend.version(server.url, 0.3)


@pytest.mark.parametrize("url", ["", "nonsense", "http://[::1", "http://127.0.0.1:99999", "file:///etc/passwd"])
async def test_an_address_that_is_none(backend: OllamaBackend, url: str) -> None:
    with pytest.raises(Unreachable):
        await backend.version(url, 1.0)
