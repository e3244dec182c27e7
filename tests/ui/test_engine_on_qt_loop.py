"""A server is started, watched and ended on Qt's loop as on asyncio's, which can wait for processes by itself."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from app.engine.process import OllamaProcess
from app.engine.server_log import ServerLog
from app.engine.threads import in_thread

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the program is a shell script")


async def test_a_process_on_the_qt_loop(tmp_path: Path) -> None:
    program = tmp_path / "ollama"
    program.write_text(
        """#!/bin/sh\necho 'msg="Listening on 127.0.0.1:4711 (version 1.0.0)"' >&2\nwhile :; do sleep 0.05; done\n"""
    )
    program.chmod(0o755)

    async def start() -> OllamaProcess:
        return await OllamaProcess.start(
            program, environment=dict(os.environ), folder=tmp_path, log=ServerLog(tmp_path / "engine.log")
        )

    process = await start()
    await process.stop()
    assert await process.wait() == -signal.SIGTERM

    crashing = await start()
    os.kill(crashing.pid, signal.SIGKILL)
    assert await asyncio.wait_for(crashing.wait(), 10) == -signal.SIGKILL


async def test_work_in_a_thread_gives_its_result_or_its_error() -> None:
    assert await in_thread(lambda: 42) == 42
    with pytest.raises(FileNotFoundError):
        await in_thread(lambda: Path("/missing/file").read_text())
