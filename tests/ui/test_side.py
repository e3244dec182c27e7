"""Around the open chat: deleting with a way back, all chats in a file. The whole program off screen."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from app.composition import presenters
from app.domain.errors import DiskFull, NewerSchema, ReadOnly, StoreError
from app.store.export import export_file
from app.ui.settings.settings_dialog import Page, SettingsDialog
from tests.helpers.fake_ollama import FakeOllama
from tests.ui.desk import Desk, at_desk


@pytest.fixture
def server() -> Iterator[FakeOllama]:
    with FakeOllama() as running:
        yield running


def words(desk: Desk) -> list[str]:
    """The sentences that can be seen."""
    return [label.text() for label in desk.window.findChildren(QLabel) if label.isVisible()]


def settings(desk: Desk) -> SettingsDialog:
    desk.window.sidebar.settings_requested.emit()
    dialog = desk.window.findChildren(SettingsDialog)[0]
    dialog.open_page(Page.PRIVACY)
    return dialog


async def test_undo_brings_the_open_chat_back_on_screen(server: FakeOllama, tmp_path: Path) -> None:
    async with at_desk(server, tmp_path) as desk:
        await desk.ask("First")
        first = desk.chat.chat_id
        assert first is not None
        desk.window.sidebar.delete_requested.emit(first)
        await desk.until(lambda: desk.window.toast.can_undo and desk.chat.chat_id is None)
        desk.window.toast.undo()
        await desk.until(lambda: desk.chat.chat_id == first)


async def test_undo_of_another_chat_leaves_the_open_one(server: FakeOllama, tmp_path: Path) -> None:
    async with at_desk(server, tmp_path) as desk:
        await desk.ask("First")
        first = desk.chat.chat_id
        assert first is not None
        desk.chat.open(None)
        await desk.until(lambda: desk.chat.chat_id is None)
        desk.window.sidebar.delete_requested.emit(first)
        await desk.until(lambda: desk.window.toast.can_undo)
        restored: list[object] = []
        desk.baleen.presenters.sidebar.restored.connect(restored.append)
        desk.window.toast.undo()
        await desk.until(lambda: restored == [first])
        await desk.until(lambda: desk.window.chat_list.row_of(first) is not None)
        assert desk.chat.chat_id is None


async def test_enter_during_an_answer_says_to_wait(server: FakeOllama, tmp_path: Path) -> None:
    async with at_desk(server, tmp_path) as desk:
        desk.composer.set_busy(True)
        desk.composer.set_text("next")
        desk.composer.text_edit.sent.emit()
        assert "Wait for the answer, or stop it." in words(desk)


async def test_all_chats_are_exported(server: FakeOllama, tmp_path: Path) -> None:
    """The file is the one that `--export` writes; the window and the settings say so."""
    async with at_desk(server, tmp_path / "profile") as desk:
        await desk.ask("First")
        file, same = tmp_path / "chats.json", tmp_path / "same.json"
        settings(desk).export_requested.emit(str(file))
        await desk.until(lambda: desk.window.toast.isVisible())
        assert words(desk).count("All chats were written to chats.json.") == 2
        await asyncio.to_thread(lambda: asyncio.run(export_file(tmp_path / "profile" / "data", same)))
        written, expected = (json.loads(path.read_text("utf-8")) for path in (file, same))
        assert written["chats"] == expected["chats"]
        assert "First" in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (ReadOnly(), "The chats were not exported: the file can't be written there. Choose another place."),
        (DiskFull(), "The chats were not exported: the disk is full. Choose another place."),
        (NewerSchema(), "The chats could not be exported."),
    ],
)
async def test_an_export_that_fails_is_explained(
    server: FakeOllama, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: StoreError, sentence: str
) -> None:
    async def fail(*_: Path) -> int:
        raise error

    monkeypatch.setattr(presenters, "export_file", fail)
    async with at_desk(server, tmp_path) as desk:
        settings(desk).export_requested.emit(str(tmp_path / "chats.json"))
        await desk.until(lambda: words(desk).count(sentence) == 2)
