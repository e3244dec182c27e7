"""A newer Baleen: the whole program off screen, with a download page that only this test has."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl

from app.composition.compose import Config, compose
from app.store.places import places
from app.ui.settings.settings_dialog import Page, SettingsDialog
from app.ui.wiring import program_update_wiring
from tests.helpers.fake_ollama import FakeOllama
from tests.helpers.release_server import ReleaseServer
from tests.ui.desk import Desk


async def test_a_bar_with_the_way_to_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(program_update_wiring.QDesktopServices, "openUrl", opened.append)
    with FakeOllama() as server, ReleaseServer() as releases:
        config = Config(places(tmp_path), server.url, release_page=releases.address)
        async with compose(config) as baleen:
            desk = Desk(baleen)
            baleen.window.show()
            assert not baleen.window.notices.isVisible()
            baleen.window.sidebar.settings_requested.emit()
            (dialog,) = baleen.window.findChildren(SettingsDialog)
            dialog.open_page(Page.GENERAL)
            dialog.general.updates._switch.chosen.emit(True)
            await desk.until(baleen.window.notices.isVisible)
            baleen.window.notices.acted.emit(program_update_wiring.CAUSE)
            assert opened == [QUrl("https://github.com/baleen-chat/baleen/releases/tag/v9.8.7")]
            baleen.window.notices._on_closed(program_update_wiring.CAUSE)
            assert not baleen.window.notices.isVisible()
            dialog.close()
        async with compose(config) as baleen:
            await Desk(baleen).until(lambda: baleen.settings.current.check_for_updates)
            assert not baleen.presenters.program_update.newer
        assert len(releases.asked) == 1


async def test_nothing_to_switch_where_the_system_brings_new_versions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.composition.models.package_manager", lambda: "apt")
    with FakeOllama() as server:
        async with compose(Config(places(tmp_path), server.url)) as baleen:
            baleen.window.show()
            baleen.window.sidebar.settings_requested.emit()
            (dialog,) = baleen.window.findChildren(SettingsDialog)
            assert dialog.general.updates._switch.isHidden()
            dialog.close()
