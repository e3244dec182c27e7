"""What the model's memory takes, on the Performance page: the whole program off screen."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QLocale

from app.domain.computers import Offers
from app.domain.fit import ModelFacts, verdict
from app.domain.hardware import GraphicsCard, Hardware, Vendor
from app.domain.settings import ChatMemory, GpuMode
from app.ui.settings.settings_dialog import SettingsDialog
from app.ui.settings.step_slider import StepSlider
from tests.helpers.fake_answers import Answer, done, json_answer, line
from tests.helpers.fake_ollama import MODEL, FakeOllama
from tests.ui.desk import Desk, at_desk

GB = 10**9
CARD = GraphicsCard("Card", Vendor.NVIDIA, 8 * GB)
OUR_OWN = Offers(changes_models=True, manages_memory=True, is_ours=True, is_here=True)


async def test_each_step_says_what_it_takes_and_what_does_not_fit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the model that answers next; a smaller memory of the chat halves it, where the server is ours."""
    with FakeOllama() as server:
        async with at_desk(server, tmp_path) as desk:
            await desk.until(lambda: desk.baleen.library.verdict_for(desk.baleen.presenters.models.current))
            monkeypatch.setattr(desk.baleen.library, "facts", lambda _: ModelFacts(1 * GB, 10**6))
            desk.baleen.settings.change("context_tokens", 4096)
            desk.window.commands.settings.trigger()
            dialog = desk.window.findChild(SettingsDialog)
            dialog.open_page("performance")
            takes = f"Takes {QLocale().toString(3.8, 'f', 1)} GB of memory with Tiny."
            await desk.until(lambda: takes in _words(desk))
            monkeypatch.setattr("app.composition.chats.offers", lambda _: OUR_OWN)
            desk.baleen.settings.change("chat_memory", ChatMemory.HALF)
            takes = f"Takes {QLocale().toString(2.0, 'f', 1)} GB of memory with Tiny."
            await desk.until(lambda: takes in _words(desk))
            monkeypatch.setattr(desk.baleen.library, "facts", lambda _: ModelFacts(900 * GB, 10**6))
            desk.baleen.settings.change("chat_memory", ChatMemory.FULL)
            await desk.until(lambda: "Needs more memory than this computer has" in _words(desk))
            dialog.close()


async def test_a_share_says_how_much_lies_on_the_card_and_how_fast_that_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In gigabytes and words per second; what the card has no room for is said."""
    with FakeOllama() as server:
        async with at_desk(server, tmp_path) as desk:
            slider = await _slider(desk, monkeypatch)
            said = {}
            for step in (0, 5, 7, 10):
                slider.slider.setValue(step)
                said[step] = slider.accessibleDescription()
            assert f"{QLocale().toString(4.9, 'f', 1)} GB of Tiny. About" in said[5]
            assert _speed(said[0]) < _speed(said[5]) < _speed(said[7])
            assert "more memory than the card has." in said[10]
            desk.window.findChild(SettingsDialog).close()


async def test_what_this_computer_showed_replaces_what_was_expected_for_a_share(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is marked as measured, and known after a restart. A private chat leaves nothing."""
    with FakeOllama() as server:
        server.answers["/api/chat"] = Answer((line("Whales."), done(eval_count=100, eval_duration=10 * 10**9)))
        server.answers["/api/ps"] = _lies(0.5)
        said = "50 %: " + QLocale().toString(4.9, "f", 1) + " GB of Tiny. 8 words per second, measured here."
        async with at_desk(server, tmp_path) as desk:
            slider = await _slider(desk, monkeypatch)
            judged: list[object] = []
            desk.baleen.presenters.slow.judged.connect(lambda *_: judged.append(1))
            desk.window.commands.private_chat.trigger()
            await desk.until(lambda: desk.chat.chat_id is not None)
            await desk.ask("How big are whales?")
            await desk.until(lambda: judged)
            assert not list(tmp_path.rglob("card-speeds.json"))
            desk.chat.open(None)
            await desk.until(lambda: desk.chat.chat_id is None)
            await desk.ask("How big are whales?")
            await desk.until(lambda: slider.accessibleDescription().startswith(said))
            await desk.until(lambda: list(tmp_path.rglob("card-speeds.json")))
            slider.slider.setValue(6)
            assert "measured" not in slider.accessibleDescription()
            slider.slider.setValue(5)
            desk.window.findChild(SettingsDialog).close()
        async with at_desk(server, tmp_path) as desk:
            slider = await _slider(desk, monkeypatch)
            await desk.until(lambda: slider.accessibleDescription().startswith(said))
            desk.window.findChild(SettingsDialog).close()


async def _slider(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> StepSlider:
    """The page's slider, on a computer with a card."""
    library = desk.baleen.library
    await desk.until(lambda: library.verdict_for(desk.baleen.presenters.models.current))
    facts, hardware = ModelFacts(10 * GB, 0), Hardware("Processor", 4, 32 * GB, 16 * GB, (CARD,))
    monkeypatch.setattr(library, "facts", lambda _: facts)
    monkeypatch.setattr(type(library), "hardware", property(lambda _: hardware))
    monkeypatch.setattr(library, "verdict_for", lambda _: verdict(facts, hardware, None, 4096))
    desk.baleen.settings.change("gpu_mode", GpuMode.CUSTOM)
    desk.window.commands.settings.trigger()
    dialog = desk.window.findChild(SettingsDialog)
    dialog.open_page("performance")
    slider = dialog.performance._share
    await desk.until(lambda: "50 %: " in slider.accessibleDescription())
    return slider


def _speed(words: str) -> float:
    return float(words.partition("About ")[2].partition(" ")[0])


def _lies(share: float) -> Answer:
    row = {"name": MODEL, "model": MODEL, "size": 1000, "size_vram": round(1000 * share), "context_length": 4096}
    return json_answer({"models": [row]})


def _words(desk: Desk) -> str:
    return desk.window.findChild(SettingsDialog).performance._remember.accessibleDescription()
