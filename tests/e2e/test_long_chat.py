"""A chat that gets long, and ways to anything, by a screen reader alone and by the keyboard alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest

from tests.helpers.fake_answers import Answer, done, line, said
from tests.helpers.fake_ollama import FakeOllama
from tests.helpers.keyboard import press_keys, type_text
from tests.helpers.program import Program
from tests.helpers.screen_reader import wait_for

Start = Callable[..., Program]

with_keyboard = pytest.mark.skipif(shutil.which("xdotool") is None, reason="no xdotool")


def test_a_full_memory_is_heard_and_left_by_a_summary(program: Start, server: FakeOllama) -> None:
    """The gauge says how full it is, its panel leads to a new chat that the model's summary opens."""
    server.answer = Answer((line("Whales are big."), done(prompt_eval_count=2780, eval_count=12)))
    run = program("--ollama-url", server.url)
    run.write("Tell me of whales")
    run.answer("Whales are big.")
    run.find(name="This chat is getting long")
    run.press(id_="composer.memory", name="Memory 91 % full")
    run.find(role="label", name="This chat fills 91 %")
    server.answer = said("We spoke of whales.")
    run.press(id_="memory.summarise")
    run.answer("We spoke of whales.")
    run.find(id_="header.title", name="Tell me of whales (2)")
    assert server.chats()[-1]["messages"][0]["content"] == "Tell me of whales"


@with_keyboard
def test_anything_is_a_few_keys_away(program: Start, server: FakeOllama) -> None:
    """Ctrl+K to an older chat; Ctrl+/ shows the keys; Ctrl+Shift+N begins a private chat."""
    server.answer = said("Answer")
    run = program("--ollama-url", server.url)
    run.find(name="Model: ")
    run.write("Whales")
    run.answer("Answer")
    press_keys("ctrl+n")
    run.find(id_="header.title", name="New chat")
    press_keys("ctrl+k")
    wait_for(lambda: "focused" in run.find(id_="jump.field").states, "the field has no focus")
    type_text("whal")
    press_keys("Return")
    run.find(id_="header.title", name="Whales")
    press_keys("ctrl+slash")
    run.find(role="label", name="New chat: Ctrl+N")
    run.press(id_="shortcuts.close")
    run.gone(id_="shortcuts.close")
    press_keys("ctrl+shift+n")
    run.find(id_="header.title", name="Private chat")
    run.find(id_="footer", name="never saved")
