"""What a real server says of cards and loads, and what Baleen makes of it: without a card, hidden, and with a stand-in.

The stand-in of design ollama-034 §7 names a card when it is asked for devices, says that two layers of three
went there, and lets the processor work: it shows what the server does with a card, not what a card does.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.domain.chat import Role
from app.domain.compute import server_variables
from app.domain.hardware import GraphicsCard, Hardware, Vendor
from app.domain.models import LoadedModel
from app.domain.options import ChatRequest, GenerationOptions, Turn
from app.domain.settings import GpuMode, Settings
from app.domain.who_works import WhyNot, Worker
from app.engine.process import OllamaProcess
from app.llm.ollama_backend import OllamaBackend
from app.services.hardware_truth import HardwareTruth
from tests.engine.test_real_engine import FEW_THREADS, make_host
from tests.helpers import tiny_models

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stands in with a shell script")
GIB = 2**30
CARD = GraphicsCard("NVIDIA GeForce RTX 3060", Vendor.NVIDIA, 12 * GIB, 11 * GIB, "550.54.14")
STAND_IN = """#!/bin/sh
for word in "$@"; do
  if [ "$word" = --list-devices ]; then
    echo "Available devices:"
    echo "  CUDA0: NVIDIA GeForce RTX 3060 (12288 MiB, 11162 MiB free)"
    exit 0
  fi
done
case " $* " in
  *" -ngl 0 "*) ;;
  *" --model "*)
    echo "load_tensors: offloaded 2/3 layers to GPU" >&2
    echo "load_tensors:        CUDA0 model buffer size =     7.00 MiB" >&2 ;;
esac
exec "{real}" "$@"
"""


class Computer:
    """A server, and what is known of the computer it runs on."""

    def __init__(self, process: OllamaProcess, cards: tuple[GraphicsCard, ...]) -> None:
        self.settings = Settings()
        self.backend = OllamaBackend(process.url)
        self.hardware = Hardware("p", 2, 8 * GIB, 4 * GIB, cards)
        self.process = process
        self.truth = HardwareTruth(lambda: process.found, lambda: self.hardware, lambda: self.settings)

    async def load(self, gpu_layers: int | None = None) -> tuple[LoadedModel, ...]:
        """A tiny model answers, and what is loaded then."""
        tiny_models.import_model(self.process.url, tiny_models.recites().path, "truth")
        options = GenerationOptions(context_tokens=2048, gpu_layers=gpu_layers)
        async for _ in self.backend.stream_chat(ChatRequest("truth", (Turn(Role.USER, "hi"),), True, options)):
            pass
        return await self.backend.loaded()


@asynccontextmanager
async def computer(
    program: Path, folder: Path, cards: tuple[GraphicsCard, ...] = (), variables: Mapping[str, str] | None = None
) -> AsyncIterator[Computer]:
    process = await make_host(folder).start(program, FEW_THREADS | dict(variables or {}))
    try:
        found = Computer(process, cards)
        try:
            await asyncio.wait_for(process.device(), 60)
            async with asyncio.timeout(10):
                while found.truth.uses_cards() is None:  # told by the line after that of the card
                    await asyncio.sleep(0.01)
            yield found
        finally:
            found.backend.close()
    finally:
        await process.stop()


@pytest.fixture
def stand_in(engine_program: Path, tmp_path: Path) -> Path:
    """The program of the same server, whose `llama-server` names a card."""
    libraries = engine_program.parents[1] / "lib" / "ollama"
    if not (libraries / "llama-server").exists():
        pytest.skip("this server is not made of two programs")
    root = tmp_path / "engine"
    (root / "bin").mkdir(parents=True)
    shutil.copytree(libraries, root / "lib" / "ollama", symlinks=True)
    shutil.copy2(engine_program, root / "bin" / "ollama")
    real = root / "lib" / "ollama" / "llama-server-real"
    (root / "lib" / "ollama" / "llama-server").rename(real)
    script = root / "lib" / "ollama" / "llama-server"
    script.write_text(STAND_IN.format(real=real))
    script.chmod(0o755)
    (root / "lib" / "ollama" / "cuda_v13").mkdir()
    (root / "lib" / "ollama" / "cuda_v13" / "libggml-cuda.so").touch()
    return root / "bin" / "ollama"


async def test_a_computer_without_a_card(engine_program: Path, tmp_path: Path) -> None:
    async with computer(engine_program, tmp_path) as this:
        assert this.truth.uses_cards() is False
        no_card = this.truth.no_card((), is_here=True)
        assert no_card is not None
        assert no_card.why is WhyNot.NO_CARD
        expected = this.truth.who_works()
        assert (expected.worker, expected.why, expected.is_measured) == (Worker.PROCESSOR, WhyNot.NO_CARD, False)
        loaded = await this.load()
        assert loaded[0].vram_bytes == 0
        told = this.truth.who_works(loaded)
        assert (told.worker, told.why, told.is_measured) == (Worker.PROCESSOR, WhyNot.NO_CARD, True)
        assert this.process.found.load.bytes_on("CPU") > 0


async def test_a_card_that_the_environment_hides(engine_program: Path, tmp_path: Path) -> None:
    async with computer(engine_program, tmp_path, (CARD,), {"CUDA_VISIBLE_DEVICES": "-1"}) as this:
        told = this.truth.who_works()
        assert (told.worker, told.why, told.variable) == (Worker.PROCESSOR, WhyNot.HIDDEN, "CUDA_VISIBLE_DEVICES")
        assert told.card == CARD.name


async def test_the_chosen_card_that_was_taken_out(engine_program: Path, tmp_path: Path) -> None:
    """Our own variable hides the others: that is told as the choice it was."""
    settings = Settings(card="CUDA:GPU-00000000-0000-0000-0000-000000000000")
    async with computer(engine_program, tmp_path, (CARD,), server_variables(settings)) as this:
        this.settings = settings
        no_card = this.truth.no_card((), is_here=True)
        assert no_card is not None
        assert (no_card.why, this.truth.who_works().why) == (WhyNot.CARD_AWAY, WhyNot.CARD_AWAY)


async def test_a_card_that_nobody_explains(engine_program: Path, tmp_path: Path) -> None:
    async with computer(engine_program, tmp_path, (CARD,)) as this:
        assert this.truth.who_works().why is WhyNot.NOT_FOUND


@pytest.mark.engine("034")
async def test_a_card_that_takes_a_part_and_one_that_is_not_wanted(stand_in: Path, tmp_path: Path) -> None:
    async with computer(stand_in, tmp_path, (CARD,)) as this:
        assert this.truth.uses_cards() is True
        assert (this.truth.who_works().worker, this.truth.who_works().card) == (Worker.CARD, CARD.name)
        (card,) = this.process.found.cards
        assert (card.library, card.total_bytes) == ("CUDA", 12 * GIB)
        assert this.truth.no_card((), is_here=True) is None
        loaded = await this.load()
        told = this.truth.who_works(loaded)
        assert (told.worker, told.why, told.layers_on_card, told.layers) == (Worker.BOTH, WhyNot.NO_MEMORY, 2, 3)
        assert told.share == loaded[0].vram_bytes / loaded[0].size_bytes
        assert 0 < told.share < 1

        this.settings = Settings(gpu_mode=GpuMode.PROCESSOR)
        assert this.truth.who_works().why is WhyNot.CHOSEN
        loaded = await this.load(gpu_layers=0)
        told = this.truth.who_works(loaded)
        assert (told.worker, told.why, told.share) == (Worker.PROCESSOR, WhyNot.CHOSEN, 0.0)
        assert this.process.found.load.asked_layers == 0


@pytest.mark.engine("034")
async def test_a_server_that_was_told_to_leave_the_card_alone(stand_in: Path, tmp_path: Path) -> None:
    async with computer(stand_in, tmp_path, (CARD,), {"OLLAMA_LLM_LIBRARY": "cpu"}) as this:
        told = this.truth.who_works()
        assert (told.why, told.variable, told.detail) == (WhyNot.HIDDEN, "OLLAMA_LLM_LIBRARY", "cpu")
