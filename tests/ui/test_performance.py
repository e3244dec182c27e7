"""The Performance page over a real server: who works, freeing memory, and settings that reach what is loaded."""

from __future__ import annotations

import asyncio
import os
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from app.composition.compose import Baleen, Config, compose
from app.domain.compute import CardChoice
from app.domain.engine import EngineState, Phase
from app.domain.hardware import Vendor
from app.domain.memory_use import Memory
from app.domain.settings import ChatMemory, GpuMode, Settings
from app.domain.slowness import Cure
from app.domain.who_works import WhoWorks, WhyNot, Worker
from app.presenters.sizes import memory_text
from app.store.places import places
from app.ui.settings.performance_page import PerformancePage
from app.ui.settings.settings_dialog import Page
from app.ui.web_pages import AMD_DRIVERS, NVIDIA_DRIVERS
from app.ui.wiring.cures import apply_cure
from tests.helpers.fake_answers import json_answer
from tests.helpers.fake_ollama import MODEL, FakeModel, FakeOllama
from tests.helpers.in_process import server_of, until
from tests.helpers.tiny_models import import_model, recites
from tests.ui.desk import at_desk


async def ask(program: Baleen, text: str) -> None:
    """One question, until its answer is complete."""
    program.presenters.chat.send(text, "recites")
    await until(lambda: program.chats.answering)
    await until(lambda: not program.chats.answering)


async def test_who_works_and_what_settings_do(
    tmp_path: Path, engine_program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.engine.DEFAULT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("PATH", f"{engine_program.parent}{os.pathsep}{os.environ['PATH']}")
    async with compose(Config(places(tmp_path))) as program:
        await until(lambda: program.engine.state.is_ready)
        await asyncio.to_thread(import_model, program.engine.state.url, recites().path, "recites")
        await until(lambda: program.models.find("recites"))
        wiring = program.window.findChild(_settings_wiring())
        wiring.open(Page.PERFORMANCE)
        page = wiring._dialog.performance
        await until(lambda: page._card.accessibleName() == "The processor will do the work")
        assert not page._free.isEnabled()

        await ask(program, "Hello?")
        await until(lambda: page._free.isEnabled())
        assert page._card.accessibleName() == "The processor is doing the work"
        size = memory_text(program.presenters.performance.work.loaded[0].size_bytes)
        await until(lambda: f"chat {size}" in page._memory_rows[Memory.COMPUTER].accessibleDescription())
        assert page._memory_rows[Memory.COMPUTER].isVisible()
        assert not page._memory_rows[Memory.CARD].isVisible()
        page._free.click()
        await until(lambda: not page._free.isEnabled())

        await ask(program, "And again?")
        await until(lambda: page._free.isEnabled())
        for runner in server_of(program).children():  # the server goes on listing what it had loaded
            runner.kill()
        await until(lambda: not page._free.isEnabled())

        await ask(program, "And after that?")
        await until(lambda: page._free.isEnabled())
        program.presenters.settings.edit("gpu_mode", GpuMode.PROCESSOR)
        await until(lambda: not page._free.isEnabled())  # else it would stay where it is (design: ollama-034 §4)

        before = server_of(program).pid
        program.presenters.settings.edit("chat_memory", ChatMemory.HALF)
        await until(lambda: program.engine.state.is_ready and not psutil.pid_exists(before))
        environment = server_of(program).environ()
        assert environment["OLLAMA_KV_CACHE_TYPE"] == "q8_0"
        await ask(program, "Once more?")
        assert program.chats.answering == frozenset()
        wiring._dialog.close()


def lies(share: float) -> object:
    """What the server says of a model with this share on the card."""
    row = {"name": MODEL, "model": MODEL, "size": 1000, "size_vram": round(1000 * share), "context_length": 4096}
    return json_answer({"models": [row]})


async def test_the_footer_says_what_the_page_says(tmp_path: Path) -> None:
    """The split that the server measured, whatever its search for cards promised."""
    with FakeOllama() as server:
        async with at_desk(server, tmp_path) as desk:
            place = desk.baleen.presenters.engine
            assert place.place == "Runs on this computer"
            for share, words, title in (
                (0.6, "Runs on this computer · Graphics card and processor", "Part of the model runs"),
                (1.0, "Runs on this computer · Graphics card", "Your graphics card is doing"),
            ):
                server.answers["/api/ps"] = lies(share)
                await desk.ask("Who works?")
                await desk.until(lambda words=words: desk.window.footer.text().startswith(f"{words}."))
                wiring = desk.window.findChild(_settings_wiring())
                wiring.open(Page.PERFORMANCE)
                page = wiring._dialog.performance
                assert page._card.accessibleName().startswith(title)
                wiring.open(Page.SERVER)
            wiring._dialog.close()


async def test_the_page_is_about_the_model_that_answered_last(tmp_path: Path) -> None:
    """The server lists first what it keeps longest."""
    with FakeOllama(models={MODEL: FakeModel(), "kept:latest": FakeModel()}) as server:
        rows = [
            {"name": tag, "model": tag, "size": 1000, "size_vram": share, "context_length": 4096}
            for tag, share in (("kept:latest", 1000), (MODEL, 600))
        ]
        server.answers["/api/ps"] = json_answer({"models": rows})
        async with at_desk(server, tmp_path) as desk:
            wiring = desk.window.findChild(_settings_wiring())
            wiring.open(Page.PERFORMANCE)
            page = wiring._dialog.performance
            for tag, title in ((MODEL, "Part of the model"), ("kept:latest", "Your graphics card is doing")):
                desk.chat.send("Who works?", tag)
                await desk.until(lambda title=title: page._card.accessibleName().startswith(title))
                assert desk.window.footer.text().startswith("Runs on this computer · Graphics card")
            wiring._dialog.close()


def _settings_wiring() -> type:
    from app.ui.wiring.settings_wiring import SettingsWiring

    return SettingsWiring


def test_a_card_is_chosen(qtbot: QtBot) -> None:
    page = PerformancePage()
    qtbot.addWidget(page)
    edited: list[list[object]] = []
    page.edited.connect(lambda *change: edited.append(list(change)))
    page.set_cards((CardChoice("CUDA:GPU-aa", "RTX 4060", 8188 * 2**20),))
    page.set_settings(Settings())
    page.show()
    assert not page._cards.isVisible()  # one alone is no choice
    page.set_cards((CardChoice("CUDA:GPU-aa", "RTX 4060", 8188 * 2**20), CardChoice("CUDA:GPU-bb", "GTX 1060")))
    assert page._cards.isVisible()
    combo = page._cards._list
    assert [combo.itemText(place) for place in range(combo.count())] == ["All", "RTX 4060 (8 GB)", "GTX 1060"]
    combo.activated.emit(2)
    assert edited == [["card", "CUDA:GPU-bb"]]
    page.set_settings(Settings(card="CUDA:GPU-bb"))
    assert combo.currentText() == "GTX 1060"
    page.set_cards((CardChoice("CUDA:GPU-aa", "RTX 4060", 8188 * 2**20),))  # the other was taken out
    assert (combo.currentText(), page._cards.isVisible()) == ("All", True)
    assert len(edited) == 1
    page.set_cards(tuple(CardChoice(f"CUDA:GPU-{number}", "H100", 81559 * 2**20) for number in range(2)))
    assert [combo.itemText(place) for place in (1, 2)] == ["H100 (80 GB) · 1", "H100 (80 GB) · 2"]


def test_an_old_driver_has_the_way_to_a_new_one(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    page = PerformancePage()
    qtbot.addWidget(page)
    page.show()
    ready = EngineState(Phase.READY, "http://127.0.0.1:1", "0.35.0")
    old = WhoWorks(Worker.PROCESSOR, WhyNot.DRIVER_TOO_OLD, vendor=Vendor.AMD, installed="535", needed="550")
    page.set_work(ready, (), old)
    assert page._card._cure.text() == "Open driver page"
    with qtbot.waitSignal(page.cure_requested) as asked:
        page._card._cure.click()
    opened: list[str] = []
    monkeypatch.setattr("app.ui.wiring.cures.open_page", opened.append)
    for vendor in (Vendor.AMD, Vendor.NVIDIA, None):
        apply_cure(Cure.UPDATE_DRIVER, replace(asked.args[0], vendor=vendor), None, lambda _: None)
    assert opened == [AMD_DRIVERS, NVIDIA_DRIVERS, NVIDIA_DRIVERS]
    page.set_work(ready, (), WhoWorks(Worker.PROCESSOR, WhyNot.NEEDS_NEWER_ENGINE, vendor=Vendor.AMD))
    assert page._card._cure.text() == "See newer engines"
    apply_cure(Cure.UPDATE_ENGINE, asked.args[0], None, opened.append)
    assert opened.pop() == "server"
    page.set_work(ready, (), WhoWorks(Worker.PROCESSOR, WhyNot.NOT_FOUND, card="Intel Arc A770"))
    assert page._card._cure.text() == "Restart the engine"
    page.set_work(ready, (), WhoWorks(Worker.PROCESSOR, WhyNot.NO_CARD))
    assert not page._card._cure.isVisible()  # nothing helps


async def test_one_model_is_kept_from_the_card(tmp_path: Path) -> None:
    """Its own setting goes with its requests alone, and the page shows which is meant."""
    with FakeOllama(models={MODEL: FakeModel(), "other:latest": FakeModel()}) as server:
        async with at_desk(server, tmp_path) as desk:
            wiring = desk.window.findChild(_settings_wiring())
            wiring.open(Page.PERFORMANCE)
            page = wiring._dialog.performance
            combo = page._for
            assert [combo.itemText(place) for place in range(combo.count())] == ["All models", "Other", "Tiny"]
            combo.setCurrentIndex(1)
            combo.activated.emit(1)
            page._mode.chosen.emit(GpuMode.PROCESSOR)
            assert desk.baleen.settings.current.model_settings == ("other:latest gpu_mode=processor",)
            assert desk.baleen.settings.current.gpu_mode is GpuMode.AUTOMATIC
            for place, shown in ((1, GpuMode.PROCESSOR), (0, GpuMode.AUTOMATIC), (2, GpuMode.AUTOMATIC)):
                combo.activated.emit(place)
                assert [s.isChecked() for s in page._mode._segments] == [mode is shown for mode in GpuMode]
            combo.activated.emit(1)
            page._advanced.edited.emit("threads", 1)
            page._remember.chosen.emit(2048)
            assert desk.baleen.settings.current.threads == 0
            assert desk.baleen.settings.current.context_tokens != 2048
            for tag, layers in (("other:latest", 0), (MODEL, None)):
                before = len(server.chats())
                desk.chat.send("Hello?", tag)
                await desk.until(lambda before=before: len(server.chats()) > before and not desk.chat.is_busy)
                assert server.chats()[-1]["options"].get("num_gpu") == layers
                assert (server.chats()[-1]["options"]["num_ctx"] == 2048) is (layers == 0)
                assert server.chats()[-1]["options"].get("num_thread") == (1 if layers == 0 else None)
            wiring._dialog.close()
