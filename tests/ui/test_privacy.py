"""Settings > Privacy says what is so, whoever runs the models; opening at login is the system's."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from app.composition.compose import Config, compose
from app.domain.engine import EngineState, Origin, Phase
from app.domain.settings import Settings
from app.presenters.privacy_words import leaves_words, network_words
from app.store.places import places
from app.ui.settings.settings_dialog import Page, SettingsDialog
from app.ui.wiring.baleen_window import BaleenWindow
from app.ui.wiring.settings_wiring import SettingsWiring
from tests.helpers.fake_ollama import FakeOllama
from tests.helpers.in_process import until
from tests.ui.test_server_page import find

HERE = "Nothing you write leaves this computer."


def test_the_sentence_follows_the_server(qapp: object) -> None:
    here = EngineState(Phase.READY, "http://127.0.0.1:4711", "0.35.0", Origin.MANAGED)
    there = EngineState(Phase.READY, "https://models.example/v1", "", Origin.EXTERNAL)
    away = EngineState(Phase.FAILED, "http://10.0.0.2:11434", origin=Origin.EXTERNAL)
    assert leaves_words(here)[0] == HERE
    assert leaves_words(EngineState(Phase.MISSING))[0] == HERE
    assert leaves_words(there)[0] == "What you write is sent to models.example."
    assert leaves_words(away)[0] == "What you write is sent to 10.0.0.2."  # it is, as soon as that answers
    shared = EngineState(Phase.READY, here.url, "0.35.0", Origin.MANAGED, shared_url="http://10.0.0.1:1")
    assert "Other devices" in leaves_words(shared)[1]
    on, off = (dict(network_words(Settings(check_for_updates=is_on))) for is_on in (True, False))
    assert [title for title in on if on[title] != off[title]] == ["Looking for new versions of Baleen"]


async def test_it_changes_with_the_server_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux answers at all of 127.0.0.0/8")
    monkeypatch.setattr("app.services.engine.DEFAULT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    with FakeOllama() as server:
        async with compose(Config(places(tmp_path / "profile"))) as program:
            program.window.findChild(SettingsWiring).open(Page.PRIVACY)
            [dialog] = program.window.findChildren(SettingsDialog)
            card = find(dialog, "settings.privacy")
            assert card.accessibleName() == HERE
            program.settings.change("engine_url", server.url.replace("127.0.0.1", "127.0.0.2"))
            await until(lambda: card.accessibleName() == "What you write is sent to 127.0.0.2.")
            program.settings.change("engine_url", "")
            await until(lambda: card.accessibleName() == HERE)

            dialog.open_page(Page.GENERAL)
            entry = tmp_path / "config/autostart/io.github.baleen_chat.Baleen.desktop"
            find(dialog, "settings.open_at_login.True").toggle()
            await until(entry.exists)
            assert str(tmp_path / "profile") in entry.read_text("utf-8")
            # Switched off in the desktop's own settings: seen when the page comes back.
            await asyncio.to_thread(entry.write_text, entry.read_text("utf-8") + "Hidden=true\n")
            dialog.open_page(Page.PRIVACY)
            dialog.open_page(Page.GENERAL)
            await until(lambda: find(dialog, "settings.open_at_login.False").isChecked())  # type: ignore[attr-defined]
            dialog.close()


@pytest.mark.parametrize(("button", "page"), [("settings", Page.GENERAL), ("models", Page.MODELS)])
async def test_a_press_before_the_settings_are_there_is_not_lost(tmp_path: Path, button: str, page: Page) -> None:
    """The window is painted before most of the program is loaded, and people are quick."""
    with FakeOllama() as server:
        where = places(tmp_path)
        window = BaleenWindow(where.state)
        window.show()
        find(window, f"sidebar.{button}").click()  # type: ignore[attr-defined]
        async with compose(Config(where, server.url), window) as program:
            await until(lambda: program.window.findChildren(SettingsDialog))
            [dialog] = program.window.findChildren(SettingsDialog)
            await until(dialog.isVisible)
            assert dialog._buttons[page].isChecked()
            dialog.close()
            find(window, "sidebar.settings").click()  # type: ignore[attr-defined]
            assert dialog._buttons[Page.GENERAL].isChecked()
            dialog.close()
        window.close()
        window.deleteLater()
