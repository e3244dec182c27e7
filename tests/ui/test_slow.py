"""Why the last answer was slow: the whole program off screen, with a card that only this test has."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.hardware import GraphicsCard, Hardware, Vendor
from app.domain.settings import GpuMode
from tests.helpers.fake_answers import Answer, done, json_answer, line
from tests.helpers.fake_ollama import MODEL, FakeModel, FakeOllama, Request
from tests.ui.desk import at_desk

GB = 10**9
CARD = GraphicsCard("RTX 4060", Vendor.NVIDIA, 8 * GB, 7 * GB, bandwidth_bytes_s=272e9)
SLOW = Answer((line("Whales are big."), done(eval_count=50, eval_duration=10 * 10**9)))
FAST = Answer((line("Whales are big."), done(eval_count=50, eval_duration=10**9)))


async def test_a_model_that_was_kept_from_the_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "app.composition.server.LocalHardware", lambda **_: lambda: Hardware("p", 8, 32 * GB, 20 * GB, (CARD,), 4e10)
    )
    with FakeOllama(models={MODEL: FakeModel(size=5 * GB)}, answer=SLOW) as server:
        row = {"name": MODEL, "model": MODEL, "size": 6 * GB, "size_vram": 0, "context_length": 4096}
        async with at_desk(server, tmp_path) as desk:
            await desk.until(lambda: desk.baleen.library.hardware)
            desk.baleen.presenters.settings.edit("gpu_mode", GpuMode.PROCESSOR)
            server.answers["/api/ps"] = json_answer({"models": [row]})
            await desk.ask("How big are whales?")
            note = desk.window.chat_page.slow
            await desk.until(note.isVisible)
            assert note.words.startswith("About 4 words per second, where this computer could give 3")
            assert note.words.endswith("That is your choice.")
            server.answers["/api/ps"] = json_answer({"models": []})  # the setting has the model loaded anew
            note._cure.click()
            await desk.until(lambda: not desk.baleen.tasks.is_running("performance:apply"))
            assert desk.baleen.settings.current.gpu_mode is GpuMode.AUTOMATIC
            assert not note.isVisible()

            # The card does all of it now: nothing to explain.
            def on_the_card(_: Request) -> Answer:
                server.answers["/api/ps"] = json_answer({"models": [row | {"size_vram": 6 * GB}]})
                return FAST

            server.answer = on_the_card
            judged: list[object] = []
            desk.baleen.presenters.slow.judged.connect(lambda _, why: judged.append(why))
            await desk.ask("And now?")
            await desk.until(lambda: judged)
            assert judged == [None]
            assert not note.isVisible()


async def test_it_is_not_said_twice_once_it_was_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "app.composition.server.LocalHardware", lambda **_: lambda: Hardware("p", 8, 32 * GB, 20 * GB, (CARD,), 4e10)
    )
    with FakeOllama(models={MODEL: FakeModel(size=9 * GB)}, answer=SLOW) as server:
        row = {"name": MODEL, "model": MODEL, "size": 10 * GB, "size_vram": 6 * GB, "context_length": 4096}
        server.answers["/api/ps"] = json_answer({"models": [row]})
        async with at_desk(server, tmp_path) as desk:
            await desk.until(lambda: desk.baleen.library.hardware)
            await desk.ask("How big are whales?")
            note = desk.window.chat_page.slow
            await desk.until(note.isVisible)
            assert "60 % of Tiny lies on the card" in note.words
            assert note._cure.text() == "See smaller models"
            note._close.click()
            assert not note.isVisible()
            judged: list[object] = []
            desk.baleen.presenters.slow.judged.connect(lambda _, why: judged.append(why))
            await desk.ask("And dolphins?")
            await desk.until(lambda: judged)
            assert judged == [None]
