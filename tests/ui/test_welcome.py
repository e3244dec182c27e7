"""The first run: two clicks to a running download, every step survives the end of the program."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

from app.composition.compose import Baleen, Config, compose
from app.domain.engine import Phase
from app.files.catalogue import CatalogueFile
from app.services.tour import R1_TEMPLATE
from app.store.places import places
from app.ui.assets import resources_dir
from app.ui.chat.empty_state import EmptyKind
from app.ui.welcome.welcome import Step
from app.ui.wiring.baleen_window import BaleenWindow
from tests.helpers.fake_ollama import FakeOllama
from tests.helpers.file_server import FileServer
from tests.helpers.in_process import until
from tests.helpers.registry import Registry
from tests.helpers.tiny_models import recites
from tests.ui.test_engine_install import archive_file, quiet_computer, release_file

__all__ = ["archive_file", "quiet_computer"]


@pytest.fixture
def fake_ollama() -> Iterator[FakeOllama]:
    with FakeOllama() as running:
        yield running


@asynccontextmanager
async def first_run(tmp_path: Path, url: str | None = None, release: Path | None = None) -> AsyncIterator[Baleen]:
    """The program as it starts for a person who was not here before, or goes on with what they left."""
    where = places(tmp_path / "profile")
    is_new = not where.data.exists()
    where.state.mkdir(parents=True, exist_ok=True)
    window = BaleenWindow(where.state)
    window.begin_welcome(is_new=is_new)
    window.show()
    window.activateWindow()
    try:
        config = Config(where, url, engine_release=release) if release else Config(where, url)
        async with compose(config, window) as program:
            yield program
    finally:
        window.deleteLater()


def button(program: Baleen, identifier: str) -> QAbstractButton:
    found = [w for w in program.window.findChildren(QAbstractButton) if w.accessibleIdentifier() == identifier]
    return next(one for one in found if one.isVisible())


def click(program: Baleen, identifier: str) -> None:
    QTest.mouseClick(button(program, identifier), Qt.MouseButton.LeftButton)


async def choices(program: Baleen) -> list[str]:
    welcome = program.window.welcome
    assert welcome is not None
    await until(lambda: welcome.model._cards)
    return [card.choice.tag for card in welcome.model._cards]


def offer(monkeypatch: pytest.MonkeyPatch, tag: str) -> None:
    """The catalogue has one model, which comes from a registry of our own."""
    first = CatalogueFile(resources_dir() / "catalogue" / "models.toml")()[0]
    monkeypatch.setattr("app.composition.models.CatalogueFile", lambda _: lambda: (replace(first, tag=tag),))


async def test_two_clicks_to_a_download_and_one_message_to_an_answer(
    tmp_path: Path, engine_program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.engine.DEFAULT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("PATH", f"{engine_program.parent}{os.pathsep}{os.environ['PATH']}")
    with Registry() as registry:
        tag = registry.add(recites().path, "deepseek-r1:1.5b", template=R1_TEMPLATE, padding=3_000_000)
        registry.hold.clear()
        offer(monkeypatch, tag)
        async with first_run(tmp_path) as program:
            window = program.window
            await until(lambda: program.library.recommended)
            click(program, "welcome.continue")
            assert await choices(program) == [tag]
            click(program, "welcome.go")
            assert window.welcome is None
            await until(lambda: window.empty_state._kind is EmptyKind.DOWNLOADING)
            assert window.composer.isVisible()
            assert button(program, f"empty.download.cancel.{tag}")
            await until(lambda: window.composer.send.isEnabled())
            QTest.keyClicks(window.composer.text_edit, "Hello?")
            click(program, "composer.send")
            await until((tmp_path / "profile/state/postponed.json").exists)
        async with first_run(tmp_path) as program:  # closed midway: the chat, the download and the message are there
            assert program.window.welcome is None
            await until(lambda: program.window.composer.postponed.isVisible())
            registry.hold.set()
            await until(lambda: recites().answer.splitlines()[0] in program.window.transcript_view.plain_text())


@pytest.mark.usefixtures("quiet_computer")
async def test_the_engine_comes_along_where_there_is_none(
    tmp_path: Path, archive_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same two clicks; the message waits for both."""
    with Registry() as registry, FileServer(archive_file.read_bytes()) as files:
        tag = registry.add(recites().path, "deepseek-r1:1.5b", template=R1_TEMPLATE)
        offer(monkeypatch, tag)
        files.hold.clear()
        async with first_run(tmp_path, release=release_file(tmp_path, archive_file, files.url)) as program:
            window = program.window
            await until(lambda: program.engine.state.phase is Phase.MISSING and program.library.recommended)
            click(program, "welcome.continue")
            assert await choices(program) == [tag]
            assert window.welcome is not None
            assert "comes along" in window.welcome.model._engine.text()
            click(program, "welcome.go")
            await until(lambda: window.empty_state._kind is EmptyKind.DOWNLOADING)
            assert window.empty_state.install.isVisible()
            await until(lambda: window.composer.send.isEnabled())
            QTest.keyClicks(window.composer.text_edit, "Hello?")
            click(program, "composer.send")
            assert window.composer.postponed.isVisible()
            files.hold.set()
            await until(lambda: recites().answer.splitlines()[0] in window.transcript_view.plain_text())


async def test_each_step_survives_and_back_goes_back(tmp_path: Path, fake_ollama: FakeOllama) -> None:
    async with first_run(tmp_path, fake_ollama.url) as program:
        click(program, "welcome.continue")
    async with first_run(tmp_path, fake_ollama.url) as program:
        welcome = program.window.welcome
        assert welcome is not None
        assert welcome.step is Step.MODEL
        click(program, "welcome.back")
        assert button(program, "welcome.continue").hasFocus()
    async with first_run(tmp_path, fake_ollama.url) as program:
        welcome = program.window.welcome
        assert welcome is not None
        assert welcome.step is Step.HELLO
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        assert welcome.step is Step.MODEL
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
        assert welcome.step is Step.HELLO
        click(program, "welcome.continue")
        click(program, "welcome.skip")
        assert program.window.welcome is None
        assert program.window.composer.isVisible()
    async with first_run(tmp_path, fake_ollama.url) as program:
        assert program.window.welcome is None


async def test_models_that_are_here_come_first_and_nothing_is_downloaded(
    tmp_path: Path, fake_ollama: FakeOllama
) -> None:
    async with first_run(tmp_path, fake_ollama.url) as program:
        await until(lambda: program.models.installed)
        here = [model.tag for model in program.models.installed]
        click(program, "welcome.continue")
        shown = await choices(program)
        assert shown[: len(here)] == here
        go = button(program, "welcome.go")
        assert go.accessibleName() == "Start chatting"
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        assert program.window.welcome is None
        assert program.presenters.models.current == here[0]
        assert program.presenters.downloads.rows == ()
        assert program.window.composer.text_edit.hasFocus()


def test_whoever_has_chats_is_not_welcomed(tmp_path: Path) -> None:
    window = BaleenWindow(tmp_path)
    window.begin_welcome(is_new=False)
    assert window.welcome is None
    window.deleteLater()
