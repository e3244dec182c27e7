"""The models go to another folder in the running program: they answer there; a cancel leaves them where they were."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QDialog, QWidget

from app.composition.compose import Baleen, Config, compose
from app.domain.engine import Phase
from app.domain.errors import AppError, DiskFull, FolderMoveFailed, ModelsFolderMissing
from app.domain.models_folder import FolderMove, MoveProgress, MoveStage
from app.engine import models_move
from app.engine.host import LocalEngineHost
from app.presenters.explain import Remedy, explain
from app.presenters.folder_words import move_fraction, move_line, move_question
from app.services import engine
from app.store.model_folder_move import FolderMoveFile
from app.store.places import places
from app.store.settings_file import TomlSettingsStore
from tests.helpers.in_process import until
from tests.helpers.tiny_models import import_model, recites

pytestmark = [pytest.mark.engine("034")]

TAG = "folder-test:1b"


@pytest.fixture(autouse=True)
def _own_server(engine_program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.engine.DEFAULT_URL", "http://127.0.0.1:1")
    monkeypatch.setattr(models_move, "_CHUNK_BYTES", 1 << 14)
    monkeypatch.setattr(models_move, "_TELL_EVERY_S", 0.0)
    monkeypatch.setattr(models_move, "_can_link", lambda *_: False)
    monkeypatch.setenv("PATH", f"{engine_program.parent}{os.pathsep}{os.environ['PATH']}")


@asynccontextmanager
async def baleen(tmp_path: Path) -> AsyncIterator[Baleen]:
    async with compose(Config(places(tmp_path / "profile"))) as program:
        await until(lambda: program.engine.state.phase in (Phase.READY, Phase.FAILED))
        yield program


async def with_model(program: Baleen) -> None:
    import_model(program.engine.state.url, recites().path, TAG)
    await until(lambda: program.models.find(TAG))


async def answered(program: Baleen) -> str:
    program.presenters.chat.open(None)
    program.presenters.chat.send("Hello?", TAG)
    await until(lambda: program.chats.answering)
    await until(lambda: not program.chats.answering)
    chat_id = program.presenters.chat.chat_id
    assert chat_id
    return (await program.store.chats.path(chat_id))[-1].text


def starts_of(patch: pytest.MonkeyPatch) -> list[str]:
    """One entry for each time that a server is started, or would be."""
    real, starts = LocalEngineHost.start, list[str]()

    async def start(self: LocalEngineHost, program: Path, extra_env: Mapping[str, str] | None = None) -> object:
        starts.append(program.name)
        return await real(self, program, extra_env)

    patch.setattr(LocalEngineHost, "start", start)
    return starts


def names(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


def find(program: Baleen, identifier: str) -> QWidget:
    return next(one for one in program.window.findChildren(QWidget) if one.accessibleIdentifier() == identifier)


def press(program: Baleen, identifier: str) -> None:
    button = find(program, identifier)
    assert isinstance(button, QAbstractButton)
    button.click()


async def test_moved_by_the_page_and_used_from_then_on(tmp_path: Path) -> None:
    async with baleen(tmp_path) as program:
        await with_model(program)
        old, new = program.presenters.folder.folder, tmp_path / "drive" / "models"
        before = names(old)
        program.window.sidebar.models_requested.emit()
        find(program, "settings.models_folder")
        program.presenters.folder.choose(new)
        await until(
            lambda: [one for one in program.window.findChildren(QDialog) if one.accessibleIdentifier() == "ask"]
        )
        assert program.engine.state.is_ready, "asking stops nothing"
        stages: list[MoveStage] = []
        folder = program.presenters.folder
        folder.changed.connect(lambda: stages.append(folder.progress.stage) if folder.progress else None)
        done: list[bool] = []
        folder.done.connect(lambda: done.append(True))
        press(program, "ask.action")
        await until(lambda: done and program.engine.state.is_ready and program.models.find(TAG))
        assert list(dict.fromkeys(stages)) == list(MoveStage)
        assert names(new) == before
        assert names(old) == set()
        assert folder.folder == new
        assert await answered(program) == recites().answer
        assert "new folder" in find(program, "settings.models_folder.result").property("text")
    async with baleen(tmp_path) as program:
        await until(lambda: program.models.find(TAG))
        # And back to the usual one, which needs no setting.
        program.presenters.folder.move(FolderMove(new, old))
        await until(lambda: program.settings.current.models_folder == "")
        await until(lambda: program.engine.state.is_ready and program.models.find(TAG))
        assert names(old) == before


@pytest.mark.parametrize("stage", [MoveStage.STOPPING, MoveStage.BRINGING, MoveStage.CHECKING])
async def test_a_cancel_leaves_everything_as_it_was(tmp_path: Path, stage: MoveStage) -> None:
    async with baleen(tmp_path) as program:
        await with_model(program)
        folder, new = program.presenters.folder, tmp_path / "new"
        old = folder.folder
        before = names(old)

        seen: list[MoveStage] = []

        def cancel() -> None:
            seen.extend([folder.progress.stage] if folder.progress else [])
            if folder.progress and folder.progress.stage is stage:
                folder.cancel()

        folder.changed.connect(cancel)
        folder.move(FolderMove(old, new))
        await until(lambda: stage in seen and folder.progress is None and program.engine.state.is_ready)
        assert names(old) == before
        assert not new.exists()
        assert program.settings.current.models_folder == ""
        await until(lambda: program.models.find(TAG))
        await until(lambda: not (tmp_path / "profile/state/models-move.json").exists())


async def test_the_end_of_the_program_in_the_middle_undoes_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models_move, "_CHUNK_BYTES", 1 << 12)  # small steps, so that checking takes a while
    new = tmp_path / "new"
    async with baleen(tmp_path) as program:
        await with_model(program)
        folder = program.presenters.folder
        old = folder.folder
        before = names(old)
        folder.move(FolderMove(old, new))
        await until(lambda: folder.progress and folder.progress.stage is MoveStage.CHECKING)
    assert names(old) == before
    assert not new.exists()


async def test_settings_that_cannot_be_saved_undo_the_move(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with baleen(tmp_path) as program:
        await with_model(program)
        folder, new = program.presenters.folder, tmp_path / "new"
        old, failed = folder.folder, list[AppError]()
        before = names(old)

        def full(*_: object) -> None:
            raise DiskFull("no")

        monkeypatch.setattr(TomlSettingsStore, "save", full)
        folder.failed.connect(failed.append)
        folder.move(FolderMove(old, new))
        await until(lambda: failed and program.engine.state.is_ready)
        assert isinstance(failed[0], DiskFull)
        assert names(old) == before
        assert not new.exists()
        assert folder.folder == old


async def test_a_drive_that_is_away_is_said_and_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "LOOK_EVERY_S", 0.2)
    drive = tmp_path / "drive"
    async with baleen(tmp_path) as program:
        await with_model(program)
        program.presenters.folder.move(FolderMove(program.presenters.folder.folder, drive))
        await until(lambda: program.settings.current.models_folder and program.engine.state.is_ready)
    shutil.move(drive, tmp_path / "unplugged")
    async with baleen(tmp_path) as program:
        error = program.engine.state.error
        assert isinstance(error, ModelsFolderMissing)
        words = explain(error)
        assert str(drive) in words.cause
        assert [remedy for remedy, _ in words.remedies] == [Remedy.SEARCH_ENGINE, Remedy.USUAL_FOLDER]
        assert not drive.exists(), "no empty folder in its place"
        phases: list[Phase] = []
        remove = program.engine.changes.add(lambda state: phases.append(state.phase))
        looks = starts_of(monkeypatch)
        await until(lambda: len(looks) > 2)
        remove()
        assert phases == [], "it is looked for without a word"
        shutil.move(tmp_path / "unplugged", drive)
        await until(lambda: program.engine.state.is_ready and program.models.find(TAG))
    shutil.move(drive, tmp_path / "unplugged")
    async with baleen(tmp_path) as program:
        program.presenters.folder.use_usual()
        await until(lambda: program.engine.state.is_ready and program.models.is_known)
        assert program.settings.current.models_folder == ""
    assert names(tmp_path / "unplugged")


async def test_a_crash_in_between_is_mended_at_the_next_start(tmp_path: Path) -> None:
    async with baleen(tmp_path) as program:
        await with_model(program)
        old = program.presenters.folder.folder
    before, new = names(old), tmp_path / "new"
    shutil.copytree(old, new)
    record = FolderMoveFile(tmp_path / "profile/state/models-move.json")
    await record.save_move(FolderMove(old, new, is_new=True))
    async with baleen(tmp_path) as program:  # the settings never said so: the copy goes
        await until(lambda: program.models.find(TAG))
        assert names(old) == before
        assert not new.exists()
        assert await record.move() is None
        shutil.copytree(old, new)
        program.settings.change("models_folder", str(new))
        await program.settings.flush()
    await record.save_move(FolderMove(old, new))
    async with baleen(tmp_path) as program:  # they said so: the rest of the old one goes
        await until(lambda: program.models.find(TAG))
        assert names(new) == before
        assert names(old) == set()


def test_words() -> None:
    progress = MoveProgress(MoveStage.CHECKING, 500_000_000, 1_000_000_000)
    assert move_line(progress) == "Checking what arrived: 500 MB of 1.0 GB"
    assert move_fraction(progress) == 0.75
    body = move_question(FolderMove(Path("/a"), Path("/b"), ((Path("x"), 5),)), is_shared=True)
    assert "5 B go to /b." in body
    assert "Ollama's own app" in body
    for reason in ("same", "inside", "has_models", "copy_differs", "not_ours", "else"):
        assert explain(FolderMoveFailed(reason=reason)).cause.endswith(".")
