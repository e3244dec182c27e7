"""What a person does with messages, in the real window."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.helpers.fake_answers import Answer, Hang, endless, line, said
from tests.helpers.fake_ollama import FakeModel, FakeOllama
from tests.helpers.program import Program
from tests.helpers.screen_reader import wait_for
from tests.helpers.tiny_models import import_model, ponders

pytestmark = pytest.mark.slow

Start = Callable[..., Program]


def last(run: Program) -> dict[str, str]:
    """The newest message on disk."""
    return dict(run.export()["chats"][0]["messages"][-1])


def test_answer_now(program: Start, server: FakeOllama) -> None:
    """While it thinks there is a button; the thoughts stay, the answer follows, on screen and on disk."""
    server.answer = Answer((line(thinking="Let me see. "), Hang()))
    run = program("--ollama-url", server.url)
    run.write("Hello?")
    run.find(id_="message.answer_now")
    server.answer = said("Now.")
    run.press(id_="message.answer_now")
    run.answer("Now.")
    run.find(name="Thought for")
    run.gone(id_="message.answer_now")
    wait_for(lambda: last(run)["state"] == "done", "the answer is not done on disk")
    assert (last(run)["thinking"], last(run)["text"]) == ("Let me see. ", "Now.")
    assert server.chats()[-1]["messages"][-1]["thinking"] == "Let me see. "


def test_stopped_while_thinking_it_can_go_on(program: Start, server: FakeOllama) -> None:
    """Continue is offered where only thoughts had come, and gives the answer."""
    server.answer = Answer((line(thinking="Let me see. "), Hang()))
    run = program("--ollama-url", server.url)
    run.write("Hello?")
    run.find(id_="message.answer_now")
    run.press(id_="composer.send")
    server.answer = said("Here.")
    run.press(id_="ended.continue")
    run.answer("Here.")


def test_another_model_answers_once(program: Start, server: FakeOllama) -> None:
    """Menu, picker, answer, versions: and the composer keeps its model."""
    server.models["zebra:1b"] = FakeModel()
    run = program("--ollama-url", server.url)
    run.write("Hello?")
    run.answer("Hello there")
    model = run.find(id_="composer.model").name
    server.answer = said("by another one")
    run.press(id_="message.again")
    run.press(name="With another model")
    other = "Zebra 1B" if "Zebra" not in model else "Tiny"
    run.find(id_="picker.models")
    run.press(name=other, role="list item")
    run.answer("by another one")
    assert run.find(id_="composer.model").name == model
    run.find(name="Now answering:")
    run.press(id_="message.previous_version")
    run.answer("Hello there")


def test_delete_from_here_and_back(program: Start, server: FakeOllama) -> None:
    """The toast brings back what was deleted."""
    run = program("--ollama-url", server.url)
    run.write("Hello?")
    run.answer("Hello there")
    run.press(id_="message.more")
    run.press(name="Delete from here")
    run.gone(name="answered: Hello there")
    run.press(id_="toast.undo")
    run.answer("Hello there")


def test_details_and_branch(program: Start, server: FakeOllama) -> None:
    """A dialog that does not block, and a chat of its own."""
    run = program("--ollama-url", server.url)
    run.write("Lisbon")
    run.answer("Hello there")
    run.press(id_="message.more")
    run.press(name="Details")
    run.find(name="tokens per second")
    run.press(id_="details.close")
    run.gone(name="tokens per second")
    run.press(id_="message.more")
    run.press(name="Branch into new chat")
    run.find(name="Lisbon (2)")
    assert sorted(chat["title"] for chat in run.export()["chats"]) == ["Lisbon", "Lisbon (2)"]


def test_a_model_that_repeats_itself(program: Start, server: FakeOllama) -> None:
    """It is said, with a button that stops it."""
    passage = " ".join(f"word{number}" for number in range(40)) + ". "
    server.answer = endless(passage, pause_s=0.002)
    run = program("--ollama-url", server.url)
    run.write("count")
    run.find(name="The model is repeating itself.")
    run.press(id_="notice.action")
    run.find(name="Stopped.")
    run.gone(name="The model is repeating itself.")
    assert last(run)["state"] == "stopped"


def test_answer_now_with_a_real_model(program: Start, engine_url: str) -> None:
    """The model gets its own unfinished thoughts and goes straight on to the answer."""
    model = ponders()
    import_model(engine_url, model.path, "ponders")
    run = program("--ollama-url", engine_url)
    run.find(name="Model: Ponders", timeout_s=60)
    run.write("Hello?")
    run.press(id_="message.answer_now", timeout_s=60)
    run.answer(model.answer.splitlines()[0])
    wait_for(lambda: last(run)["state"] == "done", "the answer is not done on disk", 60)
    assert last(run)["text"] == model.answer
    assert last(run)["thinking"]
    assert model.thinking.startswith(last(run)["thinking"])
    assert last(run)["thinking"] != model.thinking
