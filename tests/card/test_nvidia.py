"""A real card of NVIDIA: what Baleen says of it is what the server says and does. Left out where there is none.

The services are driven as the window drives them, without Qt, on a model of 2.9 GB that recites a known answer. The
engine must have its CUDA library: `BALEEN_TEST_ENGINE_034` names it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
import urllib.request
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from app.composition.build import build_services, start_services
from app.composition.config import Config
from app.composition.services import Services
from app.domain.chat import Message, State
from app.domain.compute import layers_of
from app.domain.model_settings import with_one
from app.domain.settings import Attention, ChatMemory, GpuMode
from app.domain.who_works import WhoWorks, WhyNot, Worker
from app.engine.nvidia_cards import nvidia_cards
from app.files.script import Script
from app.files.scripted_model import build_scripted_model
from app.services.tasks import TaskOwner
from app.services.tour import R1_STOP, R1_TEMPLATE
from app.store.opening import open_store
from app.store.places import places
from app.store.settings_file import LoadedSettings
from dev_tools.engine import path_with
from tests.helpers.tiny_bodies import qwen2_body

BLOCKS = 28
FEED_FORWARD = 32_768
TAG = "heavy:latest"
THINKING = "Where does this run?"
ANSWER = " ".join(f"Word{number} came{number}." for number in range(1, 151))
MIB = 2**20

CARDS = nvidia_cards()
_log = logging.getLogger(__name__)
"""A row for each answer: `pytest --log-cli-level=INFO` shows the table."""
pytestmark = [
    pytest.mark.engine("034"),
    pytest.mark.skipif(not CARDS, reason="needs a graphics card of NVIDIA"),
    pytest.mark.timeout(500),
]


@dataclass(frozen=True)
class Seen:
    """One answer, and what was found out about where it was computed without asking Baleen."""

    message: Message
    offloaded: tuple[int, int] | None
    """Layers on the card and in all, by the server's log; None if the model was not loaded for this answer."""
    size: int
    vram: int
    """Both by `/api/ps`."""

    @property
    def tokens_per_s(self) -> float:
        assert self.message.usage
        return self.message.usage.tokens_per_s or 0


@dataclass(frozen=True)
class Computer:
    """The services of one run, and what the tests ask them."""

    its: Services

    async def change(self, **settings: object) -> None:
        """Set settings, and wait until what they restart has restarted."""
        for key, value in settings.items():
            self.its.settings.change(key, value)
        await self.its.tasks.join("engine:move")
        await self.its.tasks.join("performance:apply")
        state = await self.its.engine.wait_ready(60)
        assert state.is_ready, state
        await _until(lambda: self.its.truth.uses_cards() is not None)

    async def ask(self, what: str) -> Seen:
        """One answer, true to its last character; then what the page says is compared with the server's own words."""
        log = self.its.host.log_file
        before = log.stat().st_size if log.exists() else 0
        chat_id = await self.its.chats.send(None, "Where does this run?", TAG, think=True)
        await _until(lambda: not self.its.chats.is_answering(chat_id), 120)
        message = (await self.its.chats.path(chat_id))[-1]
        assert (message.state, message.error, message.text) == (State.DONE, None, ANSWER)
        self.its.performance.look()
        await self.its.tasks.join("performance:look")
        with log.open("rb") as file:
            file.seek(before)
            found = re.findall(rb"offloaded (\d+)/(\d+) layers", file.read())
        size, vram = self._ps()
        seen = Seen(message, (int(found[-1][0]), int(found[-1][1])) if found else None, size, vram)
        work = self.its.performance.work
        (loaded,) = work.loaded
        assert (loaded.size_bytes, loaded.vram_bytes) == (size, vram)
        layers = (work.who.layers_on_card, work.who.layers)
        _log.info(
            f"{what:32} {work.who.worker:9} {seen.offloaded} {size:>13,} / {vram:>13,} "
            f"{seen.tokens_per_s:6.1f} tokens/s {_used() // MIB:6} MiB"
        )
        if seen.offloaded and vram > 0:
            assert layers == seen.offloaded
        return seen

    @property
    def who(self) -> WhoWorks:
        return self.its.performance.work.who

    def _ps(self) -> tuple[int, int]:
        with urllib.request.urlopen(f"{self.its.engine.state.url}/api/ps", timeout=10) as answer:
            (row,) = json.load(answer)["models"]
        return row["size"], row.get("size_vram", 0)


def _used() -> int:
    """Bytes in use on all cards, by their driver."""
    return sum((card.memory_bytes or 0) - (card.free_bytes or 0) for card in nvidia_cards())


async def _until(condition: Callable[[], object], timeout_s: float = 60) -> None:
    async with asyncio.timeout(timeout_s):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.fixture(scope="module")
def heavy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("heavy") / "heavy.gguf"
    build_scripted_model(path, Script.of_texts(THINKING, ANSWER), qwen2_body(BLOCKS, FEED_FORWARD), "heavy")
    return path


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder of models for all tests: the heavy one is brought once."""
    return tmp_path_factory.mktemp("models")


@pytest.fixture
async def computer(
    engine_program: Path, models: Path, heavy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Computer]:
    monkeypatch.setenv("PATH", path_with(engine_program))
    monkeypatch.setenv("OLLAMA_MODELS", str(models))
    where = places(tmp_path)
    async with AsyncExitStack() as stack:
        store = await open_store(where.data)
        stack.push_async_callback(store.close)
        its = build_services(Config(where), LoadedSettings.of(where.settings_file), store, TaskOwner(), stack)
        await stack.enter_async_context(its.tasks)
        await start_services(its)
        this = Computer(its)
        await this.change()
        if not any(model.tag == TAG for model in await its.backend.installed()):
            await its.backend.import_file(TAG, heavy, template=R1_TEMPLATE, stop=R1_STOP)
        await its.models.refresh()
        yield this


async def test_the_card_does_all_a_part_or_nothing_as_chosen(computer: Computer) -> None:
    idle = _used()
    free = await computer.ask("automatic")
    assert (computer.who.worker, computer.who.share) == (Worker.CARD, 1.0)
    assert free.vram == free.size
    assert free.offloaded == (BLOCKS + 1, BLOCKS + 1)
    assert _used() - idle > free.vram * 0.9

    await computer.change(gpu_mode=GpuMode.PROCESSOR)
    processor = await computer.ask("processor only")
    assert (computer.who.worker, computer.who.why) == (Worker.PROCESSOR, WhyNot.CHOSEN)
    assert processor.vram == 0
    assert _used() - idle < 600 * MIB

    # Back to automatic the server does not reload by itself: ours is the unload that makes it.
    await computer.change(gpu_mode=GpuMode.AUTOMATIC)
    again = await computer.ask("automatic again")
    assert again.vram == again.size
    assert again.tokens_per_s > processor.tokens_per_s * 2

    for percent in (35, 90):
        await computer.change(gpu_mode=GpuMode.CUSTOM, gpu_share_percent=percent)
        part = await computer.ask(f"custom {percent} %")
        assert computer.who.worker is Worker.BOTH
        assert part.offloaded == (layers_of(BLOCKS, percent), BLOCKS + 1)
        assert 0 < part.vram < part.size
        await computer.its.tasks.join("performance:look")
        shown = computer.its.card_speeds.of(TAG)
        assert any(speed == pytest.approx(part.tokens_per_s, rel=0.01) for speed in shown.values())

    await computer.change(gpu_share_percent=100)
    whole = await computer.ask("custom 100 %")
    assert whole.offloaded == (BLOCKS + 1, BLOCKS + 1)


async def test_memory_is_left_free_for_other_programs(computer: Computer) -> None:
    total = CARDS[0].memory_bytes or 0
    await computer.change(card=f"CUDA:{CARDS[0].identifier}")  # two would each take a half
    await computer.change(memory_left_free_mib=total // MIB - 2500)
    part = await computer.ask("leave all but 2500 MiB")
    assert (computer.who.worker, computer.who.why) == (Worker.BOTH, WhyNot.KEPT_FREE)
    assert 0 < part.vram < part.size

    await computer.change(memory_left_free_mib=total // MIB - 600)
    nothing = await computer.ask("leave all but 600 MiB")
    assert (computer.who.worker, computer.who.why) == (Worker.PROCESSOR, WhyNot.KEPT_FREE)
    assert nothing.offloaded == (0, BLOCKS + 1)


async def test_memory_of_the_chat(computer: Computer) -> None:
    await computer.change(context_tokens=4096)
    full = await computer.ask("16 bit, 4096 tokens")
    await computer.change(context_tokens=8192)
    long = await computer.ask("8192 tokens")
    assert long.size > full.size
    await computer.change(context_tokens=4096, chat_memory=ChatMemory.HALF)
    half = await computer.ask("8 bit")
    assert half.size < full.size
    for attention in (Attention.ON, Attention.OFF):
        await computer.change(chat_memory=ChatMemory.FULL, attention=attention)
        await computer.ask(f"attention {attention}")
        assert computer.who.worker is Worker.CARD


async def test_one_model_has_a_share_of_its_own(computer: Computer) -> None:
    its = computer.its
    await computer.change(model_settings=with_one(its.settings.current, TAG, "gpu_mode", GpuMode.CUSTOM))
    await computer.change(model_settings=with_one(its.settings.current, TAG, "gpu_share_percent", 50))
    part = await computer.ask("half of this model")
    assert part.offloaded == (layers_of(BLOCKS, 50), BLOCKS + 1)
    assert its.settings.current.gpu_mode is GpuMode.AUTOMATIC


async def test_a_card_that_is_gone_leaves_the_processor(computer: Computer) -> None:
    await computer.change(card="CUDA:GPU-00000000-0000-0000-0000-000000000000")
    nothing = await computer.ask("a card that is not there")
    assert (computer.who.worker, computer.who.why, nothing.vram) == (Worker.PROCESSOR, WhyNot.CARD_AWAY, 0)
    assert computer.its.performance.work.no_card is not None


@pytest.mark.parametrize("number", range(max(1, len(CARDS))))
async def test_each_card_can_work_alone(computer: Computer, number: int) -> None:
    card = CARDS[number]
    choice = next(choice for choice in computer.its.performance.work.cards if choice.key.endswith(card.identifier))
    await computer.change(card=choice.key)
    alone = await computer.ask(f"on {card.identifier[:12]} alone")
    assert (computer.who.worker, alone.vram) == (Worker.CARD, alone.size)
    assert len(computer.its.engine.found.cards if computer.its.engine.found else ()) == 1


async def test_a_runner_that_is_killed_comes_back_on_the_card(computer: Computer) -> None:
    await computer.ask("before the kill")
    runners = [each for each in psutil.Process().children(recursive=True) if each.name() == "llama-server"]
    assert runners
    for runner in runners:
        runner.kill()
    again = await computer.ask("after the kill")
    assert (computer.who.worker, again.vram) == (Worker.CARD, again.size)


async def test_the_check_names_the_card(computer: Computer) -> None:
    result = await computer.its.check.run()
    assert result.who is not None
    assert result.who.worker is Worker.CARD
    assert result.who.card == CARDS[0].name
