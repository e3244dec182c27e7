"""What settings really do to a server and to the model in its memory, on both generations: the smallest restart that
makes a setting true, and the traps that the rule is made for (design: ollama-034 §4, §10)."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import psutil
import pytest

from app.domain.chat import Role
from app.domain.compute import gpu_layers, server_variables
from app.domain.options import ChatRequest, GenerationOptions, Turn
from app.domain.settings import ChatMemory, GpuMode, Settings
from app.engine.process import OllamaProcess
from app.llm.ollama_backend import OllamaBackend
from tests.engine.test_real_engine import FEW_THREADS, make_host
from tests.helpers import tiny_models

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="children of a process are found otherwise there")
TAG = "settings"
SETTINGS = Settings(memory_left_free_mib=2048, chat_memory=ChatMemory.HALF)
PROCESSOR = Settings(context_tokens=2048, threads=1, gpu_mode=GpuMode.PROCESSOR)
BLOCKS = 2


class Server:
    def __init__(self, process: OllamaProcess, folder: Path) -> None:
        self.process = process
        self.log = folder / "log" / "engine.log"
        self.backend = OllamaBackend(process.url)
        tiny_models.import_model(process.url, tiny_models.recites().path, TAG)

    async def answers(self, settings: Settings) -> int:
        """Ask the model with these settings; returns the process that it runs in."""
        options = GenerationOptions(
            context_tokens=settings.context_tokens, gpu_layers=gpu_layers(settings, BLOCKS), threads=settings.threads
        )
        async for _ in self.backend.stream_chat(ChatRequest(TAG, (Turn(Role.USER, "hi"),), True, options)):
            pass
        return self.runner

    @property
    def runner(self) -> int:
        (runner,) = psutil.Process(self.process.pid).children()
        return runner.pid


@pytest.fixture
async def server(engine_program: Path, tmp_path: Path) -> AsyncIterator[Server]:
    process = await make_host(tmp_path).start(engine_program, FEW_THREADS | server_variables(SETTINGS))
    server = Server(process, tmp_path)
    yield server
    server.backend.close()
    await process.stop()


async def test_the_server_reads_what_is_left_free(server: Server) -> None:
    """0.24 reads bytes under one name, 0.30 and newer MiB under another; the server prints what it took."""
    (config,) = (line for line in server.log.read_text("utf-8").splitlines() if 'msg="server config"' in line)
    assert f"OLLAMA_GPU_OVERHEAD:{2048 * 2**20}" in config
    assert "OLLAMA_KV_CACHE_TYPE:q8_0" in config
    assert ("LLAMA_ARG_FIT_TARGET:2048" in config) is ("LLAMA_ARG_" in config)  # 0.24 has no such variable


async def test_a_request_is_enough_for_context_threads_and_layers(server: Server) -> None:
    """The server loads the model anew by itself; it is the same server all the time."""
    settings = Settings(context_tokens=2048, threads=1)
    seen = [await server.answers(settings)]
    assert await server.answers(settings) == seen[0]
    for key, value in (("context_tokens", 4096), ("threads", 2), ("gpu_mode", GpuMode.PROCESSOR)):
        settings = replace(settings, **{key: value})  # type: ignore[arg-type]
        seen.append(await server.answers(settings))
    assert len(set(seen)) == len(seen)


async def test_back_to_automatic_takes_an_unload(server: Server) -> None:
    """The trap: the server keeps a model where a fixed number of layers has put it. If it ever ceases to, the rule
    in `compute.RELOADING` can go."""
    before = await server.answers(PROCESSOR)
    chat = {"model": TAG, "messages": [{"role": "user", "content": "hi"}], "stream": False, "think": False}
    sent = chat | {"options": {"num_ctx": 2048, "num_thread": 1, "num_batch": 512}, "truncate": False, "shift": False}
    async with httpx.AsyncClient(base_url=server.process.url, trust_env=False, timeout=60) as client:
        (await client.post("/api/chat", json=sent)).raise_for_status()
    assert server.runner == before


@pytest.mark.parametrize("percent", [0, 50])
async def test_back_to_automatic_loads_the_model_anew(server: Server, percent: int) -> None:
    """Through the client it does, whoever forgot to unload; from then on the model stays where it is."""
    fixed = replace(PROCESSOR, gpu_mode=GpuMode.CUSTOM, gpu_share_percent=percent)
    automatic = replace(fixed, gpu_mode=GpuMode.AUTOMATIC)
    before = await server.answers(fixed)
    after = await server.answers(automatic)
    assert after != before
    assert await server.answers(automatic) == after
