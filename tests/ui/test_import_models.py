"""Model files of the person's own: chat and thinking work afterwards, and what is no model says so."""

from __future__ import annotations

import asyncio
import os
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from app.composition.compose import Config, compose
from app.domain.errors import AppError, NotAModelFile
from app.store.places import places
from app.ui.models.import_dialog import ImportDialog
from app.ui.settings.settings_dialog import SettingsDialog
from tests.helpers.fake_ollama import FakeOllama
from tests.helpers.in_process import until
from tests.helpers.tiny_models import TinyModel, recites, recites_by_its_own_template


def drop(place: QWidget, path: Path) -> bool:
    """Drop a file as the window system does; whether it was taken."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    centre, copy = place.rect().center(), Qt.DropAction.CopyAction
    button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    with warnings.catch_warnings():  # newer versions of Qt want a point of another type, which older ones refuse
        warnings.simplefilter("ignore", DeprecationWarning)
        enter = QDragEnterEvent(centre, copy, data, button, keys)
    enter.ignore()
    QApplication.sendEvent(place, enter)
    taken = enter.isAccepted()
    if taken:
        QApplication.sendEvent(place, QDropEvent(QPointF(centre), copy, data, button, keys))
    return taken


async def asked(window: QWidget) -> ImportDialog:
    await until(lambda: any(dialog.isVisible() for dialog in window.findChildren(ImportDialog)))
    return next(dialog for dialog in window.findChildren(ImportDialog) if dialog.isVisible())


def part_of(dialog: QWidget, identifier: str) -> QWidget:
    return next(part for part in dialog.findChildren(QWidget) if part.accessibleIdentifier() == identifier)


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
            files.offer(bad)
            await until(lambda: failed)
            error = failed.pop()
            assert isinstance(error, NotAModelFile)
            assert error.reason == reason
            await until(lambda: not program.tasks.is_running("models:import"))
        window = program.window
        for place in (window, window.composer.text_edit.viewport()):
            drop(place, tmp_path / "letter.txt")
            assert not files.is_busy
        assert drop(window.composer.text_edit.viewport(), good)
        dialog = await asked(window)
        name, go = part_of(dialog, "import.name"), part_of(dialog, "import.go")
        assert isinstance(name, QLineEdit)
        for bad_name in ("", "two words", "deepseek:cloud"):
            name.setText(bad_name)
            assert not go.isEnabled()
        name.setText("my-own:1b")
        assert go.isEnabled()
        QTest.keyClick(name, Qt.Key.Key_Return)
        await until(lambda: done)
        assert done == ["my-own:1b"]
        tag = done[0]
        assert program.models.find(tag)
        program.presenters.chat.send("Hello?", tag)
        await until(lambda: program.chats.answering)
        await until(lambda: not program.chats.answering)
        (chat,) = await program.chats.chats()
        answer = (await program.chats.path(chat.id))[-1]
        assert answer.text == recites().answer
        assert answer.thinking == recites().thinking
        window.model_file_given.emit(str(good))  # once more: the first one keeps its name
        dialog = await asked(window)
        name = part_of(dialog, "import.name")
        assert isinstance(name, QLineEdit)
        name.setText("my-own:1b")
        assert not part_of(dialog, "import.go").isEnabled()
        dialog.reject()
        await asyncio.sleep(0)
        assert not files.is_busy
        assert len(done) == 1


@pytest.mark.parametrize("model", [recites, recites_by_its_own_template], ids=["plain", "own_template"])
async def test_thinking_and_chat_work_whatever_template_the_file_brings(
    tmp_path: Path, engine_program: Path, monkeypatch: pytest.MonkeyPatch, model: Callable[[], TinyModel]
) -> None:
    """With thinking and without; and again after that, when the server has seen an answer with its thinking."""
    monkeypatch.setattr("app.services.engine.DEFAULT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("PATH", f"{engine_program.parent}{os.pathsep}{os.environ['PATH']}")
    file = tmp_path / "DeepSeek-R1-Distill-Tiny.gguf"
    shutil.copy(model().path, file)
    async with compose(Config(places(tmp_path / "profile"))) as program:
        await until(lambda: program.engine.state.is_ready)
        assert drop(program.window, file)
        dialog = await asked(program.window)
        name = part_of(dialog, "import.name")
        assert isinstance(name, QLineEdit)
        name.setText("mine")
        QTest.keyClick(name, Qt.Key.Key_Return)
        await until(lambda: program.presenters.models.current == "mine:latest")
        for can_think in (True, False, True):
            program.presenters.models.set_thinking(can_think)
            program.presenters.chat.send("Hello?", "mine:latest")
            await until(lambda: program.chats.answering)
            await until(lambda: not program.chats.answering)
            (chat,) = await program.chats.chats()
            answer = (await program.chats.path(chat.id))[-1]
            assert (answer.error, answer.text) == (None, model().answer)
            assert answer.thinking == (model().thinking if can_think else "")


async def test_a_file_that_is_none_is_said_once(tmp_path: Path) -> None:
    """On the page where it is open, else above the chat."""
    page = tmp_path / "page.gguf"
    page.write_text("<html>")
    with FakeOllama() as server:
        async with compose(Config(places(tmp_path / "profile"), server.url)) as program:
            program.window.show()
            posted: list[str] = []
            program.presenters.notices.posted.connect(lambda *_: posted.append("once"))
            failed: list[AppError] = []
            program.presenters.files.failed.connect(failed.append)
            program.presenters.files.offer(page)
            await until(lambda: failed)
            assert posted == ["once"]
            await until(lambda: not program.tasks.is_running("models:import"))
            program.window.sidebar.models_requested.emit()
            (dialog,) = program.window.findChildren(SettingsDialog)
            program.presenters.files.offer(page)
            await until(lambda: len(failed) == 2)
            assert posted == ["once"]
            assert "page.gguf" in dialog.models.import_row._result.text()
            dialog.close()
