"""Models on another computer: a second real server at an address that is not this computer's own name."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QRadioButton, QWidget

from app.composition.compose import Baleen, Config, compose
from app.domain.downloads import DownloadState
from app.domain.engine import Phase
from app.domain.errors import AccessDenied
from app.presenters.model_about import where_from
from app.store.places import places
from app.ui.settings.settings_dialog import Page, SettingsDialog
from app.ui.wiring.settings_wiring import SettingsWiring
from tests.helpers.in_process import until
from tests.helpers.llama_server import LlamaServer, program_beside
from tests.helpers.real_engine import RealEngine
from tests.helpers.tiny_models import ANSWER, import_model, recites
from tests.store.test_key_ring import Drawer

THERE = "127.0.0.2"
KEY = "sk-canary-77aa"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux answers at all of 127.0.0.0/8")


@pytest.fixture
async def program(tmp_path: Path, engine_program: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Baleen]:
    """The whole program; its own server can be started, but not found at the usual place."""
    monkeypatch.setattr("app.services.engine.DEFAULT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("PATH", f"{engine_program.parent}{os.pathsep}{os.environ['PATH']}")
    async with compose(Config(places(tmp_path / "profile"))) as running:
        running.window.show()
        yield running
        for dialog in running.window.findChildren(SettingsDialog):
            dialog.close()


def open_settings(program: Baleen, page: Page) -> SettingsDialog:
    wiring = program.window.findChild(SettingsWiring)
    assert wiring is not None
    wiring.open(page)
    [dialog] = program.window.findChildren(SettingsDialog)
    return dialog


def part(dialog: QWidget, identifier: str) -> QWidget:
    return next(each for each in dialog.findChildren(QWidget) if each.accessibleIdentifier() == identifier)


def press(dialog: QWidget, identifier: str) -> None:
    button = part(dialog, identifier)
    assert isinstance(button, QPushButton)
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def choose(dialog: QWidget, where: str) -> None:
    """One of the three cards."""
    card = part(dialog, f"settings.place.{where}")
    assert isinstance(card, QRadioButton)
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    assert card.isChecked()


def said(dialog: QWidget) -> str:
    return str(part(dialog, "settings.engine_url.result").text())  # type: ignore[attr-defined]


async def ask(program: Baleen) -> str:
    """A question to the model in force; its answer as it is on disk."""
    program.presenters.chat.send("Hello?", program.presenters.models.current)
    await until(lambda: program.chats.answering)
    await until(lambda: not program.chats.answering)
    chat = program.presenters.chat.chat_id
    assert chat is not None
    answer = (await program.chats.path(chat))[-1]
    return answer.text or repr(answer.error)


async def test_an_ollama_there(program: Baleen, engine_program: Path, tmp_path: Path) -> None:
    dialog = open_settings(program, Page.SERVER)
    with RealEngine(engine_program, tmp_path / "there", host=THERE) as there:
        await asyncio.to_thread(import_model, there.url, recites().path, "over-there")
        address = there.url.removeprefix("http://")
        assert not part(dialog, "settings.engine_url").isVisible()
        press(dialog, "settings.advanced")
        assert part(dialog, "settings.attention").isVisibleTo(dialog.performance)
        choose(dialog, "elsewhere")
        QTest.keyClicks(part(dialog, "settings.engine_url"), address)
        press(dialog, "settings.engine_url.try")
        await until(lambda: said(dialog).startswith(f"It works: {THERE} runs Ollama "))
        assert "has 1 model" in said(dialog)
        assert program.settings.current.engine_url == ""

        press(dialog, "settings.engine_url.use")
        await until(lambda: program.engine.state.is_ready and program.engine.state.url == there.url)
        await until(lambda: program.models.find("over-there"))
        assert said(dialog) == f"From now on {THERE} is asked."
        await until(lambda: f"Runs on {THERE}." in program.window.footer.text())
        program.presenters.downloads.get("127.0.0.1:1/library/absent")
        assert await ask(program) == ANSWER
        # Known of this computer, or set when its server starts: not shown for another.
        assert part(dialog, "settings.page.performance").isVisible()
        assert not part(dialog, "settings.attention").isVisibleTo(dialog.performance)
        assert part(dialog, "settings.keep_alive").isVisibleTo(dialog.performance)
        assert not part(dialog, "settings.check").isVisibleTo(dialog.models)
        assert not part(dialog, "settings.add").isVisibleTo(dialog.models)
        # The queue of downloads belongs to this computer, and waits.
        [row] = program.presenters.downloads.rows
        assert row.state is DownloadState.WAITING
        assert program.window.picker.list.accessibleName() == f"Models on {THERE}"

    await until(lambda: program.engine.state.error is not None)
    [notice] = program.presenters.notices.notices.values()
    assert notice.title == f"Can't reach {THERE}."
    press(program.window.notices, "notice.other")
    await until(lambda: program.engine.state.is_ready and "127.0.0.1" in program.engine.state.url)
    assert THERE not in program.window.footer.text()
    assert part(dialog, "settings.attention").isVisibleTo(dialog.performance)
    assert part(dialog, "settings.check").isVisibleTo(dialog.models)
    assert program.window.picker.list.accessibleName() == "Models"


async def test_models_of_the_server_that_is_asked_alone(program: Baleen) -> None:
    """Nobody answers there: what is on this computer is not shown as if it were there, and is back with its server."""
    await until(lambda: program.engine.state.is_ready)
    await asyncio.to_thread(import_model, program.engine.state.url, recites().path, "over-here")
    dialog = open_settings(program, Page.MODELS)
    await until(lambda: program.presenters.models.current == "over-here:latest")

    def rows() -> list[str]:
        return [row.model.tag for row in dialog.models.installed._rows]

    assert rows() == ["over-here:latest"]
    program.settings.change("engine_url", "http://127.0.0.1:1")  # this computer's name, but not our server
    await until(lambda: program.engine.state.phase is Phase.FAILED)
    await until(lambda: rows() == [])
    assert program.presenters.models.current == ""
    assert dialog.models._empty.isVisible()
    assert not dialog.models._disk.isVisible(), "nobody knows what its models take"
    assert part(dialog, "settings.share_models.False").isVisibleTo(dialog.server) is False
    assert "as soon as the server" in dialog.models._empty.text()
    program.settings.change("engine_url", "")
    await until(lambda: program.presenters.models.current == "over-here:latest")
    await until(lambda: rows() == ["over-here:latest"])


@pytest.mark.engine("034")  # which brings llama-server along
async def test_a_server_in_openais_manner_behind_a_key(
    program: Baleen,
    engine_program: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    drawer = Drawer()
    monkeypatch.setattr(keyring, "get_keyring", lambda: drawer)
    beside = program_beside(engine_program) or pytest.skip("no real engine of a generation with llama-server")
    dialog = open_settings(program, Page.SERVER)
    with LlamaServer(beside, recites().path, "--api-key", KEY, "--ctx-size", "2048", host=THERE) as there:
        choose(dialog, "elsewhere")
        QTest.keyClicks(part(dialog, "settings.engine_url"), f"{there.url}/v1")
        press(dialog, "settings.engine_url.try")
        await until(lambda: said(dialog).startswith(f"{THERE} refused the access key."))

        QTest.keyClicks(part(dialog, "settings.engine_key"), KEY)
        press(dialog, "settings.engine_url.use")
        await until(lambda: program.models.installed and program.engine.state.url == f"{there.url}/v1")
        assert said(dialog) == f"From now on {THERE} is asked. The key is kept with your passwords."
        assert list(drawer.kept.values()) == [KEY]
        assert await ask(program) == ANSWER
        assert f"Runs on {THERE}." in program.window.footer.text()
        # What such a server does not offer is not there.
        assert not part(dialog, "settings.page.performance").isVisible()
        dialog.open_page(Page.PERFORMANCE)
        assert dialog.server.isVisible()
        program.library.look_again()
        await until(lambda: program.library.hardware)
        assert not dialog.models.cards.isVisibleTo(dialog.models)
        [model] = program.models.installed
        for absent in ("settings.add", "settings.import", "settings.check", f"settings.delete.{model.tag}"):
            assert not part(dialog, absent).isVisibleTo(dialog.models), absent
        press(dialog, "settings.engine_key.forget")
        await until(lambda: said(dialog) == "The key is forgotten.")
        assert drawer.kept == {}
        await until(lambda: isinstance(program.engine.state.error, AccessDenied))
    await program.settings.flush()
    assert KEY not in caplog.text
    for file in (tmp_path / "profile").rglob("*"):
        assert not file.is_file() or KEY.encode() not in file.read_bytes(), file


async def test_without_a_keyring_the_person_is_told(program: Baleen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", fail.Keyring)
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)  # never the keyring of who runs the tests
    dialog = open_settings(program, Page.SERVER)
    choose(dialog, "elsewhere")
    QTest.keyClicks(part(dialog, "settings.engine_url"), f"{THERE}:1")
    QTest.keyClicks(part(dialog, "settings.engine_key"), KEY)
    press(dialog, "settings.engine_url.use")
    await until(lambda: "forgotten when Baleen ends" in said(dialog))
    await until(lambda: program.engine.state.error is not None)


@pytest.mark.engine("034")  # which brings llama-server along
async def test_the_key_is_fetched_before_the_first_question(
    tmp_path: Path, engine_program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawer = Drawer()
    monkeypatch.setattr(keyring, "get_keyring", lambda: drawer)
    beside = program_beside(engine_program) or pytest.skip("no real engine of a generation with llama-server")
    where = places(tmp_path / "profile")
    with LlamaServer(beside, recites().path, "--api-key", KEY, "--ctx-size", "2048", host=THERE) as there:
        drawer.kept["Baleen", there.url] = KEY
        where.settings_file.parent.mkdir(parents=True, exist_ok=True)
        where.settings_file.write_text(f'engine_url = "{there.url}"\nengine_has_key = true\n')
        phases = []
        async with compose(Config(where)) as program:
            program.engine.changes.add(lambda state: phases.append(state.phase))
            await until(lambda: program.presenters.models.current)
            assert await ask(program) == ANSWER
    assert Phase.FAILED not in phases


@pytest.mark.parametrize("tag", ["/srv/models/r1.gguf", "deepseek-ai/r1", "hf.co/x/y", "r1"])
def test_where_a_model_comes_from_has_a_whole_sentence(qapp: object, tag: str) -> None:
    """llama.cpp's server names files, and no owner stands before the first stroke of a path."""
    assert not where_from(tag).endswith((" ", "by", "from"))
    assert ("file" in where_from(tag)) is tag.startswith("/")
