"""The conversation, as somebody reads it who does not see it."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from tests.helpers.fake_answers import said
from tests.helpers.fake_ollama import FakeOllama
from tests.helpers.keyboard import press_keys
from tests.helpers.program import Program
from tests.helpers.screen_reader import Node, wait_for

Start = Callable[..., Program]

pytestmark = pytest.mark.skipif(shutil.which("xdotool") is None, reason="no xdotool")


def conversation(program: Start, server: FakeOllama) -> Program:
    """Two questions with their answers."""
    run = program("--ollama-url", server.url)
    for question, answer, shown in (
        ("First question", "The **first** answer", "The first answer"),
        ("Second question", "- One\n- Two", "• Two"),
    ):
        server.answer = said(answer)
        run.write(question)
        run.answer(shown)
    return run


def messages(run: Program) -> list[Node]:
    return [node for node in run.find(id_="transcript").children if node.role == "list item"]


def reader(run: Program, name: str) -> Node:
    """The message that is being read, once it is the one with this name."""
    node = run.find(id_="message.reader", name=name)
    wait_for(lambda: "focused" in node.states, "the message has no focus")
    return node


def test_messages_are_items_of_a_list(program: Start, server: FakeOllama) -> None:
    """Each has a role and its whole text, without the marks of Markdown."""
    run = conversation(program, server)
    wait_for(lambda: len(messages(run)) == 4, "not four messages")
    assert run.find(id_="transcript").role == "list"
    names = [node.name for node in messages(run)]
    assert [name.split(":")[0] for name in names[::2]] == ["You said", "You said"]
    assert names[0] == "You said: First question"
    assert names[1].endswith(" answered: The first answer")
    assert names[3].endswith("• One\n• Two")
    assert all(node.description for node in messages(run))


def test_a_message_is_read_by_keys(program: Start, server: FakeOllama) -> None:
    """Alt+Up and Alt+Down go from message to message; the one that is reached is a text with a caret."""
    run = conversation(program, server)
    run.find(id_="composer.text").focus()  # where one is after sending
    press_keys("alt+Up")
    node = reader(run, "answered")
    wait_for(lambda: node.text.replace("\ufffc", "").split() == ["One", "Two"], f"another text: {node.text!r}")
    press_keys("alt+Up")
    assert reader(run, "You said").text == "Second question"
    press_keys("alt+Up")
    assert reader(run, "answered").text == "The first answer"
    press_keys("alt+Down")
    node = reader(run, "You said")
    assert node.text == "Second question"
    before = node.caret
    press_keys("Right", "Right")
    wait_for(lambda: node.caret == before + 2, "the caret did not move")
    press_keys("Escape")
    transcript = run.find(id_="transcript")
    wait_for(lambda: "focused" in transcript.states, "the focus did not come back")


def test_the_end_of_an_answer_is_announced(program: Start, server: FakeOllama) -> None:
    run = program("--ollama-url", server.url)
    server.answer = said("Four words are here")
    run.find(id_="composer.text")
    announcements = run.reader.announcements()
    run.write("Say something")
    announcements.wait_for("Sent.")
    announcements.wait_for("Answer finished, 4 words. Four words are here")
