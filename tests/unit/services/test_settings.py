"""Settings change at once and reach the disk a moment later."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from app.domain.errors import DiskFull, InvalidSetting
from app.domain.settings import Settings, Theme
from app.services.settings import SettingsService
from app.services.tasks import TaskOwner


async def test_several_changes_become_one_file() -> None:
    """Dragging a slider does not write a hundred files."""
    saved: list[Settings] = []
    written = asyncio.Event()

    async def save(settings: Settings) -> None:
        saved.append(settings)
        written.set()

    async with TaskOwner() as tasks:
        service = SettingsService(Settings(), save, tasks)
        for percent in (110, 120, 130):
            service.change("text_scale_percent", percent)
        async with asyncio.timeout(10):
            await written.wait()
    assert saved == [replace(Settings(), text_scale_percent=130)]


async def test_leaving_saves_what_is_not_saved_yet() -> None:
    """A change just before quitting is kept."""
    saved: list[Settings] = []

    async def save(settings: Settings) -> None:
        saved.append(settings)

    async with TaskOwner() as tasks:
        service = SettingsService(Settings(), save, tasks)
        service.change("theme", "dark")
    await service.flush()
    assert [settings.theme for settings in saved] == [Theme.DARK]


async def test_a_bad_value_changes_nothing() -> None:
    """The control shows the old value again; nobody hears of a change."""
    told: list[object] = []

    async def save(settings: Settings) -> None:
        told.append(settings)

    async with TaskOwner() as tasks:
        service = SettingsService(Settings(), save, tasks)
        service.changes.add(told.append)
        with pytest.raises(InvalidSetting):
            service.change("text_scale_percent", 1000)
        with pytest.raises(InvalidSetting):
            service.change("no_such_key", 1)
        assert service.current == Settings()
    assert told == []


async def test_a_failed_save_is_told_and_tried_again_with_the_next_change() -> None:
    """A full disk costs no setting of this run."""
    failures: list[object] = []

    async def save(_: Settings) -> None:
        raise DiskFull

    async with TaskOwner() as tasks:
        service = SettingsService(Settings(), save, tasks)
        service.failures.add(failures.append)
        service.change("theme", "dark")
        await service.flush()
        service.change("theme", "light")
        await service.flush()
    assert len(failures) == 2
    assert service.current.theme is Theme.LIGHT
