"""The whole program with a real server and real model files, on every generation that is there."""

from __future__ import annotations

import os
import shutil
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from app.domain.models import display_name
from tests.helpers.keyboard import press_keys
from tests.helpers.program import CHECKOUT, Program
from tests.helpers.real_engine import RealEngine
from tests.helpers.screen_reader import wait_for
from tests.helpers.tiny_models import ARCHITECTURES, TinyModel, broken, import_model, loops, recites

pytestmark = pytest.mark.slow

Start = Callable[..., Program]
TOUR = CHECKOUT / "resources" / "tour"


@pytest.fixture(scope="module")
def engine(engine_program: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealEngine]:
    """A server that is not Baleen's own, with the models of this module."""
    with RealEngine(engine_program, tmp_path_factory.mktemp("external")) as running:
        yield running


def managed(program: Start, engine_program: Path) -> Program:
    """Baleen with a server of its own."""
    path = f"{engine_program.parent}{os.pathsep}{os.environ['PATH']}"
    return program(path=path, environment={"LLAMA_ARG_THREADS": "1"})


def servers(run: Program) -> list[psutil.Process]:
    """The servers and runners that the program has started."""
    family = psutil.Process(run.process.pid).children(recursive=True)
    return [process for process in family if process.name() in ("ollama", "llama-server")]


def is_runner(process: psutil.Process) -> bool:
    """Whether this is the process that computes (`llama-server`, or `ollama runner` up to 0.24)."""
    return process.name() == "llama-server" or "runner" in process.cmdline()


def managed_url(run: Program) -> str:
    """The address of the program's own server."""
    return next(
        f"http://127.0.0.1:{c.laddr.port}"
        for process in servers(run)
        if not is_runner(process)
        for c in process.net_connections("inet")
        if c.status == psutil.CONN_LISTEN
    )


def last(run: Program) -> dict[str, str]:
    """The newest message on disk."""
    chats = run.export()["chats"]
    return dict(chats[0]["messages"][-1]) if chats and chats[0]["messages"] else {}


def done(run: Program) -> dict[str, str]:
    """The newest answer, once it is done."""
    wait_for(lambda: last(run).get("state") == "done", "the answer is not done", 60)
    return last(run)


def test_the_tour_on_a_fresh_machine(program: Start, engine_program: Path) -> None:
    """One click: a real model is made, loaded and heard, and every character is the script's."""
    run = managed(program, engine_program)
    run.press(id_="empty.tour", timeout_s=60)
    run.answer("Welcome to Baleen", timeout_s=60)
    answer = done(run)
    assert answer["thinking"] == (TOUR / "thinking.md").read_text("utf-8").strip()
    assert answer["text"] == (TOUR / "answer.md").read_text("utf-8").strip()
    run.answer(answer["text"].splitlines()[-1])

    started = servers(run)
    assert started
    assert run.quit() == 0
    _, alive = psutil.wait_procs(started, 10)
    assert not alive, "the server outlives the program"


def test_a_crash_leaves_no_server_and_no_runner(program: Start, engine_program: Path) -> None:
    """After kill -9 in mid-answer nothing goes on computing, and the answer so far is there again."""
    run = managed(program, engine_program)
    run.find(id_="empty.tour", timeout_s=60)
    import_model(managed_url(run), loops().path, "loops")
    run.find(name="Model: Loops")
    run.write("for ever")
    wait_for(lambda: len(last(run).get("text", "")) > 50, "nothing streams", 60)
    started = servers(run)
    assert any(process.name() == "llama-server" for process in started) or len(started) > 1
    run.kill()
    _, alive = psutil.wait_procs(started, 15)
    assert not alive, "a server or runner outlives the program"

    before = last(run)["text"]
    again = managed(program, engine_program)
    again.find(name="interrupted", timeout_s=60)
    assert last(again)["text"] == before
    assert last(again)["state"] == "interrupted"


@pytest.mark.engine("034")
@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP, "closed"])
def test_a_logout_or_a_closed_window_in_mid_answer_leaves_nothing(
    program: Start, engine_program: Path, how: signal.Signals | str
) -> None:
    """Beside the hundred ends of `tests/engine/test_hundred_kills.py`, the same through the whole program."""
    if how == "closed" and shutil.which("xdotool") is None:
        pytest.skip("no xdotool")
    run = managed(program, engine_program)
    run.find(id_="empty.tour", timeout_s=60)
    import_model(managed_url(run), loops().path, "loops")
    run.find(name="Model: Loops")
    run.write("for ever")
    wait_for(lambda: len(last(run).get("text", "")) > 50, "nothing streams", 60)
    started = servers(run)
    assert any(map(is_runner, started))
    if isinstance(how, signal.Signals):
        run.process.send_signal(how)
    else:
        press_keys("ctrl+q")
    assert run.wait() == 0, run.errors()
    _, alive = psutil.wait_procs(started, 15)
    assert not alive, "a server or runner outlives the program"


def test_the_server_is_killed_under_it(program: Start, engine_program: Path) -> None:
    """The server dies in mid-answer: the text stays, another one is started, and asking works again."""
    run = managed(program, engine_program)
    run.find(id_="empty.tour", timeout_s=60)
    import_model(managed_url(run), loops().path, "loops")
    run.find(name="Model: Loops")
    run.write("for ever")
    wait_for(lambda: len(last(run).get("text", "")) > 50, "nothing streams", 60)
    for process in servers(run):
        process.kill()
    wait_for(lambda: last(run).get("state") in ("interrupted", "error"), "the end was not noticed")
    assert last(run)["text"].startswith(loops().answer[:50])
    wait_for(lambda: servers(run), "no server was started again")
    if last(run)["state"] == "interrupted":
        run.press(id_="ended.again", timeout_s=60)  # not the one of the footer, which opens a menu
    else:
        run.press(name="Try again", timeout_s=60)
    wait_for(lambda: last(run)["state"] == "streaming" and len(last(run)["text"]) > 50, "it does not answer again", 60)


def test_the_runner_is_killed_in_mid_answer(program: Start, engine_program: Path) -> None:
    """Only the computing process dies: said in a sentence, the text kept, and trying again works by itself."""
    run = managed(program, engine_program)
    run.find(id_="empty.tour", timeout_s=60)
    import_model(managed_url(run), loops().path, "loops")
    run.find(name="Model: Loops")
    run.write("for ever")
    wait_for(lambda: len(last(run).get("text", "")) > 50, "nothing streams", 60)
    runners = [process for process in servers(run) if is_runner(process)]
    assert runners
    for process in runners:
        process.kill()
    run.find(name="stopped in the middle of its work")
    assert last(run)["text"].startswith(loops().answer[:50])
    run.press(name="Try again")
    wait_for(lambda: last(run)["state"] == "streaming" and len(last(run)["text"]) > 50, "it does not answer again", 60)


def test_a_taken_port_does_not_matter(program: Start, engine_program: Path) -> None:
    """Something that is not Ollama sits where Ollama usually is: ours takes another place."""
    with socket.socket() as taken:
        try:
            taken.bind(("127.0.0.1", 11434))
        except OSError:
            pytest.skip("port 11434 is in use on this computer")
        taken.listen()
        run = managed(program, engine_program)
        run.find(id_="empty.tour", timeout_s=60)


@pytest.mark.parametrize("arch", sorted(ARCHITECTURES))
def test_every_character_of_every_architecture(program: Start, engine: RealEngine, arch: str) -> None:
    """A server that is already there is used; thinking and answer reach screen and disk as the model said them."""
    model: TinyModel = recites(arch)
    import_model(engine.url, model.path, f"tiny-{arch}")
    run = program("--ollama-url", engine.url)
    choose(run, display_name(f"tiny-{arch}"))
    run.write("Hello?")
    answer = done(run)
    assert (answer["thinking"], answer["text"]) == (model.thinking, model.answer)
    run.answer(model.answer.splitlines()[0])


def test_stop_ends_the_real_servers_work(program: Start, engine: RealEngine) -> None:
    """A model that never stops does stop, and the runner idles at once."""
    import_model(engine.url, loops().path, "loops")
    run = program("--ollama-url", engine.url)
    choose(run, "Loops")
    run.write("for ever")
    wait_for(lambda: len(last(run).get("text", "")) > 50, "nothing streams", 60)
    run.press(id_="composer.send")
    wait_for(lambda: last(run)["state"] == "stopped", "it was not stopped")
    busy = psutil.Process(engine.pid)
    family = [busy, *busy.children(recursive=True)]

    def is_idle() -> bool:
        before = sum(sum(p.cpu_times()[:2]) for p in family)
        psutil.wait_procs([], 0.3)
        return psutil.cpu_count() is not None and sum(sum(p.cpu_times()[:2]) for p in family) - before < 0.05

    wait_for(is_idle, "the server goes on computing")


def test_a_model_that_cannot_be_loaded(program: Start, engine: RealEngine) -> None:
    """A damaged file is explained in a sentence, with a way out."""
    import_model(engine.url, broken().path, "broken")
    run = program("--ollama-url", engine.url)
    choose(run, "Broken")
    run.write("Hello?")
    run.find(name="can't be loaded", timeout_s=60)
    run.find(name="Choose another model")


def choose(run: Program, name: str) -> None:
    """Pick a model with the picker, by its name."""
    if run.find(id_="composer.model").name.endswith(name):
        return
    run.press(id_="composer.model")
    run.press(role="list item", name=name)
    run.find(name=f"Model: {name}")
