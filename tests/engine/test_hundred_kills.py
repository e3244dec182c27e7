"""A hundred ends, hard and soft, with a model loaded and answering: no server and no runner is left (Q15, P9)."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import shutil
import signal
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.engine.processes import members, until
from tests.engine.supervisor import MODEL
from tests.helpers import tiny_models
from tests.helpers.program import CHECKOUT
from tests.helpers.real_engine import RealEngine

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="asks for process groups"),
    pytest.mark.engine("034"),
    pytest.mark.slow,
    pytest.mark.timeout(400),
]

ENDS = 100
AT_ONCE = 4
GONE_WITHIN_S = 20.0
"""Measured: 0.7 s; the rest is for a busy computer."""
HOW = {"killed": signal.SIGKILL, "asked": signal.SIGTERM, "logged out": signal.SIGHUP, "closed": None}


@pytest.fixture(scope="module")
def models(engine_program: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models with the one that answers for ever."""
    folder = tmp_path_factory.mktemp("kills")
    with RealEngine(engine_program, folder) as engine:
        tiny_models.import_model(engine.url, tiny_models.loops().path, MODEL)
    return folder / "models"


async def test_a_hundred_ends_leave_no_server_and_no_runner(engine_program: Path, models: Path, tmp_path: Path) -> None:
    ends = zip(range(ENDS), itertools.cycle(["killed", "asked", "killed", "logged out", "closed"]))
    done: Counter[str] = Counter()

    async def worker() -> None:
        for number, how in ends:
            folder = tmp_path / str(number)
            shutil.copytree(models, folder / "models", copy_function=os.link)  # no folder has two servers
            await one_end(folder, engine_program, how)
            shutil.rmtree(folder)
            done[how] += 1

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(worker())
    assert sum(done.values()) == ENDS
    assert set(done) == set(HOW)


async def one_end(folder: Path, program: Path, how: str) -> None:
    """Start, wait for the answer, end it in this way. Fails when something is left, or when nothing had run."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.engine.supervisor", folder, program,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=CHECKOUT,
    )  # fmt: skip
    assert process.stdin
    assert process.stdout
    told = json.loads(await asyncio.wait_for(process.stdout.readline(), 120))
    group, family = int(told["group"]), set(told["pids"])
    try:
        names = {name for pid in family if (name := _name(pid))}
        assert len(family) == 3, f"guard, server and runner, not {names}"
        began_s = time.monotonic()
        number = HOW[how]
        if number is None:
            process.stdin.close()
        else:
            process.send_signal(number)
        code = await asyncio.wait_for(process.wait(), GONE_WITHIN_S)
        assert code == (-signal.SIGKILL if how == "killed" else 0)
        with suppress(TimeoutError):
            await until(lambda: not any(map(_name, family)), GONE_WITHIN_S)
        left = {pid: name for pid in family if (name := _name(pid))}
        assert not left, f"{how}: {left} outlived it by {time.monotonic() - began_s:.1f} s"
        assert not members(group), how
    finally:
        process.stdin.close()
        for pid in family:  # whatever a failure leaves
            if _name(pid):
                os.kill(pid, signal.SIGKILL)


def _name(pid: int) -> str:
    """Of a process that runs; empty for one that has ended."""
    try:
        process = psutil.Process(pid)
        return "" if process.status() == psutil.STATUS_ZOMBIE else process.name()
    except psutil.NoSuchProcess:
        return ""
