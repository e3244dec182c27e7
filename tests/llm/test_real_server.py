"""The same client on a real server with real model files."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from app.domain.chat import Role
from app.domain.engine import version_tuple
from app.domain.errors import (
    BackendError,
    ContextTooLong,
    ModelBroken,
    ModelMissing,
    Repeating,
    RunnerGone,
    Stalled,
    Unsupported,
)
from app.domain.options import ChatRequest, GenerationOptions, Turn
from app.domain.stream import DoneReason, StreamDone, StreamEvent, TextDelta, ThinkingDelta
from app.llm.limits import Limits
from app.llm.ollama_backend import OllamaBackend
from app.services.tour import R1_STOP, R1_TEMPLATE
from tests.helpers import tiny_models
from tests.helpers.real_engine import RealEngine
from tests.helpers.tiny_models import TinyModel
from tests.llm.test_stream import Heard, listen

pytestmark = pytest.mark.engine

SMALL = GenerationOptions(context_tokens=1024, keep_alive="1m", temperature=0.0)


@pytest.fixture
def real(engine_url: str) -> Iterator[OllamaBackend]:
    backend = OllamaBackend(engine_url)
    yield backend
    backend.close()


async def add(backend: OllamaBackend, name: str, model: TinyModel) -> str:
    tag = f"llm-{name}:latest"
    await backend.import_file(tag, model.path, template=R1_TEMPLATE, stop=R1_STOP, threads=1)
    return tag


@pytest.fixture
def alone(engine_program: Path, tmp_path: Path) -> Iterator[OllamaBackend]:
    """A server that no other test has loaded anything on: it lists weights under the name that asked first."""
    with RealEngine(engine_program, tmp_path) as engine:
        backend = OllamaBackend(engine.url)
        yield backend
        backend.close()


@pytest.fixture
async def reciter(real: OllamaBackend) -> AsyncIterator[str]:
    tag = await add(real, "recites", tiny_models.recites())
    yield tag
    await real.delete(tag)


def ask(tag: str, text: str = "Hello?", think: bool | None = True, options: GenerationOptions = SMALL) -> ChatRequest:
    return ChatRequest(tag, (Turn(Role.USER, text),), think, options)


async def test_it_says_who_it_is(real: OllamaBackend, engine_url: str) -> None:
    assert version_tuple(await real.version(engine_url, 10.0)) is not None


@pytest.mark.parametrize("architecture", ["qwen2", "deepseek2"])
async def test_every_character_arrives(real: OllamaBackend, architecture: str) -> None:
    model = tiny_models.recites(architecture)
    tag = await add(real, architecture, model)
    heard = await listen(real, ask(tag))
    assert (heard.error, heard.thinking, heard.text) == (None, model.thinking, model.answer)
    assert heard.done is not None
    assert heard.done.reason is DoneReason.STOP
    assert heard.done.usage.answer_tokens > 5
    assert heard.done.usage.tokens_per_s
    assert 0 < heard.done.usage.load_s < 60
    await real.delete(tag)


async def test_the_library_from_end_to_end(alone: OllamaBackend) -> None:
    real, reciter = alone, await add(alone, "recites", tiny_models.recites())
    (model,) = await real.installed()
    assert model.size_bytes > 100_000
    assert model.modified_at is not None
    assert not model.is_cloud
    details = await real.details(reciter)
    assert details.can_think
    assert details.has_stop
    assert not details.uses_jinja
    assert details.context_tokens
    await listen(real, ask(reciter))
    (entry,) = await real.loaded()
    assert (entry.tag, entry.context_tokens, entry.digest) == (reciter, 1024, model.digest)
    await real.unload(reciter)
    assert await real.loaded() == ()


async def test_a_model_with_two_names(alone: OllamaBackend) -> None:
    """As `deepseek-r1` and `deepseek-r1:8b`: the server lists it under the name that was asked first."""
    first, second = [await add(alone, name, tiny_models.recites()) for name in ("one", "two")]
    digests = {model.tag: model.digest for model in await alone.installed()}
    assert digests[first] == digests[second]
    await listen(alone, ask(first))
    await listen(alone, ask(second))
    (entry,) = await alone.loaded()
    assert entry.tag == first
    assert entry.is_of(second, digests[second])
    assert not entry.is_of("llm-three", "")
    await alone.unload(second)
    assert await alone.loaded() == ()


async def test_a_second_answer_does_not_load_again(real: OllamaBackend, reciter: str) -> None:
    await listen(real, ask(reciter))
    again = await listen(real, ask(reciter))
    assert again.done is not None
    assert again.done.usage.load_s < 0.2


async def test_without_thinking(real: OllamaBackend, reciter: str) -> None:
    heard = await listen(real, ask(reciter, think=False))
    assert heard.error is None
    assert heard.done is not None


async def test_what_is_missing_or_too_much(real: OllamaBackend, reciter: str) -> None:
    missing = (await listen(real, ask("llm-nothing:1b"))).error
    assert isinstance(missing, ModelMissing)
    assert missing.tag == "llm-nothing:1b"
    tight = GenerationOptions(context_tokens=256, temperature=0.0)
    too_long = (await listen(real, ask(reciter, "word " * 3_000, options=tight))).error
    assert isinstance(too_long, ContextTooLong)
    with pytest.raises(ModelMissing):
        await real.details("llm-nothing:1b")
    with pytest.raises(ModelMissing):
        await real.delete("llm-nothing:1b")


async def test_a_model_that_cannot_think_is_asked_without(real: OllamaBackend) -> None:
    await real.import_file("llm-plain:latest", tiny_models.recites().path, template="{{ .Prompt }}")
    assert not (await real.details("llm-plain")).can_think
    assert isinstance((await listen(real, ask("llm-plain", think=True))).error, Unsupported)
    assert (await listen(real, ask("llm-plain", think=None))).error is None
    await real.delete("llm-plain")


async def test_stop_ends_the_servers_work(real: OllamaBackend) -> None:
    tag = await add(real, "loops", tiny_models.loops())
    async with aclosing(real.stream_chat(ask(tag, think=None))) as events:
        async for event in events:
            if isinstance(event, TextDelta):
                break
    began = time.monotonic()
    # The server answers one at a time: the next answer begins only when the first has ended.
    async with aclosing(real.stream_chat(ask(tag, think=None))) as events:
        await anext(events)
    assert time.monotonic() - began < 5
    await real.delete(tag)


async def test_quick_cancels_leave_the_model_usable(real: OllamaBackend, reciter: str) -> None:
    for pause_ms in range(12):
        async with asyncio.TaskGroup() as group:
            listening = group.create_task(listen(real, ask(reciter)))
            await asyncio.sleep(pause_ms / 1000)
            listening.cancel()
    heard = await listen(real, ask(reciter))
    assert heard.text == tiny_models.recites().answer


async def test_a_full_context_ends_the_answer(real: OllamaBackend) -> None:
    tag = await add(real, "fills", tiny_models.loops())
    heard = await listen(real, ask(tag, think=None, options=GenerationOptions(context_tokens=256, temperature=0.0)))
    assert heard.done is not None
    assert heard.done.reason is DoneReason.LENGTH
    await real.delete(tag)


async def test_a_model_that_repeats_itself_is_cut_off_and_kept(real: OllamaBackend) -> None:
    tag = await add(real, "repeats", tiny_models.repeats())
    heard = await listen(real, ask(tag, think=None))
    assert heard.text.startswith("Well again again")
    assert heard.done is None
    assert heard.error is None or isinstance(heard.error, Repeating)  # up to 0.34.0 the stream just ends
    await real.delete(tag)


async def test_a_broken_model_is_named_and_can_be_deleted(real: OllamaBackend) -> None:
    tag = await add(real, "broken", tiny_models.broken())
    assert isinstance((await listen(real, ask(tag, think=None))).error, ModelBroken)
    await real.delete(tag)


async def test_a_file_that_is_no_model_is_refused(real: OllamaBackend, tmp_path: Path) -> None:
    file = tmp_path / "letter.gguf"
    file.write_bytes(b"Dear server, " * 1000)
    with pytest.raises(BackendError):
        await real.import_file("llm-letter:latest", file, template="")
    assert "llm-letter:latest" not in [model.tag for model in await real.installed()]


async def test_a_runner_killed_in_mid_answer(engine_program: Path, tmp_path: Path) -> None:
    with RealEngine(engine_program, tmp_path) as engine:
        backend = OllamaBackend(engine.url)
        tag = await add(backend, "killed", tiny_models.loops())
        heard = Heard()

        async def kill_while_listening() -> None:
            async with aclosing(backend.stream_chat(ask(tag, think=None))) as events:
                async for event in events:
                    if not heard.text:
                        for runner in psutil.Process(engine.pid).children(recursive=True):
                            runner.kill()
                    heard.add(event)

        with pytest.raises(RunnerGone):
            await kill_while_listening()
        assert heard.text.startswith("n001")
        # The next answer loads it again.
        async with aclosing(backend.stream_chat(ask(tag, think=None))) as events:
            assert isinstance(await anext(events), TextDelta | ThinkingDelta)
        backend.close()


@pytest.mark.skipif(os.name == "nt", reason="no SIGTERM on Windows")
async def test_a_server_ended_in_mid_answer_interrupts_it(engine_program: Path, tmp_path: Path) -> None:
    with RealEngine(engine_program, tmp_path) as engine:
        backend = OllamaBackend(engine.url)
        tag = await add(backend, "ended", tiny_models.loops())
        got: list[StreamEvent] = []
        async with aclosing(backend.stream_chat(ask(tag, think=None))) as events:
            async for event in events:
                if not got:
                    os.kill(engine.pid, signal.SIGTERM)
                got.append(event)
        assert got
        assert not any(isinstance(event, StreamDone) for event in got)
        backend.close()


@pytest.mark.parametrize("is_jinja", [False, True])
@pytest.mark.parametrize("text", ["", "Hello there,"])
async def test_an_answer_is_continued_with_what_was_thought(
    real: OllamaBackend, engine_url: str, tmp_path: Path, is_jinja: bool, text: str
) -> None:
    """By both ways of rendering a chat: no second thinking, no word twice, the rest of the answer."""
    model = tiny_models.recites_by_its_own_template() if is_jinja else tiny_models.recites()
    tag = await add(real, f"continued-{is_jinja}", model)
    details = await real.details(tag)
    assert details.can_think
    version = version_tuple(await real.version(engine_url, 10.0))
    assert details.uses_jinja is (is_jinja and version is not None and version >= (0, 30)), "before, there was one way"
    turns = (Turn(Role.USER, "Hello?"), Turn(Role.ASSISTANT, text, model.thinking[:31]))
    options = replace(SMALL, stop=("<｜end▁of▁sentence｜>",))
    heard = await listen(real, ChatRequest(tag, turns, False, options, uses_jinja=details.uses_jinja))
    assert (heard.error, heard.thinking) == (None, "")
    assert text + heard.text == model.answer
    await real.delete(tag)


@pytest.mark.skipif(os.name == "nt", reason="no SIGSTOP on Windows")
async def test_a_server_that_stands_still_is_a_stall_and_goes_on_later(engine_program: Path, tmp_path: Path) -> None:
    """A computer under such load that nothing moves, or a debugger: what was written stays, the next question works."""
    with RealEngine(engine_program, tmp_path) as engine:
        backend = OllamaBackend(engine.url, Limits(stall_s=1.0, poll_s=0.2))
        tag = await add(backend, "stands", tiny_models.loops())
        heard = Heard()
        family: list[psutil.Process] = []

        async def stop_while_listening() -> None:
            async with aclosing(backend.stream_chat(ask(tag, think=None))) as events:
                async for event in events:
                    if not heard.text:
                        family[:] = [psutil.Process(engine.pid), *psutil.Process(engine.pid).children(recursive=True)]
                        for process in family:
                            process.suspend()
                    heard.add(event)

        with pytest.raises(Stalled):
            await stop_while_listening()
        assert heard.text.startswith("n001")
        for process in family:
            process.resume()
        async with aclosing(backend.stream_chat(ask(tag, think=None))) as events:
            assert isinstance(await anext(events), TextDelta | ThinkingDelta)
        backend.close()
