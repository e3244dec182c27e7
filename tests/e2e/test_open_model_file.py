"""A model file is opened with Baleen: asked about first, also where Baleen runs already."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.helpers.program import Program, baleen
from tests.helpers.tiny_models import recites, recites_by_its_own_template

pytestmark = pytest.mark.slow

Start = Callable[..., Program]


def test_a_file_on_the_command_line_becomes_a_model(program: Start, engine_program: Path, tmp_path: Path) -> None:
    """The first start takes one; a second start hands its own to the first one's window, and ends."""
    first, second = tmp_path / "First one.gguf", tmp_path / "Zweites Modell.gguf"
    for file in (first, second):
        shutil.copy(recites().path, file)
    path = f"{engine_program.parent}{os.pathsep}{os.environ['PATH']}"
    run = program(str(first), path=path, environment={"LLAMA_ARG_THREADS": "1"})
    run.find(name="First one.gguf", timeout_s=60)
    run.find(id_="import.name").write("mine")
    run.press(id_="import.go")
    run.find(name="Model: Mine", timeout_s=60)

    again = baleen("--profile", str(run.profile), str(second), QT_QPA_PLATFORM="xcb")
    assert again.returncode == 0, again.stderr
    run.find(name="Zweites Modell.gguf")
    run.press(id_="import.cancel")
    assert run.process.poll() is None


def test_a_file_with_a_template_of_its_own_is_chosen_and_answers(
    program: Start, engine_program: Path, tmp_path: Path
) -> None:
    """By the button; the field for a file's name is Qt's own."""
    model = recites_by_its_own_template()
    file = tmp_path / "DeepSeek-R1-Distill-Tiny.gguf"
    shutil.copy(model.path, file)
    path = f"{engine_program.parent}{os.pathsep}{os.environ['PATH']}"
    run = program(path=path, environment={"LLAMA_ARG_THREADS": "1"})
    run.press(id_="sidebar.models", timeout_s=60)
    run.press(id_="settings.import")
    run.find(id_="QApplication.QFileDialog.fileNameEdit").write(str(file))
    run.press(name="Open", role="push button")
    run.find(id_="import.name").write("mine")
    run.press(id_="import.go")
    run.find(name="Model: Mine", timeout_s=60)
    run.write("Hello?")
    run.answer("The end!", timeout_s=60)
    (chat,) = run.export()["chats"]
    answer = chat["messages"][-1]
    assert (answer["text"], answer["thinking"]) == (model.answer, model.thinking)
