"""A message that waits for its model: it is sent by itself, also after a restart, and not once that is not wanted."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.composition.compose import Baleen, Config, compose
from app.store.places import places
from tests.helpers.in_process import until
from tests.helpers.registry import Registry
from tests.helpers.tiny_models import recites

pytestmark = [pytest.mark.engine("034")]

PADDING = 3_000_000


@pytest.fixture(autouse=True)
def _own_server(engine_program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.engine.DEFAULT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("PATH", f"{engine_program.parent}{os.pathsep}{os.environ['PATH']}")


@asynccontextmanager
async def baleen(tmp_path: Path) -> AsyncIterator[Baleen]:
    async with compose(Config(places(tmp_path / "profile"))) as program:
        program.window.show()
        await until(lambda: program.engine.state.is_ready and program.models.is_known)
        yield program


async def write_while_it_comes(program: Baleen, tag: str, text: str) -> None:
    program.presenters.downloads.get(tag)
    composer = program.window.composer
    await until(lambda: composer.send.isEnabled() and composer.send.accessibleName() == "Send when ready")
    QTest.keyClicks(composer.text_edit, text)
    QTest.keyClick(composer.text_edit, Qt.Key.Key_Return)
    assert composer.text == text
    assert composer.postponed.isVisible()
    assert composer.postponed.words == "Sent when DeepSeek Tiny 1B is ready"


async def asked(program: Baleen) -> list[str]:
    chats = await program.chats.chats()
    return [message.text for chat in chats for message in (await program.chats.path(chat.id))[:1]]


async def test_it_is_sent_after_a_restart_and_shown_to_wait_until_then(tmp_path: Path) -> None:
    with Registry() as registry:
        tag = registry.add(recites().path, padding=PADDING)
        registry.hold.clear()
        async with baleen(tmp_path) as program:
            await write_while_it_comes(program, tag, "Hello?")
            await until((tmp_path / "profile/state/postponed.json").exists)
        async with baleen(tmp_path) as program:
            composer = program.window.composer
            await until(lambda: composer.text == "Hello?")
            assert composer.postponed.isVisible()
            assert await asked(program) == []
            registry.hold.set()
            await until(lambda: program.presenters.chat.chat_id is not None)
            assert await asked(program) == ["Hello?"]
            assert not composer.text
            assert not composer.postponed.isVisible()
            await until(lambda: not program.presenters.chat.is_busy)
            await until(lambda: not (tmp_path / "profile/state/postponed.json").exists())


async def test_it_is_sent_from_a_chat_that_is_not_on_the_screen(tmp_path: Path) -> None:
    with Registry() as registry:
        tag = registry.add(recites().path, padding=PADDING)
        registry.hold.clear()
        async with baleen(tmp_path) as program:
            other = await program.store.chats.create_chat("Another chat", "")
            await write_while_it_comes(program, tag, "Hello?")
            program.presenters.chat.open(other.id)
            await until(lambda: program.presenters.chat.chat_id == other.id)
            assert not program.window.composer.postponed.isVisible()
            registry.hold.set()
            await until(lambda: program.chats.answering)
            assert await asked(program) == ["Hello?"]
            assert program.presenters.chat.chat_id == other.id
            await until(lambda: not program.chats.answering)
            assert await program.chats.new_chat_draft() == ""


@pytest.mark.parametrize("how", ["dont_send", "emptied", "cancelled"])
async def test_it_is_not_sent_once_that_is_not_wanted(tmp_path: Path, how: str) -> None:
    with Registry() as registry:
        tag = registry.add(recites().path, padding=PADDING)
        registry.hold.clear()
        async with baleen(tmp_path) as program:
            await write_while_it_comes(program, tag, "Hello?")
            composer = program.window.composer
            if how == "dont_send":
                composer.postponed.cancel.click()
            elif how == "emptied":
                composer.text_edit.selectAll()
                QTest.keyClick(composer.text_edit, Qt.Key.Key_Delete)
            else:
                program.presenters.downloads.cancel(tag)
            assert not composer.postponed.isVisible()
            assert composer.text == ("" if how == "emptied" else "Hello?")
            registry.hold.set()
            if how != "cancelled":
                await until(lambda: program.presenters.models.current)
                await until(lambda: composer.send.accessibleName() == "Send message")
            assert await asked(program) == []


async def test_of_a_private_chat_nothing_is_written_down(tmp_path: Path) -> None:
    with Registry() as registry:
        tag = registry.add(recites().path, padding=PADDING)
        registry.hold.clear()
        async with baleen(tmp_path) as program:
            program.presenters.chat.open_private("Private chat", "")
            await until(lambda: program.presenters.chat.chat_id is not None)
            await write_while_it_comes(program, tag, "A secret")
            registry.hold.set()
            await until(lambda: program.chats.answering)
            await until(lambda: not program.chats.answering)
            assert not (tmp_path / "profile/state/postponed.json").exists()
    files = [file for file in (tmp_path / "profile").rglob("*") if file.is_file() and file.stat().st_size < 50_000_000]
    assert not [file for file in files if b"A secret" in file.read_bytes()]
