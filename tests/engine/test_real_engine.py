"""A real server, with a model loaded: it starts, ends, and never leaves its runner behind."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from app.domain.engine import Origin, Phase
from app.domain.errors import EngineStartFailed
from app.engine.host import LocalEngineHost
from app.engine.process import OllamaProcess
from app.llm.ollama_backend import OllamaBackend
from app.services import engine as engine_service
from app.services.engine import EngineService
from app.services.tasks import TaskOwner
from tests.engine.processes import members, until
from tests.helpers import tiny_models

pytestmark = pytest.mark.skipif(os.name == "nt", reason="asks for process groups")

FEW_THREADS = {"LLAMA_ARG_THREADS": "1"}


def make_host(folder: Path) -> LocalEngineHost:
    return LocalEngineHost(
        data_dir=folder / "data",
        state_dir=folder / "state",
        log_dir=folder / "log",
        models_dir=folder / "models",
        home=folder / "home",
    )


@pytest.fixture
async def process(engine_program: Path, tmp_path: Path) -> AsyncIterator[OllamaProcess]:
    process = await make_host(tmp_path).start(engine_program, FEW_THREADS)
    yield process
    await process.stop()


def version(url: str) -> str:
    return str(get_json(url, "/api/version")["version"])


def get_json(url: str, path: str) -> dict[str, object]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    try:
        connection.request("GET", path)
        found = json.loads(connection.getresponse().read())
        assert isinstance(found, dict)
        return found
    finally:
        connection.close()


@contextlib.contextmanager
def endless_answer(url: str) -> Iterator[None]:
    """A request in hand for the time of the block: the model is loaded and its runner computes."""
    model = tiny_models.loops()
    tiny_models.import_model(url, model.path, "loops")
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    body = {
        "model": "loops",
        "messages": [{"role": "user", "content": "go"}],
        "options": {"num_ctx": 2048, "num_predict": -1},
    }
    connection.request("POST", "/api/chat", json.dumps(body))
    answer = connection.getresponse()
    assert answer.status == 200
    assert answer.read(1)

    def read() -> None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            while answer.read(4096):
                pass

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        yield
    finally:
        if connection.sock:
            with contextlib.suppress(OSError):
                connection.sock.shutdown(2)
        reader.join(10)
        connection.close()


async def test_it_answers_and_ends_within_a_second(process: OllamaProcess) -> None:
    assert version(process.url) not in ("", "0.0.0")
    await asyncio.wait_for(process.device(), 30)
    with endless_answer(process.url):
        assert len(members(process.group_id)) == 3  # guard, server, runner
        started_s = time.monotonic()
        await process.stop()
    assert time.monotonic() - started_s < 3
    assert await process.wait() == 0
    assert not members(process.group_id)


async def test_a_crash_of_the_server_takes_its_runner_along(process: OllamaProcess) -> None:
    with endless_answer(process.url):
        os.kill(process.pid, signal.SIGKILL)
        assert await asyncio.wait_for(process.wait(), 10) == -signal.SIGKILL
    async with asyncio.timeout(10):  # a process that was killed is gone when the system has got round to it
        while members(process.group_id):
            await asyncio.sleep(0.01)


PARENT = """
import asyncio, os, sys, time
from pathlib import Path
from tests.engine.test_real_engine import FEW_THREADS, make_host

async def main() -> None:
    process = await make_host(Path(sys.argv[1])).start(Path(sys.argv[2]), FEW_THREADS)
    print(process.url, process.pid, process.group_id, flush=True)
    await process.wait()

asyncio.run(main())
"""


def start_parent(folder: Path, program: Path) -> tuple[subprocess.Popen[str], str, int, int]:
    command = [sys.executable, "-c", PARENT, str(folder), str(program)]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    with parent.stdout:
        url, server, group = parent.stdout.readline().split()
    return parent, url, int(server), int(group)


async def test_when_baleen_is_killed_in_mid_answer_server_and_runner_end(engine_program: Path, tmp_path: Path) -> None:
    parent, url, server, group = start_parent(tmp_path, engine_program)
    try:
        with endless_answer(url):
            engine = [pid for pid in members(group) if pid != group]
            assert server in engine
            parent.kill()
            parent.wait()
            await until(lambda: not set(engine) & set(members(group)), timeout_s=3)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


async def test_when_the_guard_is_killed_too_the_next_start_ends_what_is_left(
    engine_program: Path, tmp_path: Path
) -> None:
    parent, url, server, group = start_parent(tmp_path, engine_program)
    try:
        with endless_answer(url):
            os.kill(group, signal.SIGKILL)
            parent.kill()
            parent.wait()
            os.kill(server, signal.SIGKILL)
            await until(lambda: server not in members(group))
        runner = members(group)
        assert runner, "the runner of a killed server lives on"
        second = await make_host(tmp_path).start(engine_program, FEW_THREADS)
        try:
            await until(lambda: not members(group), timeout_s=5)
        finally:
            await second.stop()
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


async def test_what_keeps_it_from_starting_is_told(engine_program: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    no_folder = {"OLLAMA_MODELS": str(tmp_path / "file" / "models")}
    with pytest.raises(EngineStartFailed) as raised:
        await make_host(tmp_path).start(engine_program, no_folder)
    assert raised.value.exit_code == 1
    assert "not a directory" in raised.value.detail


async def test_two_run_side_by_side(process: OllamaProcess, engine_program: Path, tmp_path: Path) -> None:
    other = await make_host(tmp_path / "other").start(engine_program, FEW_THREADS)
    try:
        assert other.url != process.url
        assert version(other.url) == version(process.url)
        taken = {"OLLAMA_HOST": urlsplit(process.url).netloc}
        with pytest.raises(EngineStartFailed) as raised:
            await make_host(tmp_path / "third").start(engine_program, taken)
        assert "address already in use" in raised.value.detail
    finally:
        await other.stop()


def listening(url: str) -> psutil.Process:
    """The process of ours that listens there; other tests have servers too."""
    port = int(url.rsplit(":", 1)[1])
    for process in psutil.Process().children(recursive=True):
        if any(c.laddr.port == port and c.status == psutil.CONN_LISTEN for c in process.net_connections("inet")):
            return process
    raise AssertionError(url)


async def test_the_service_keeps_one_ready(
    engine_program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From nothing to ready, through a crash, to the end."""
    monkeypatch.setattr(engine_service, "DEFAULT_URL", "http://127.0.0.1:9")
    async with contextlib.AsyncExitStack() as stack:
        probe = OllamaBackend()
        stack.callback(probe.close)
        tasks = await stack.enter_async_context(TaskOwner())
        service = EngineService(probe, make_host(tmp_path), tasks, program=str(engine_program))
        await service.start()
        state = await service.wait_ready(30)
        assert (state.phase, state.origin) == (Phase.READY, Origin.MANAGED)
        assert state.version == version(state.url)

        crashed_at = [state.url]
        listening(state.url).kill()
        await until(lambda: service.state.is_ready and service.state.url not in crashed_at)
        assert version(service.state.url) == state.version
        last = listening(service.state.url)
    assert not last.is_running()
