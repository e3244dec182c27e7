"""Programs that misbehave in every way a program can, started as a server."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest

from app.domain.errors import EngineError, EngineNotRunnable, EngineStartFailed
from app.engine.process import OllamaProcess
from app.engine.server_log import ServerLog
from tests.engine.processes import members, until

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the misbehaving programs are shell scripts")

LISTENING = """echo 'time=x msg="Listening on 127.0.0.1:4711 (version 0.0.1)"' >&2"""
DISCOVERED = """echo 'time=x msg="inference compute" library=CUDA description="Card 9000"' >&2"""
FOR_EVER = "while :; do sleep 0.05; done"


class Bench:
    """Starts scripts as servers and ends what a test left running."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = ServerLog(folder / "engine.log")
        self.started: list[OllamaProcess] = []

    def program(self, *lines: str) -> Path:
        path = self.folder / "ollama"
        path.write_text("\n".join(["#!/bin/sh", *lines, ""]))
        path.chmod(0o755)
        return path

    async def start(self, program: Path, patience_s: float = 10.0, grace_s: float = 5.0) -> OllamaProcess:
        process = await OllamaProcess.start(
            program,
            environment={"PATH": os.environ["PATH"]},
            folder=self.folder,
            log=self.log,
            patience_s=patience_s,
            grace_s=grace_s,
        )
        self.started.append(process)
        return process


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    bench = Bench(tmp_path)
    yield bench
    for process in bench.started:
        await process.stop()


async def test_the_port_is_read_and_stop_leaves_nothing(bench: Bench) -> None:
    process = await bench.start(bench.program("sleep 1000 &", LISTENING, DISCOVERED, FOR_EVER))
    assert process.url == "http://127.0.0.1:4711"
    assert process.pid in members(process.group_id)
    assert await process.device() == "Card 9000"
    await process.stop()
    assert await process.wait() == -signal.SIGTERM
    assert not members(process.group_id)
    await process.stop()


async def test_both_outputs_are_read_for_ever(bench: Bench) -> None:
    """A server that fills a pipe that nobody reads stands still in the middle of an answer."""
    lots = "head -c 400000 /dev/zero | tr '\\0' x"
    process = await bench.start(bench.program(LISTENING, f"{lots}; {lots} >&2; echo; echo done >&2", FOR_EVER))
    await until(lambda: "done" in process.last_lines())


async def test_bytes_that_are_no_text_do_no_harm(bench: Bench) -> None:
    process = await bench.start(bench.program("printf '\\377\\376\\000\\n' >&2", LISTENING, FOR_EVER))
    assert "\ufffd" in process.last_lines()


async def test_one_that_ends_at_once_tells_why(bench: Bench) -> None:
    with pytest.raises(EngineStartFailed) as raised:
        await bench.start(bench.program("echo 'Error: listen tcp: address already in use' >&2", "exit 3"))
    assert raised.value.exit_code == 3
    assert "address already in use" in raised.value.detail


async def test_one_that_says_nothing_is_given_up_and_ended(bench: Bench) -> None:
    before = set(psutil.Process().children(recursive=True))
    with pytest.raises(EngineStartFailed) as raised:
        await bench.start(bench.program("echo something else", FOR_EVER), patience_s=0.3)
    assert raised.value.exit_code is None
    assert "something else" in raised.value.detail
    assert set(psutil.Process().children(recursive=True)) <= before


async def test_a_cancel_while_it_starts_ends_it(bench: Bench) -> None:
    before = set(psutil.Process().children(recursive=True))
    program = bench.program("echo here", FOR_EVER)
    async with asyncio.TaskGroup() as group:
        starting = group.create_task(bench.start(program))
        await until(lambda: "here" in bench.log.last_lines())
        starting.cancel()
    assert starting.cancelled()
    assert set(psutil.Process().children(recursive=True)) <= before


async def test_one_that_will_not_end_is_killed_with_its_children(bench: Bench) -> None:
    process = await bench.start(bench.program("trap '' TERM", "sleep 1000 &", LISTENING, FOR_EVER), grace_s=0.3)
    await process.stop()
    assert await process.wait() == -signal.SIGKILL
    assert not members(process.group_id)


async def test_a_crash_is_noticed_and_takes_the_runner_with_it(bench: Bench) -> None:
    process = await bench.start(bench.program("sleep 1000 &", LISTENING, FOR_EVER))
    os.kill(process.pid, signal.SIGKILL)
    assert await asyncio.wait_for(process.wait(), 10) == -signal.SIGKILL
    assert await process.device() == ""
    assert not members(process.group_id)


async def test_a_file_without_the_right_to_run(bench: Bench) -> None:
    program = bench.program(LISTENING)
    program.chmod(0o644)
    with pytest.raises(EngineNotRunnable) as raised:
        await bench.start(program)
    assert raised.value.path == str(program)


@pytest.mark.parametrize(
    "content", [b"\x7fELF\x02\x01\x01 of another machine", b"just text", b"", b"#!/no/such/shell\n"]
)
async def test_a_file_that_is_no_program(bench: Bench, content: bytes) -> None:
    program = bench.program()
    program.write_bytes(content)
    with pytest.raises(EngineNotRunnable):
        await bench.start(program)


async def test_a_folder_and_nothing_at_all(bench: Bench) -> None:
    for path in (bench.folder, bench.folder / "missing"):
        with pytest.raises(EngineNotRunnable):
            await bench.start(path)


async def test_a_program_that_is_another_one(bench: Bench) -> None:
    with pytest.raises(EngineStartFailed):
        await bench.start(Path(sys.executable))


async def test_too_many_open_files_is_no_fault_of_the_program(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_more() -> tuple[int, int]:
        raise OSError(24, "Too many open files")

    program = bench.program(LISTENING)
    monkeypatch.setattr("os.pipe", no_more)
    with pytest.raises(EngineError) as raised:
        await bench.start(program)
    assert isinstance(raised.value, EngineStartFailed)


async def test_a_server_started_by_a_thread_that_ends_lives_on(bench: Bench) -> None:
    """The parent-death signal of Linux would end it with the thread."""
    program = bench.program(LISTENING, FOR_EVER)
    pids: list[int] = []

    def run() -> None:
        async def start() -> None:
            pids.append((await bench.start(program)).pid)

        asyncio.run(start())

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    process = bench.started.pop()
    try:
        with pytest.raises(psutil.TimeoutExpired):
            psutil.Process(pids[0]).wait(0.5)
    finally:
        os.killpg(process.group_id, signal.SIGKILL)
        await until(lambda: not members(process.group_id))


PARENT = """
import asyncio, os, sys, time
from pathlib import Path
from app.engine.process import OllamaProcess
from app.engine.server_log import ServerLog

async def main() -> None:
    folder = Path(sys.argv[1])
    process = await OllamaProcess.start(
        folder / "ollama", environment=dict(os.environ), folder=folder, log=ServerLog(folder / "engine.log"))
    print(process.pid, process.group_id, flush=True)
    time.sleep(1000)

asyncio.run(main())
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV])
async def test_when_baleen_is_killed_the_server_is_asked_to_end(bench: Bench, how: signal.Signals) -> None:
    """The server must get SIGTERM, so that it can end its runner."""
    told = bench.folder / "told"
    bench.program("sleep 1000 &", f"trap 'echo asked > {told}; exit' TERM", LISTENING, FOR_EVER)
    command = [sys.executable, "-c", PARENT, str(bench.folder)]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    with parent.stdout:
        server, group_id = map(int, parent.stdout.readline().split())
    assert server in members(group_id)
    killed_at_s = time.monotonic()
    parent.send_signal(how)
    parent.wait()
    try:
        await until(lambda: told.exists() and server not in members(group_id))
        assert time.monotonic() - killed_at_s < 3
    finally:
        os.killpg(group_id, signal.SIGKILL)
