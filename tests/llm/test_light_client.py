"""The connection for questions that are asked all the time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field

import pytest

from app.domain.errors import BadAnswer, Unreachable
from app.domain.models import InstalledModel
from app.llm.light_client import LightClient
from app.llm.ollama_backend import OllamaBackend
from tests.helpers.fake_answers import Answer, Reset, json_answer
from tests.helpers.fake_ollama import MODEL, FakeModel, FakeOllama

HELLO = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"


@dataclass
class Raw:
    """What a server of bare bytes saw."""

    url: str = ""
    connections: int = 0
    heads: list[bytes] = field(default_factory=list)


@asynccontextmanager
async def raw_server(*replies: bytes | None) -> AsyncIterator[Raw]:
    """Answers request after request with the next reply; None hangs up instead."""
    raw, left = Raw(), list(replies)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        raw.connections += 1
        try:
            while True:
                raw.heads.append(await reader.readuntil(b"\r\n\r\n"))
                if (reply := left.pop(0)) is None:
                    return
                writer.write(reply)
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        raw.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield raw


async def test_one_connection_serves_all_questions() -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"
    async with raw_server(HELLO, chunked, HELLO) as raw:
        client = LightClient(f"{raw.url}/under/")
        assert [await client.get("/a", 100) for _ in range(3)] == [(200, b"hello")] * 3
        client.close()
        assert raw.connections == 1
        assert raw.heads[0].startswith(b"GET /under/a HTTP/1.1\r\nHost: 127.0.0.1:")


async def test_a_server_that_closes_is_connected_anew() -> None:
    closing = HELLO.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    async with raw_server(closing, HELLO, None, HELLO) as raw:
        client = LightClient(raw.url)
        assert await client.get("/", 100) == await client.get("/", 100) == (200, b"hello")
        with pytest.raises(Unreachable):
            await client.get("/", 100)
        assert await client.get("/", 100) == (200, b"hello")
        client.close()
        assert raw.connections == 3


@pytest.mark.parametrize(
    "reply",
    [
        b"\x00\x01\x02 what is this\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 101\r\n\r\n" + b"x" * 101,
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
    ],
)
async def test_what_makes_no_sense_is_a_bad_answer_and_forgotten(reply: bytes) -> None:
    async with raw_server(reply, HELLO) as raw:
        client = LightClient(raw.url)
        with pytest.raises(BadAnswer):
            await client.get("/", 100)
        assert await client.get("/", 100) == (200, b"hello")
        client.close()


async def test_after_a_cancel_the_late_answer_is_not_taken_for_the_next() -> None:
    late = b""
    async with raw_server(late, HELLO) as raw:
        client = LightClient(raw.url)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await client.get("/first", 100)
        assert await client.get("/second", 100) == (200, b"hello")
        client.close()
        assert raw.connections == 2


async def tags(lists: AsyncGenerator[tuple[InstalledModel, ...], None]) -> list[str]:
    async with asyncio.timeout(10):
        return sorted(model.tag for model in await anext(lists))


async def test_the_watch_speaks_only_of_changes(server: FakeOllama, backend: OllamaBackend) -> None:
    """Nothing comes to this loop while the list stays the same, nor while the server does not answer."""
    server.keeps_alive = True

    async def asked(more: int) -> None:
        before = server.paths().count("GET /api/tags")
        await server.until(lambda: server.paths().count("GET /api/tags") >= before + more)

    async with aclosing(backend.watch_installed(0.01)) as lists, asyncio.TaskGroup() as group:
        assert await tags(lists) == [MODEL]
        news = group.create_task(tags(lists))
        await asked(5)
        for trouble in (json_answer({"error": "busy"}, 503), Answer((Reset(),)), Answer((b"no list",))):
            server.answers["GET /api/tags"] = trouble
            await asked(3)
        del server.answers["GET /api/tags"]
        await asked(3)
        assert not news.done()
        server.models["deepseek-r1:8b"] = FakeModel()
        assert await news == ["deepseek-r1:8b", MODEL]


async def test_a_watch_that_is_left_asks_no_more(server: FakeOllama, backend: OllamaBackend) -> None:
    async with aclosing(backend.watch_installed(0.0)) as lists, asyncio.TaskGroup() as group:
        await tags(lists)
        news = group.create_task(tags(lists))
        await server.until(lambda: len(server.requests) > 3)
        news.cancel()
        await asyncio.wait([news])
        count = len(server.requests)
        await backend.installed()
        assert len(server.requests) <= count + 2
