"""Proxies, certificates and OLLAMA_* of every shape in the environment; and nothing heavy before it is needed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.fake_ollama import FakeOllama

ROOT = Path(__file__).parents[2]
CHAT = """
import asyncio, os, sys
from app.domain.chat import Role
from app.domain.options import ChatRequest, Turn
from app.domain.stream import TextDelta
from app.llm.ollama_backend import OllamaBackend

heavy = {"httpx", "httpcore", "anyio", "ollama", "pydantic"} & set(sys.modules)
assert not heavy, heavy
before = dict(os.environ)
backend = OllamaBackend(sys.argv[1])

async def main():
    assert await backend.version(sys.argv[1], 5) == "0.34.4"
    [model] = await backend.installed()
    assert "ollama" not in sys.modules
    assert (await backend.details(model.tag)).can_think
    request = ChatRequest(model.tag, (Turn(Role.USER, "?"),))
    return "".join([e.text async for e in backend.stream_chat(request) if isinstance(e, TextDelta)])

print(asyncio.run(main()))
assert "ollama" in sys.modules
assert dict(os.environ) == before
backend.close()
"""


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9", "OLLAMA_HOST": "example.org:99999"},
        {"ALL_PROXY": "socks5://127.0.0.1:9", "no_proxy": "[::1]", "OLLAMA_API_KEY": "secret-canary"},
        {"all_proxy": "socks5h://127.0.0.1:9", "HTTPS_PROXY": "ftp://127.0.0.1", "OLLAMA_HOST": ":abc"},
        {"SSL_CERT_FILE": "/nowhere/a.pem", "SSLKEYLOGFILE": "/nowhere/keys", "HTTP_PROXY": "::nonsense::"},
    ],
    ids=lambda odd: "+".join(odd) or "none",
)
def test_any_environment_chats(odd: dict[str, str]) -> None:
    plain = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    with FakeOllama() as server:
        run = subprocess.run(
            [sys.executable, "-W", "error", "-c", CHAT, server.url],
            cwd=ROOT,
            env=plain | odd,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (run.stdout.strip(), run.returncode) == ("Hello there, test!", 0), run.stderr
        assert not any("secret-canary" in str(request.headers) for request in server.requests)
