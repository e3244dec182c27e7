"""From an empty home to a streamed answer: a real server downloads a model from a registry of our own."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from app.services.tour import R1_TEMPLATE
from tests.helpers.program import Program
from tests.helpers.registry import Registry
from tests.helpers.screen_reader import wait_for
from tests.helpers.tiny_models import recites

Start = Callable[..., Program]


def test_from_an_empty_home_to_an_answer(program: Start, engine_program: Path) -> None:
    """The first message is written while the model is on its way, and sent when it is there, after a restart too."""
    with Registry() as registry:
        tag = registry.add(recites().path, "deepseek-r1:1.5b", template=R1_TEMPLATE, padding=2_000_000)
        registry.hold.clear()
        path = f"{engine_program.parent}{os.pathsep}{os.environ['PATH']}"
        environment = {"LLAMA_ARG_THREADS": "1"}
        run = program(is_first_run=True, path=path, environment=environment)
        run.press(id_="welcome.continue", timeout_s=60)
        run.find(id_="welcome.go")
        run.press(id_="welcome.skip")
        run.find(id_="empty.tour", timeout_s=60)
        run.find(id_="empty.get_recommended")
        run.press(id_="sidebar.models")
        run.find(id_="settings.add_name").write(tag)
        # Once its size has been looked up:
        run.press(name="Download DeepSeek R1 1.5B (", id_="settings.add", timeout_s=30)
        run.find(id_=f"settings.download.pause.{tag}")
        run.press(id_="settings.page.general")
        run.find(id_=f"sidebar.download.pause.{tag}")
        run.write("Hello?")
        run.find(id_="composer.dont_send")
        assert run.quit() == 0
        run = program(path=path, environment=environment)
        run.find(name="Sent when DeepSeek R1 1.5B is ready", timeout_s=60)
        registry.hold.set()
        run.find(name="DeepSeek R1 1.5B is ready.", timeout_s=60)
        run.answer(recites().answer.splitlines()[0], timeout_s=60)
        wait_for(lambda: run.export()["chats"][0]["messages"][0]["text"] == "Hello?", "the message was not kept")
