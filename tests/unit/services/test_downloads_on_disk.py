"""A real server downloads to a disk that is full, or that cannot be written: nothing is lost, and it goes on."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from app.domain.downloads import DownloadState
from app.domain.errors import FolderUnusable, NoSpace
from app.services import download_attempt, download_retry
from tests.helpers.downloading import downloading, until
from tests.helpers.registry import Registry
from tests.helpers.small_disk import small_disk
from tests.helpers.tiny_models import recites

pytestmark = [pytest.mark.engine("034"), pytest.mark.slow]

MB = 1_000_000


@pytest.fixture(autouse=True)
def _small_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download_attempt, "DISK_RESERVE_BYTES", 0)
    monkeypatch.setattr(download_retry, "SPACE_DELAYS_S", (0.1,))
    monkeypatch.setattr(download_retry, "SLOW_DELAYS_S", (0.1,))


async def test_a_full_disk_holds_it_and_space_lets_it_go_on(engine_program: Path, tmp_path: Path) -> None:
    """Somebody else fills the disk while it downloads: the server says so, and so does the row, with figures."""
    with small_disk(tmp_path / "disk", 16 * MB) as disk, Registry() as registry:
        tag = registry.add(recites().path, padding=8 * MB)
        registry.hold.clear()
        registry.held_after = MB
        async with downloading(tmp_path, engine_program, models=disk.path / "models") as parts:
            parts.downloads.add(tag)
            await until(lambda: parts.row(tag).done_bytes > MB // 2)
            filler = disk.path / "filler"
            with suppress(OSError), filler.open("wb", buffering=0) as file:
                while True:
                    file.write(bytes(1 << 16))
            registry.hold.set()
            await until(lambda: parts.row(tag).state is DownloadState.HELD)
            error = parts.row(tag).error
            assert isinstance(error, NoSpace)
            assert error.needed_bytes > MB
            assert error.free_bytes < MB
            assert parts.row(tag).done_bytes <= registry.size_of()
            filler.unlink()
            await until(lambda: parts.row(tag).state is DownloadState.DONE)
            assert parts.unfinished() == []
            await until(lambda: parts.models.find(tag))


async def test_space_is_watched_while_it_downloads(
    engine_program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is held before the disk is full to the last byte."""
    monkeypatch.setattr(download_attempt, "DISK_RESERVE_BYTES", 2 * MB)
    monkeypatch.setattr(download_attempt, "LOOK_EVERY_S", 0.05)
    monkeypatch.setattr(download_attempt, "SPACE_EVERY_S", 0.1)
    with small_disk(tmp_path / "disk", 24 * MB) as disk, Registry() as registry:
        tag = registry.add(recites().path, padding=8 * MB)
        registry.hold.clear()
        registry.held_after = MB
        async with downloading(tmp_path, engine_program, models=disk.path / "models") as parts:
            parts.downloads.add(tag)
            await until(lambda: parts.row(tag).done_bytes > MB // 2)
            disk.resize(5_800_000)
            (disk.path / "filler").write_bytes(bytes(4 * MB))
            await until(lambda: parts.row(tag).state is DownloadState.HELD)
            assert isinstance(parts.row(tag).error, NoSpace)
            registry.hold.set()
            disk.resize(24 * MB)
            await until(lambda: parts.row(tag).state is DownloadState.DONE)


async def test_a_read_only_folder_is_named_and_it_goes_on_when_it_can(engine_program: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 24 * MB) as disk, Registry() as registry:
        tag = registry.add(recites().path, padding=2 * MB)
        async with downloading(tmp_path, engine_program, models=disk.path / "models") as parts:
            disk.set_writable(False)
            parts.downloads.add(tag)
            await until(lambda: parts.row(tag).state is DownloadState.HELD)
            error = parts.row(tag).error
            assert isinstance(error, FolderUnusable)
            assert error.path.startswith(str(disk.path))
            disk.set_writable(True)
            await until(lambda: parts.row(tag).state is DownloadState.DONE)
            await until(lambda: parts.models.find(tag))
