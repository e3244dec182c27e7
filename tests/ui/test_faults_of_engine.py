"""What a person sees when the engine or the card fails, and what the buttons do (reliability §7)."""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer

from app.desktop import install_crash_hooks
from app.domain.chat import Message, State
from app.domain.errors import ModelMissing, OutOfMemory, RunnerGone
from app.domain.settings import GpuMode
from app.presenters.explain import Remedy, explain
from app.ui.wiring.baleen_window import BaleenWindow
from tests.helpers.fake_answers import refused, said
from tests.helpers.fake_ollama import MODEL, FakeOllama
from tests.ui.desk import Desk, at_desk


@pytest.fixture
def server() -> Iterator[FakeOllama]:
    with FakeOllama() as running:
        yield running


async def insist(desk: Desk, text: str) -> tuple[Message, ...]:
    """Ask although the composer knows better: as when the trouble begins a moment after it was sent."""
    before = len(desk.messages)
    desk.chat.send(text, MODEL)
    async with asyncio.timeout(20):
        while len(messages := await desk.look()) == before or messages[-1].state is State.STREAMING:
            await asyncio.sleep(0.005)
    return messages


@pytest.mark.parametrize(
    ("row", "words", "kind"),
    [
        ("G1", "llama runner process has terminated: CUDA error: unspecified launch failure", RunnerGone),
        ("G2", "model requires more system memory (9.1 GiB) than is available (4.2 GiB)", OutOfMemory),
        ("G3", "llama runner process has terminated: cudaMalloc failed: out of memory", OutOfMemory),
    ],
)
async def test_a_card_that_fails_or_is_full(
    server: FakeOllama, tmp_path: Path, row: str, words: str, kind: type[Exception]
) -> None:
    """The card with numbers; "safe settings" let the processor answer the same question, at once."""
    server.answer = refused(500, words)
    async with at_desk(server, tmp_path) as desk:
        desk.baleen.presenters.settings.edit("gpu_mode", GpuMode.CUSTOM)
        desk.baleen.presenters.settings.edit("gpu_share_percent", 100)
        if row == "G3":  # said for this model alone: to be safe counts more
            desk.baleen.presenters.settings.edit("gpu_mode", GpuMode.AUTOMATIC)
            desk.baleen.presenters.settings.edit("model_settings", (f"{MODEL} gpu_mode=custom",))
        _, failed = await desk.ask("How big are whales?")
        assert failed.state is State.ERROR
        assert isinstance(failed.error, kind), row
        told = explain(failed.error)
        assert Remedy.SAFE_SETTINGS in [remedy for remedy, _ in told.remedies]
        if row == "G2":
            assert "9.8 GB" in told.cause
            assert "4.5 GB" in told.cause
        assert server.chats()[-1]["options"]["num_gpu"] == 999

        server.answer = said("Very big.")
        desk.view.remedy_requested.emit(failed.id, Remedy.SAFE_SETTINGS)
        await desk.shows("Very big.")
        options = server.chats()[-1]["options"]
        assert (options["num_gpu"], options["num_ctx"]) == (0, 4096)
        _, answer = await desk.look()
        assert answer.state is State.DONE


async def test_e7_a_model_that_another_program_deleted(server: FakeOllama, tmp_path: Path) -> None:
    async with at_desk(server, tmp_path) as desk:
        await desk.ask("Hello?")
        listed = server.models.pop(MODEL)
        server.answer = said("I am here again.")
        await desk.until(lambda: not desk.baleen.models.installed)  # the list is fresh without being asked for
        messages = await insist(desk, "And now?")
        assert isinstance(messages[-1].error, ModelMissing)
        server.models[MODEL] = listed
        await desk.until(lambda: desk.baleen.models.installed)
        desk.view.remedy_requested.emit(messages[-1].id, Remedy.AGAIN)
        await desk.shows("I am here again.")


async def test_n1_a_server_that_goes_away_is_told_and_taken_again(server: FakeOllama, tmp_path: Path) -> None:
    async with at_desk(server, tmp_path) as desk:
        await desk.ask("Hello?")
        server.stop()
        messages = await insist(desk, "Are you there?")
        assert messages[-1].state is State.ERROR
        assert messages[-2].text == "Are you there?"  # it is kept
        assert messages[-1].error is not None
        assert explain(messages[-1].error).remedies


async def test_p5_a_fault_in_a_slot_is_logged_and_shown_and_the_program_goes_on(
    server: FakeOllama, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    hooks = (sys.excepthook, sys.unraisablehook, threading.excepthook)
    try:
        async with at_desk(server, tmp_path) as desk:
            window: BaleenWindow = desk.window
            install_crash_hooks(window)

            def planted() -> None:
                try:
                    [][1]
                except IndexError:
                    sys.excepthook(*sys.exc_info())  # as PySide does with what leaves a slot

            with caplog.at_level(logging.CRITICAL):
                for _ in range(30):
                    QTimer.singleShot(0, planted)
                await desk.until(lambda: window._crash is not None)
                await desk.until(lambda: len(caplog.records) == 30)
            assert caplog.records[0].exc_info
            window._crash.close()
            await desk.until(lambda: window._crash is None)  # thirty faults, one dialog
            _, answer = await desk.ask("Still there?")
            assert answer.state is State.DONE
    finally:
        sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
