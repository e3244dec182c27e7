"""Model files of the person's own: chat and thinking work afterwards, and what is no model says so."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from app.composition import Config, compose
from app.domain.errors import AppError, NotAModelFile
from app.store.places import places
from tests.helpers.in_process import until
from tests.helpers.tiny_models import recites


async def test_a_file_becomes_a_model_that_thinks_and_answers(
    tmp_path: Path, engine_program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.engine.DEFAULT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("PATH", f"{engine_program.parent}{os.pathsep}{os.environ['PATH']}")
    good = tmp_path / "DeepSeek-R1-Tiny.gguf"
    shutil.copy(recites().path, good)
    part = tmp_path / "model-00001-of-00002.gguf"
    shutil.copy(recites().path, part)
    page = tmp_path / "page.gguf"
    page.write_text("<html>")
    async with compose(Config(places(tmp_path / "profile"))) as program:
        await until(lambda: program.engine.state.is_ready)
        files = program.presenters.files
        failed: list[AppError] = []
        done: list[str] = []
        files.failed.connect(failed.append)
        files.done.connect(done.append)
        for bad, reason in ((part, "split"), (page, "broken"), (tmp_path / "missing.gguf", "unreadable")):
            files.bring(bad)
            await until(lambda: failed)
            error = failed.pop()
            assert isinstance(error, NotAModelFile)
            assert error.reason == reason
            await until(lambda: not program.tasks.is_running("models:import"))
        files.bring(good)
        await until(lambda: done)
        tag = done[0]
        assert program.models.find(tag)
        program.presenters.chat.send("Hello?", tag)
        await until(lambda: program.chats.answering)
        await until(lambda: not program.chats.answering)
        (chat,) = await program.chats.chats()
        answer = (await program.chats.path(chat.id))[-1]
        assert answer.text == recites().answer
        assert answer.thinking == recites().thinking
        files.bring(good)  # once more: the first one keeps its name
        await until(lambda: len(done) == 2)
        assert done[1] != tag
