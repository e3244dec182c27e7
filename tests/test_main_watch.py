"""A main thread that stands still is noticed (reliability §7: P7), and so is a lack of memory (P8)."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from app.main_watch import MainThreadWatch
from tests.helpers.fake_answers import endless
from tests.helpers.fake_ollama import FakeOllama
from tests.helpers.program import CHECKOUT, export

pytest.importorskip("PySide6")


async def test_a_stall_is_told_with_the_line_that_stalls(caplog: pytest.LogCaptureFixture) -> None:
    loop = asyncio.get_running_loop()
    with MainThreadWatch(loop.call_soon_threadsafe, every_s=0.02, still_s=0.2):
        await asyncio.sleep(0.1)
        assert not caplog.records
        time.sleep(1)
        while len(caplog.records) < 2:
            await asyncio.sleep(0.01)
    stood, went_on = caplog.records[:2]
    assert "time.sleep(1)" in stood.getMessage()
    assert stood.levelno == logging.ERROR
    assert went_on.getMessage().startswith("the window stood still for ")


def test_it_delays_no_end(caplog: pytest.LogCaptureFixture) -> None:
    """Not even in mid-stall, nor with a loop that is closed already."""
    never: list[object] = []
    with MainThreadWatch(never.append, every_s=0.01, still_s=0.05):
        while not caplog.records:
            time.sleep(0.01)
        began_s = time.monotonic()
    assert time.monotonic() - began_s < 5
    assert not [thread for thread in threading.enumerate() if thread.name == "main watch"]

    loop = asyncio.new_event_loop()
    loop.close()
    with MainThreadWatch(loop.call_soon_threadsafe, every_s=0.01) as watch:
        watch._thread.join(5)
        assert not watch._thread.is_alive()


@pytest.mark.skipif(sys.platform != "linux", reason="limits memory as Linux does")
@pytest.mark.parametrize("fault", ["stall", "memory"])
def test_the_program_lives_on_and_keeps_what_it_had(tmp_path: Path, fault: str) -> None:
    """P7 and P8: through the whole program, in the middle of an answer."""
    with FakeOllama() as server, (tmp_path / "errors.txt").open("wb") as errors:
        server.answer = endless(pause_s=0.02)
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.helpers.planted", str(tmp_path), server.url, fault],
            cwd=CHECKOUT,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
        assert process.stdout
        try:
            assert process.stdout.readline() == "planted\n", (tmp_path / "errors.txt").read_text()
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0, (tmp_path / "errors.txt").read_text()
        finally:
            process.kill()
            process.communicate()
    question, answer = export(tmp_path)["chats"][0]["messages"]
    assert question["text"] == "Hello?"
    assert answer["text"].startswith("one two")
    log = next(tmp_path.rglob("baleen.log")).read_text("utf-8")
    if fault == "stall":
        assert "time.sleep(STALL_S)" in log
        assert "the window stood still for" in log
    else:
        assert "unexpected failure" in log
        assert "MemoryError" in log
    assert "Hello?" not in log, json.dumps(log)
