"""All chats in one file."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from app.domain.errors import DiskFull
from app.services.export import ExportService


async def test_it_is_written_on_a_thread_of_its_own() -> None:
    told: list[tuple[Path, bool]] = []

    async def write(target: Path) -> int:
        told.append((target, threading.current_thread() is threading.main_thread()))
        return 3

    assert await ExportService(write).export(Path("chats.json")) == 3
    assert told == [(Path("chats.json"), False)]


async def test_what_goes_wrong_is_told() -> None:
    async def write(_: Path) -> int:
        raise DiskFull("no space")

    with pytest.raises(DiskFull):
        await ExportService(write).export(Path("chats.json"))
