"""Makes what finds, starts, installs and measures the server, and what connects to one elsewhere."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from app.composition.services import Services
from app.domain.compute import server_variables
from app.domain.engine import Phase
from app.domain.errors import EngineMissing, Unreachable
from app.domain.found_hardware import with_found
from app.domain.settings import EnginePlace, Settings
from app.engine.hardware import LocalHardware
from app.engine.host import LocalEngineHost
from app.engine.installation import EngineInstallation
from app.engine.listening import outside_address
from app.engine.models_folder import ServerModelsFolder
from app.engine.release import pinned_archive
from app.engine.system_proxy import server_proxy
from app.llm.any_server import AnyServer
from app.llm.file_download import FileDownload
from app.services.computers import ComputerService
from app.services.engine import EngineService
from app.services.engine_install import EngineInstallService
from app.services.hardware_truth import HardwareTruth
from app.services.performance import PerformanceService
from app.services.proxy import ProxyAccess
from app.services.settings import SettingsService
from app.services.sharing import SharingService
from app.store.key_ring import SystemKeyRing
from app.store.memory_speed import BestMemorySpeed
from app.store.settings_file import LoadedSettings

READY_WITHIN_S = 120.0
"""How long a message waits for a server that is starting; on Windows it looks for graphics cards for up to 90 s."""


def make_server(its: Services, loaded: LoadedSettings) -> None:
    """Settings first: all others ask them."""
    config, where, tasks, stack = its.config, its.config.places, its.tasks, its.stack
    files = stack.enter_context(ThreadPoolExecutor(1, thread_name_prefix="settings"))

    async def save(settings: Settings) -> None:
        await asyncio.get_running_loop().run_in_executor(files, loaded.file.save, settings)

    settings = its.settings = SettingsService(loaded.settings, save, tasks)
    ring = SystemKeyRing()
    its.proxy = ProxyAccess(ring, settings)
    its.backend = AnyServer(
        key_of=lambda url: its.computers.key(url),
        is_chosen=lambda url: config.ollama_url is not None or its.computers.is_chosen(url),
    )
    stack.callback(its.backend.close)
    stack.push_async_callback(settings.flush)
    installation = EngineInstallation(where.data / "engine" / "programs")
    its.host = LocalEngineHost(
        data_dir=where.data,
        state_dir=where.state,
        log_dir=where.logs,
        models_dir=where.data / "engine" / "models" if where.is_profile else None,
        home=where.data / "engine" / "home" if where.is_profile else None,
        installed=installation.program,
        variables=lambda: server_variables(settings.current) | server_proxy(its.proxy.chosen()),
        is_shared=lambda: its.sharing.is_allowed(),
        models_chosen=lambda: settings.current.models_folder,
        is_beside=lambda: settings.current.engine_place is EnginePlace.OWN,
        # A server that starts deletes unfinished files that are an hour old.
        before_start=lambda path: its.downloads.before_engine_starts(ServerModelsFolder(lambda: path)),
    )
    its.engine = EngineService(
        its.backend,
        its.host,
        tasks,
        address=config.ollama_url or settings.current.engine_url,
        program=settings.current.engine_path,
        is_own=settings.current.engine_place is EnginePlace.OWN,
        kind_of=its.backend.kind,
        before_asking=lambda: its.computers.restore(),
        can_install=lambda: its.install.archive is not None,
    )
    stack.push_async_callback(its.engine.stop)
    its.sharing = SharingService(settings, outside_address, tasks)
    its.engine.changes.add(its.sharing.follow)
    its.computers = ComputerService(its.backend, ring, settings, its.engine.restart)
    its.install = EngineInstallService(
        installation,
        FileDownload(its.proxy.chosen),
        lambda: pinned_archive(config.engine_release, mirror=settings.current.engine_mirror),
        its.engine,
        tasks,
    )
    its.truth = HardwareTruth(lambda: its.engine.found, lambda: its.library.hardware, lambda: settings.current)
    local = BestMemorySpeed(LocalHardware(is_busy=lambda: bool(its.chats.answering)), where.state / "memory-speed.json")
    its.hardware = lambda: with_found(local(), its.engine.found)
    its.performance = PerformanceService(
        its.backend, its.engine, its.truth, its.hardware, tasks, has_runner=its.host.has_runner
    )


async def engine_ready(its: Services) -> None:
    """Returns when the server answers. Raises: what keeps it from doing so within `READY_WITHIN_S`."""
    state = await its.engine.wait_ready(READY_WITHIN_S)
    if not state.is_ready:
        raise state.error or (EngineMissing() if state.phase is Phase.MISSING else Unreachable())
