"""Gateways that speak OpenAI's manner with an accent: what they say is neither lost nor taken for less than it is."""

from __future__ import annotations

import asyncio
import json

import pytest

from app.domain.chat import Role
from app.domain.errors import ServerFault
from app.domain.options import ChatRequest, Turn
from app.domain.stream import DoneReason
from app.llm.openai_backend import OpenAiBackend
from tests.llm.test_stream import Heard, listen

_WHOLE = {"message": {"role": "assistant", "content": "Hello", "reasoning_content": "Hm"}, "finish_reason": "stop"}
_PARTS = [{"type": "text", "text": "Hel"}, {"type": "text", "text": "lo"}, {"type": "image"}, None]


def _said(*objects: object) -> bytes:
    return b"".join(b"data: " + (o if isinstance(o, bytes) else json.dumps(o).encode()) + b"\n\n" for o in objects)


def _piece(content: object, finish: object = None) -> dict[str, object]:
    return {"choices": [{"index": 0, "delta": {"content": content}, "finish_reason": finish}]}


@pytest.mark.parametrize(
    ("body", "text", "reason"),
    [
        pytest.param(_said(_piece("Hel"), _piece("lo"), b"[DONE]"), "Hello", DoneReason.STOP, id="done, no reason"),
        pytest.param(_said(_piece("Hel", ""), _piece("lo", "null")), "Hello", None, id="reasons that are none"),
        pytest.param(_said(_piece("Hel"), _piece("", "content_filter"), b"[DONE]"), "Hel", None, id="cut by a filter"),
        pytest.param(_said(b"[DONE]"), "", None, id="done without a word"),
        pytest.param(json.dumps({"choices": [_WHOLE]}).encode(), "Hello", DoneReason.STOP, id="not streamed"),
        pytest.param(_said(_piece(_PARTS), _piece(None, "stop"), b"[DONE]"), "Hello", DoneReason.STOP, id="in parts"),
        pytest.param(b"\xef\xbb\xbf" + _said(_piece("Hello", "stop")), "Hello", DoneReason.STOP, id="byte order mark"),
    ],
)
async def test_odd_forms_of_an_answer_lose_nothing(body: bytes, text: str, reason: DoneReason | None) -> None:
    heard = await _asked(body)
    assert (heard.text, heard.error) == (text, None)
    assert (heard.done.reason if heard.done else None) == reason


async def test_an_event_that_only_holds_a_message_is_an_error() -> None:
    heard = await _asked(_said(_piece("Hel")) + b"event: error\n" + _said({"message": "worker died"}))
    assert (heard.text, type(heard.error)) == ("Hel", ServerFault)


async def _asked(body: bytes) -> Heard:
    """What is heard from a server that answers with these bytes and hangs up."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"}")
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body)
        writer.write_eof()
        await reader.read()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        backend = OpenAiBackend(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        try:
            return await listen(backend, ChatRequest("m", (Turn(Role.USER, "Hello?"),)))
        finally:
            backend.close()
