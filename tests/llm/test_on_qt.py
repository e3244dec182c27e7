"""The stream under Qt's event loop, in a process of its own: there may be one such loop per process."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.helpers.fake_answers import said
from tests.helpers.fake_ollama import FakeOllama

CHAT = """
import asyncio, sys
from contextlib import aclosing
import qasync
from PySide6.QtCore import QCoreApplication
from app.domain.stream import TextDelta
from app.llm.ollama_backend import OllamaBackend
from tests.llm.conftest import question

qt = QCoreApplication([])
backend = OllamaBackend(sys.argv[1])

async def main():
    async with aclosing(backend.stream_chat(question())) as events:
        text = "".join([event.text async for event in events if isinstance(event, TextDelta)])
    async with aclosing(backend.stream_chat(question())) as events:
        await anext(events)
    return text

with qasync.QEventLoop(qt) as loop:
    print(loop.run_until_complete(main()))
backend.close()
"""


@pytest.mark.skipif(not importlib.util.find_spec("PySide6"), reason="no Qt")
def test_an_answer_arrives_and_is_stopped_under_qt() -> None:
    with FakeOllama() as server:
        server.answer = said("word " * 400, pause_s=0.001)
        run = subprocess.run(
            [sys.executable, "-c", CHAT, server.url],
            cwd=Path(__file__).parents[2],
            env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert (run.stdout, run.stderr, run.returncode) == ("word " * 400 + "\n", "", 0)
        assert server.hangups == 1
