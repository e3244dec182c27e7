"""Baleen without its window, for tests that end it: our engine service, a real server of its own, a model that answers.

    python -m tests.engine.supervisor FOLDER PROGRAM

Prints one line of JSON once the answer flows. Ends well on SIGTERM, SIGHUP or the end of its input, as the program does
at a logout, a closed terminal and a closed window.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from contextlib import aclosing, suppress
from pathlib import Path

import psutil

from app.domain.chat import Role
from app.domain.options import ChatRequest, GenerationOptions, Turn
from app.domain.stream import TextDelta
from app.engine.host import LocalEngineHost
from app.llm.any_server import AnyServer
from app.services.engine import EngineService
from app.services.tasks import TaskOwner

MODEL = "loops"


async def main(folder: Path, program: str) -> None:
    """Returns when it has been asked to end and everything is closed."""
    is_over = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, is_over.set)
    loop.add_reader(sys.stdin.fileno(), is_over.set)
    host = LocalEngineHost(
        data_dir=folder / "data",
        state_dir=folder / "state",
        log_dir=folder / "log",
        models_dir=folder / "models",
        home=folder / "home",
        variables=lambda: {"LLAMA_ARG_THREADS": "1"},
    )
    backend = AnyServer()
    try:
        async with TaskOwner(lambda error: os.abort()) as tasks:
            engine = EngineService(backend, host, tasks, program=program, is_own=True)
            await engine.start()
            state = await engine.wait_ready(120)
            assert state.is_ready, state
            tasks.start("answer", _answer(backend))
            await is_over.wait()
            loop.remove_reader(sys.stdin.fileno())
    finally:
        backend.close()


async def _answer(backend: AnyServer) -> None:
    options = GenerationOptions(context_tokens=2048)
    request = ChatRequest(MODEL, (Turn(Role.USER, "go"),), False, options)
    is_told = False
    async with aclosing(backend.stream_chat(request)) as stream:
        async for event in stream:
            if isinstance(event, TextDelta) and not is_told:
                is_told = True
                family = psutil.Process().children(recursive=True)
                told = {"group": os.getpgid(family[0].pid), "pids": [process.pid for process in family]}
                sys.stdout.write(json.dumps(told) + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(main(Path(sys.argv[1]), sys.argv[2]))
