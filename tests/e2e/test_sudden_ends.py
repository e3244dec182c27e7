"""However Baleen ends, what was written is there again (reliability §7: P1, P6, P9)."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable

import psutil
import pytest

from tests.helpers.fake_answers import endless, said
from tests.helpers.fake_ollama import FakeOllama
from tests.helpers.program import Program
from tests.helpers.screen_reader import wait_for

pytestmark = pytest.mark.slow

Start = Callable[..., Program]

LOST_AT_MOST_S = 0.5
"""How old what is lost may be (reliability §7, P1)."""


def test_p1_killed_while_somebody_types(program: Start, server: FakeOllama) -> None:
    """The text is back, but for what was written in the last half second."""
    run = program("--ollama-url", server.url)
    field = run.find(id_="composer.text")
    field.write("Dear Sir, it is about whales")
    # Not a condition to be awaited: this is the promise itself, with as much again for a busy computer.
    time.sleep(2 * LOST_AT_MOST_S)
    field.write("Dear Sir, it is about whales, and")
    run.kill()
    again = program("--ollama-url", server.url)
    text = again.find(id_="composer.text")
    wait_for(lambda: text.text.startswith("Dear Sir, it is about whales"), "what was typed is gone")
    assert not server.chats()


@pytest.mark.parametrize("how", [signal.SIGABRT, signal.SIGSEGV])
def test_p6_an_abort_in_mid_answer(program: Start, server: FakeOllama, how: signal.Signals) -> None:
    """As when Qt or a driver falls: the next start has the question and the answer so far, and goes on with it."""
    server.answer = endless(pause_s=0.02)
    run = program("--ollama-url", server.url)
    run.write("count")
    run.answer("one two three")
    wait_for(lambda: any("three" in m["text"] for m in run.export()["chats"][0]["messages"]), "nothing was saved")
    run.process.send_signal(how)
    assert run.process.wait(30) == -how
    server.answer = said("and the rest.")
    again = program("--ollama-url", server.url)
    again.answer("one two three")
    again.press(name="Continue")
    again.answer("and the rest.")


def test_p9_a_logout_is_quick_and_leaves_nothing_running(program: Start, server: FakeOllama) -> None:
    server.answer = endless()
    run = program("--ollama-url", server.url)
    run.write("count")
    run.answer("one two three")
    family = psutil.Process(run.process.pid).children(recursive=True)
    began = time.monotonic()
    assert run.quit() == 0
    assert time.monotonic() - began < 2 * 2.0  # promised are 2 s; as much again for a busy computer
    _, alive = psutil.wait_procs(family, 5)
    assert not alive
