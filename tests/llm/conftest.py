"""A scripted server and our client of it, with times that suit a test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.domain.chat import Role
from app.domain.options import ChatRequest, Turn
from app.llm.limits import Limits
from app.llm.ollama_backend import OllamaBackend
from tests.helpers.fake_ollama import MODEL, FakeOllama

QUICK = Limits(
    connect_s=2.0,
    call_s=2.0,
    stall_s=10.0,
    prompt_tokens_per_s=1e6,
    poll_s=0.02,
    unload_s=0.5,
    unload_poll_s=0.01,
    tail_s=0.1,
    progress_s=0.0,
    line_bytes=2_000_000,
    answer_bytes=4_000_000,
)
HASTY = replace(QUICK, stall_s=0.3)
"""For tests of the watchdog; a busy machine is silent for so long now and then."""


@pytest.fixture
def server() -> Iterator[FakeOllama]:
    with FakeOllama() as running:
        yield running


@pytest.fixture
def backend(server: FakeOllama) -> Iterator[OllamaBackend]:
    made = OllamaBackend(server.url, QUICK)
    yield made
    made.close()


@pytest.fixture
def hasty(server: FakeOllama) -> Iterator[OllamaBackend]:
    made = OllamaBackend(server.url, HASTY)
    yield made
    made.close()


def question(text: str = "Hello?", model: str = MODEL, think: bool | None = True) -> ChatRequest:
    return ChatRequest(model, (Turn(Role.USER, text),), think)
