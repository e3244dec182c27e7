"""Moving the models: real files, two disks, stops at random moments, a full disk, a copy that went wrong."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import FolderMoveFailed, FolderUnusable, NoSpace
from app.domain.models_folder import FolderMove, MoveStage
from app.engine import models_move
from app.engine.models_move import ModelsMover, MoveStopped

MIB = 1 << 20


def fill(folder: Path) -> None:
    (folder / "blobs").mkdir(parents=True)
    for number in range(6):
        data = random.Random(number).randbytes(MIB // 4 + number)
        (folder / "blobs" / f"sha256-{hashlib.sha256(data).hexdigest()}").write_bytes(data)
    with (folder / "blobs" / f"sha256-{'a' * 64}-partial").open("wb") as hollow:
        hollow.write(b"begin")
        hollow.truncate(2 * MIB)
    (folder / "blobs" / f"sha256-{'a' * 64}-partial-0").write_text('{"Completed": 5}')
    for number in range(3):
        manifest = folder / "manifests" / "registry.ollama.ai" / "library" / f"m{number}" / "1b"
        manifest.parent.mkdir(parents=True)
        manifest.write_text(f"manifest {number}")


def content(folder: Path) -> dict[str, bytes]:
    every = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in every}


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(models_move, "_TELL_EVERY_S", 0.0)
    monkeypatch.setattr(models_move, "_CHUNK_BYTES", MIB // 16)
    monkeypatch.setattr(models_move, "DISK_RESERVE_BYTES", 0)
    fill(tmp_path / "old")
    return tmp_path / "old"


@pytest.fixture(params=["same disk", "other disk"])
def mover(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> ModelsMover:
    """On another disk a file cannot have a second name."""
    if request.param == "other disk":

        def refuse(*_: object) -> None:
            raise OSError(18, "Invalid cross-device link")

        monkeypatch.setattr(os, "link", refuse)
    return ModelsMover()


def moved(mover: ModelsMover, move: FolderMove, stop_after: int | None = None) -> list[tuple[MoveStage, int, int]]:
    """Bring everything; `stop_after` so many steps the person cancels."""
    seen: list[tuple[MoveStage, int, int]] = []
    stop = threading.Event()

    def progress(stage: MoveStage, done: int, total: int) -> None:
        seen.append((stage, done, total))
        if len(seen) == stop_after:
            stop.set()

    mover.bring(move, progress, stop)
    return seen


def test_everything_arrives_and_the_old_place_is_empty(mover: ModelsMover, source: Path, tmp_path: Path) -> None:
    before, target = content(source), tmp_path / "new" / "models"
    (source / "notes.txt").write_text("not the server's")
    move = mover.plan(source, target)
    assert not target.exists(), "a plan leaves nothing"
    seen = moved(mover, move)
    assert content(target) == before
    assert content(source) == before | {"notes.txt": b"not the server's"}, "nothing goes before it is said"
    mover.finish(move)
    assert content(target) == before
    assert content(source) == {"notes.txt": b"not the server's"}
    hollow = target / "blobs" / f"sha256-{'a' * 64}-partial"
    assert hollow.stat().st_blocks * 512 < MIB
    assert all(done <= total == move.size_bytes for _, done, total in seen)
    assert mover.is_there(target)
    assert not mover.is_there(source)


def test_a_stop_at_any_moment_loses_nothing(mover: ModelsMover, source: Path, tmp_path: Path) -> None:
    before, target = content(source), tmp_path / "new"
    steps = len(moved(mover, mover.plan(source, target)))
    mover.undo(mover.plan(source, tmp_path / "else"))
    models_move._remove_twins(keep=source, drop=target)
    chosen = random.Random(5)
    for moment in sorted({1, 2, steps - 1, *(chosen.randrange(1, steps) for _ in range(25))}):
        with pytest.raises(MoveStopped):
            moved(mover, mover.plan(source, target), moment)
        assert content(source) == before
        assert content(target) == {}


def test_an_end_between_the_two_is_mended_either_way(mover: ModelsMover, source: Path, tmp_path: Path) -> None:
    """Killed after everything is there: the rule of the twins cleans up whichever place does not count."""
    before, target = content(source), tmp_path / "new"
    moved(mover, mover.plan(source, target))
    mover.undo(FolderMove(source, target))
    assert content(source) == before
    assert content(target) == {}
    moved(mover, mover.plan(source, target))
    (source / "blobs" / "sha256-later").write_bytes(b"came afterwards")
    mover.finish(FolderMove(source, target))
    assert content(target) == before
    assert content(source) == {"blobs/sha256-later": b"came afterwards"}


def test_a_wrong_copy_is_noticed(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = content(source)
    mover = ModelsMover()
    monkeypatch.setattr(models_move, "_can_link", lambda *_: False)
    real = os.replace

    def spoiling(old: Path, new: Path) -> None:
        if "partial" not in new.name and new.parent.name == "blobs":
            with old.open("r+b") as file:
                file.write(b"x")
        real(old, new)

    monkeypatch.setattr(os, "replace", spoiling)
    with pytest.raises(FolderMoveFailed) as raised:
        moved(mover, mover.plan(source, tmp_path / "new"))
    assert raised.value.reason == "copy_differs"
    assert content(source) == before
    assert not (tmp_path / "new").exists()


def test_what_was_damaged_before_is_moved_as_it_is(source: Path, tmp_path: Path) -> None:
    blob = next(file for file in (source / "blobs").iterdir() if "partial" not in file.name)
    blob.write_bytes(b"damaged")
    before = content(source)
    moved(ModelsMover(), ModelsMover().plan(source, tmp_path / "new"))
    assert content(tmp_path / "new") == before


def test_places_that_cannot_be(source: Path, tmp_path: Path) -> None:
    fill(tmp_path / "full")
    (tmp_path / "link").symlink_to(source)
    (tmp_path / "file").write_text("")
    for target, reason in (
        (source, "same"),
        (tmp_path / "link", "same"),
        (source / "below", "inside"),
        (tmp_path, "inside"),
        (tmp_path / "full", "has_models"),
    ):
        with pytest.raises(FolderMoveFailed) as raised:
            ModelsMover().plan(source, target)
        assert raised.value.reason == reason
    with pytest.raises(FolderUnusable):
        ModelsMover().plan(source, tmp_path / "file" / "below")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True)
    if mounted.returncode:
        pytest.skip("a small disk needs root")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk(source: Path, small_disk: Path) -> None:
    """Said before the first byte; and one that fills up on the way leaves nothing."""
    before = content(source)
    mover = ModelsMover()
    with pytest.raises(NoSpace) as raised:
        mover.plan(source, small_disk)
    assert raised.value.needed_bytes > raised.value.free_bytes > 0
    files = tuple((Path(name), len(data)) for name, data in before.items())
    with pytest.raises(NoSpace):
        moved(mover, FolderMove(source, small_disk, files))
    assert content(source) == before
    assert content(small_disk) == {}
