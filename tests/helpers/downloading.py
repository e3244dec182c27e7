"""What downloads need of the program, without a window: services, the program's own server, files of their own."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from app.domain.downloads import Download
from app.domain.engine import is_here
from app.engine.host import LocalEngineHost
from app.engine.models_folder import ServerModelsFolder
from app.llm.ollama_backend import OllamaBackend
from app.llm.registry import OllamaRegistry
from app.services import engine as engine_service
from app.services.downloads import DownloadService
from app.services.engine import EngineService
from app.services.models import ModelService
from app.services.sleepless_clock import sleepless as real_sleepless
from app.services.tasks import TaskOwner
from app.store.downloads import DownloadFile

NOBODY = "http://127.0.0.1:1"


@dataclass(frozen=True)
class Downloading:
    """The parts that a test talks to."""

    downloads: DownloadService
    engine: EngineService
    models: ModelService
    tasks: TaskOwner
    folder: Path
    """Of the models."""

    def row(self, tag: str) -> Download:
        found = self.downloads.find(tag)
        assert found is not None, f"no row of {tag}"
        return found

    def files(self) -> dict[str, int]:
        """Every file of a model or of a download, and how long it is."""
        blobs = self.folder / "blobs"
        return {file.name: file.stat().st_size for file in blobs.iterdir()} if blobs.exists() else {}

    def unfinished(self) -> list[str]:
        return [name for name in self.files() if "-partial" in name]

    def complete(self) -> list[str]:
        """Name and tag of every model that is here."""
        root = self.folder / "manifests"
        return sorted(f"{file.parent.name}:{file.name}" for file in root.rglob("*") if file.is_file())


@asynccontextmanager
async def downloading(
    folder: Path,
    program: Path,
    *,
    address: str = "",
    models: Path | None = None,
    sleepless: Callable[[], float] = real_sleepless,
) -> AsyncIterator[Downloading]:
    """Everything, started and ready. With an `address` that server is used, whose models lie in `models`."""
    models = models or folder / "models"
    async with AsyncExitStack() as stack:
        stack.callback(setattr, engine_service, "DEFAULT_URL", engine_service.DEFAULT_URL)
        engine_service.DEFAULT_URL = NOBODY  # never the server of whoever runs the tests
        backend = OllamaBackend()
        stack.callback(backend.close)
        tasks = TaskOwner()
        host = LocalEngineHost(
            data_dir=folder / "data",
            state_dir=folder / "state",
            log_dir=folder / "log",
            models_dir=models,
            home=folder / "home",
            environment=_environment(),
            variables=lambda: {"LLAMA_ARG_THREADS": "1"},
            before_start=lambda path: downloads.before_engine_starts(ServerModelsFolder(lambda: path)),
        )
        engine = EngineService(backend, host, tasks, address=address, program=str(program))
        stack.push_async_callback(engine.stop)
        installed = ModelService(backend, tasks)
        downloads = DownloadService(
            backend,
            OllamaRegistry(),
            ServerModelsFolder(lambda: models if is_here(engine.state) else None),
            DownloadFile(folder / "state" / "downloads.json"),
            installed,
            tasks,
            sleepless=sleepless,
        )
        stack.push_async_callback(downloads.flush)
        engine.changes.add(installed.follow)
        engine.changes.add(downloads.follow)
        await stack.enter_async_context(tasks)
        await downloads.restore()
        await engine.start()
        parts = Downloading(downloads, engine, installed, tasks, models)
        await until(lambda: engine.state.is_ready)
        yield parts


async def until(condition: Callable[[], object], timeout_s: float = 60) -> None:
    """Let the loop run until the condition is true. Raises: `TimeoutError`."""
    async with asyncio.timeout(timeout_s):
        while not condition():
            await asyncio.sleep(0.01)


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("OLLAMA_")}
