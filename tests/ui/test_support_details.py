"""Settings > About copies what whoever helps must know, and nothing that says who asks."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton

from app import __version__
from app.composition.compose import Config, compose
from app.domain.engine import EngineState, Origin, Phase
from app.domain.errors import ServerAway
from app.domain.hardware import GraphicsCard, Hardware, Vendor
from app.presenters.support_words import support_text
from app.store.places import places
from app.ui.settings.settings_dialog import Page, SettingsDialog
from app.ui.wiring.settings_wiring import SettingsWiring
from tests.helpers.fake_ollama import FakeOllama
from tests.helpers.in_process import until
from tests.ui.test_server_page import find


def test_what_it_says_and_what_not(qapp: object) -> None:
    card = GraphicsCard("NVIDIA GeForce RTX 4060", Vendor.NVIDIA, 8 * 2**30, driver="535.1")
    unknown = GraphicsCard("Some card", Vendor.AMD)
    hardware = Hardware("Intel N100", 4, 16 * 2**30, 8 * 2**30, (card, unknown))
    away = EngineState(
        Phase.FAILED,
        "http://secret.example:11434",
        origin=Origin.EXTERNAL,
        error=ServerAway("to secret.example", address="http://secret.example:11434"),
    )
    text = support_text("1.2.3", away, hardware, "The engine isn't running")
    assert "secret" not in text
    for part in (
        "Baleen 1.2.3\n",
        "Engine: ollama of unknown version, failed, not started by Baleen\n",
        "Engine's fault: ServerAway\n",
        "Processor: Intel N100, 4 cores\n",
        "Memory: 16 GB\n",
        "Graphics card: NVIDIA GeForce RTX 4060, 8 GB, driver 535.1\n",
        "Graphics card: Some card, memory unknown, driver unknown\n",
    ):
        assert part in text
    assert "none found" in support_text("1", EngineState(Phase.MISSING), None, "")


async def test_the_button_copies_it(tmp_path: Path) -> None:
    with FakeOllama() as server:
        async with compose(Config(places(tmp_path), server.url)) as program:
            program.window.findChild(SettingsWiring).open(Page.ABOUT)
            [dialog] = program.window.findChildren(SettingsDialog)
            await until(lambda: program.engine.state.is_ready)
            button = find(dialog, "settings.copy_details")
            assert isinstance(button, QPushButton)
            assert "no address" in button.accessibleDescription()
            button.click()
            text = QGuiApplication.clipboard().text()
            assert text.startswith(f"Baleen {__version__}\n")
            assert server.url not in text
            assert str(tmp_path) not in text
            assert button.accessibleDescription().startswith("Copied.")
            dialog.close()
