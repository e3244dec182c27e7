"""The main job, in the real window: ask, see it think and answer, stop, quit, crash, come back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psutil

from tests.helpers.fake_answers import Answer, endless, json_answer, refused, said
from tests.helpers.fake_answers import done as finished
from tests.helpers.fake_ollama import FakeModel, FakeOllama
from tests.helpers.program import Program, baleen
from tests.helpers.screen_reader import wait_for

Start = Callable[..., Program]


def roles(program: Program) -> list[tuple[str, str, str]]:
    """Role, text and state of every message on disk."""
    return [(m["role"], m["text"], m["state"]) for chat in program.export()["chats"] for m in chat["messages"]]


def test_ask_and_read_the_answer(program: Start, server: FakeOllama) -> None:
    """Write, send, read: thinking folded away, the answer whole, and the same on disk."""
    server.answer = said("Hello there, test!", thinking="I am thinking.")
    run = program("--ollama-url", server.url)
    assert "Baleen" in run.window.children[0].name
    run.write("Hello?")
    run.answer("Hello there, test!")
    run.find(name="Thought for")
    wait_for(lambda: [role[2] for role in roles(run)[-1:]] == ["done"], "the answer is not done on disk")
    (chat,) = run.export()["chats"]
    assert chat["title"] == "Hello?"
    assert [(m["text"], m["thinking"]) for m in chat["messages"]] == [
        ("Hello?", ""),
        ("Hello there, test!", "I am thinking."),
    ]
    assert run.quit() == 0


def test_the_cursor_is_in_the_composer(program: Start, server: FakeOllama) -> None:
    """One can type at once."""
    run = program("--ollama-url", server.url)
    text = run.find(id_="composer.text")
    wait_for(lambda: "focused" in text.states, "the composer has no focus")


def test_stop_stops_the_server(program: Start, server: FakeOllama) -> None:
    """The button hangs up, and the text stays with a way on."""
    server.answer = endless()
    run = program("--ollama-url", server.url)
    run.write("count")
    run.answer("one two three")
    run.press(id_="composer.send")
    server.wait_for(lambda: server.hangups == 1)
    run.find(name="Continue")
    run.find(name="Answer again")
    assert roles(run)[-1][2] == "stopped"


def test_a_crash_in_mid_answer_loses_nothing(program: Start, server: FakeOllama) -> None:
    """After kill -9: the question, the answer so far, and the two ways on."""
    server.answer = endless(pause_s=0.02)
    run = program("--ollama-url", server.url)
    run.write("count")
    run.answer("one two three")
    wait_for(lambda: any("three" in role[1] for role in roles(run)[-1:]), "nothing was saved in mid-answer")
    run.kill()
    role, text, _ = roles(run)[-1]
    assert role == "assistant"
    assert text.startswith("one two three")

    server.answer = said("and the rest.")
    again = program("--ollama-url", server.url)
    again.answer("one two three")
    again.find(name="interrupted")
    assert roles(again)[-1][2] == "interrupted"
    again.press(name="Continue")
    again.answer("and the rest.")


def test_quitting_in_mid_answer_keeps_it(program: Start, server: FakeOllama) -> None:
    """Logout in the middle of an answer: clean end, text kept, marked interrupted."""
    server.answer = endless()
    run = program("--ollama-url", server.url)
    run.write("count")
    run.answer("one two three")
    assert run.quit() == 0
    assert "Traceback" not in run.errors()
    assert roles(run)[-1][2] == "interrupted"


def test_started_twice_there_is_one_window(program: Start, server: FakeOllama) -> None:
    """The second start brings the first window to the front and ends."""
    run = program("--ollama-url", server.url)
    run.find(id_="composer.text")
    second = baleen("--profile", str(run.profile), "--ollama-url", server.url, QT_QPA_PLATFORM="xcb")
    assert second.returncode == 0
    assert run.process.poll() is None


def test_a_model_that_appears_is_in_the_picker(program: Start, server: FakeOllama) -> None:
    """Installed elsewhere, seen here by itself."""
    server.models.clear()
    run = program("--ollama-url", server.url)
    run.find(name="You need a model to start.")
    server.models["deepseek-r1:8b"] = FakeModel()
    run.find(name="Model: DeepSeek R1 8B")


def test_no_engine_at_all(program: Start, tmp_path: Path) -> None:
    """The window opens all the same, says so in one sentence, and offers a way out."""
    nowhere = tmp_path / "empty"
    nowhere.mkdir()
    run = program(path=str(nowhere), environment={"HOME": str(nowhere)})
    run.find(name="isn't installed")
    run.find(name="Look again")


def test_an_address_that_is_not_ollama(program: Start, server: FakeOllama) -> None:
    """Something else answers there: one sentence, no traceback."""
    server.answers["/api/version"] = json_answer({"hello": "world"})
    run = program("--ollama-url", server.url)
    run.find(name="That isn't Ollama.")


def test_an_ollama_that_is_too_old(program: Start, server: FakeOllama) -> None:
    """Below the minimum version it is not used, and the window says why."""
    server.version = "0.12.3"
    run = program("--ollama-url", server.url)
    run.find(name="Ollama needs an update.")


def test_an_error_is_a_card_with_a_way_out(program: Start, server: FakeOllama) -> None:
    """The raw text is not shouted at anybody; trying again works and replaces the card."""
    server.answer = refused(500, "model requires more system memory (11.0 GiB) than is available (6.2 GiB)")
    run = program("--ollama-url", server.url)
    run.write("Hello?")
    run.find(name="This model needs more memory than is free.")
    server.answer = said("now it works")
    run.press(name="Try again")
    run.answer("now it works")
    run.gone(name="This model needs more memory than is free.")


def test_two_chats_at_once(program: Start, server: FakeOllama) -> None:
    """A chat goes on in the background while another one is asked and read."""
    server.answer = endless()
    run = program("--ollama-url", server.url)
    run.write("first")
    run.answer("one two three")
    server.answer = said("the second answer")
    run.press(name="New chat")
    run.write("second")
    run.answer("the second answer")
    before = len(max((m[1] for m in roles(run)), key=len))
    wait_for(lambda: len(max((m[1] for m in roles(run)), key=len)) > before, "the first chat stands still")


def test_blanks_around_a_message_do_not_keep_it_in_the_field(program: Start, server: FakeOllama) -> None:
    """What is pasted often ends in a line break: it is sent once, and the indent of its first line stays."""
    run = program("--ollama-url", server.url)
    run.write("\n\n    indented\nlast \n\n")
    run.answer("Hello there")
    text = run.find(id_="composer.text")
    wait_for(lambda: not text.text, "the text is still in the field")
    assert roles(run)[0][1] == "    indented\nlast"


def test_an_answer_that_ends_with_the_memory_says_so(program: Start, server: FakeOllama) -> None:
    """The model's memory is full: the answer is not shown as if it were complete."""
    server.answer = Answer((*said("half of a long").steps[:-1], finished("length")))
    run = program("--ollama-url", server.url)
    run.write("Tell me everything.")
    run.find(name="memory is full")
    run.find(name="Continue")


def test_an_empty_answer_says_so(program: Start, server: FakeOllama) -> None:
    """Not a blank space with a speed beside it."""
    server.answer = Answer((finished("stop"),))
    run = program("--ollama-url", server.url)
    run.write("Hello?")
    run.find(name="The model gave no answer.")
    run.find(name="Answer again")


def test_odd_characters_survive(program: Start, server: FakeOllama) -> None:
    """U+0085, U+2028, half characters and emoji in the stream reach the disk as they are."""
    text = "a\u0085b\u2028c 🐋 漢字 é"
    server.answer = Answer(tuple(bytes([byte]) for step in said(text).steps for byte in step))  # type: ignore[union-attr]
    run = program("--ollama-url", server.url)
    run.write("odd")
    wait_for(lambda: [role[1:] for role in roles(run)[-1:]] == [(text, "done")], "the text is not whole on disk")


def test_proxies_in_the_environment_do_not_matter(program: Start, server: FakeOllama) -> None:
    """Whatever the environment says about proxies, this computer's own engine is reached directly."""
    odd = {
        "HTTP_PROXY": "http://127.0.0.1:9",
        "ALL_PROXY": "socks5://127.0.0.1:9",
        "HTTPS_PROXY": "ftp://nowhere",
        "no_proxy": "[::1]",
        "OLLAMA_HOST": "host:99999",
        "SSL_CERT_FILE": "/does/not/exist",
    }
    run = program("--ollama-url", server.url, environment=odd)
    run.write("Hello?")
    run.answer("Hello there")


def test_nothing_listens_beyond_this_computer(program: Start, server: FakeOllama) -> None:
    """No socket of the program can be reached from outside."""
    run = program("--ollama-url", server.url)
    run.find(id_="composer.text")
    family = [psutil.Process(run.process.pid), *psutil.Process(run.process.pid).children(recursive=True)]
    listening = [c.laddr.ip for p in family for c in p.net_connections("inet") if c.status == psutil.CONN_LISTEN]
    assert set(listening) <= {"127.0.0.1", "::1"}
