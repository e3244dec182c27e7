"""Builds each object once, connects them, and closes them in reverse."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from app import __version__
from app.domain.chat import State
from app.domain.compute import server_variables
from app.domain.computers import offers
from app.domain.engine import EngineState, Origin, Phase, is_here
from app.domain.errors import EngineMissing, Unreachable
from app.domain.program_update import NEWEST_RELEASE
from app.domain.proxy import chosen_proxy
from app.domain.remembering import kv_share
from app.domain.settings import Settings
from app.engine.hardware import LocalHardware
from app.engine.host import LocalEngineHost
from app.engine.installation import EngineInstallation
from app.engine.listening import outside_address
from app.engine.log_tail import LogTail
from app.engine.models_folder import ServerModelsFolder
from app.engine.models_move import ModelsMover
from app.engine.release import pinned_archive
from app.engine.system_proxy import server_proxy
from app.files.catalogue import CatalogueFile
from app.files.model_file import look_at_model_file
from app.files.tour_model import TourModel
from app.llm.any_server import AnyServer
from app.llm.file_download import FileDownload
from app.llm.registry import OllamaRegistry
from app.llm.release_page import ReleasePage
from app.presenters.by_name_presenter import ByNamePresenter
from app.presenters.chat_presenter import ChatPresenter
from app.presenters.check_presenter import CheckPresenter
from app.presenters.computers_presenter import ComputersPresenter
from app.presenters.downloads_presenter import DownloadsPresenter
from app.presenters.engine_presenter import EnginePresenter
from app.presenters.export_presenter import ExportPresenter
from app.presenters.folder_presenter import FolderPresenter
from app.presenters.import_presenter import ImportPresenter
from app.presenters.install_presenter import InstallPresenter
from app.presenters.library_presenter import LibraryPresenter
from app.presenters.model_presenter import ModelPresenter
from app.presenters.notices import NoticeBoard
from app.presenters.performance_presenter import PerformancePresenter
from app.presenters.postponed_presenter import PostponedPresenter
from app.presenters.program_update_presenter import ProgramUpdatePresenter
from app.presenters.proxy_presenter import ProxyPresenter
from app.presenters.remembering_presenter import RememberingPresenter
from app.presenters.server_presenter import ServerPresenter
from app.presenters.settings_presenter import SettingsPresenter
from app.presenters.sidebar_presenter import SidebarPresenter
from app.presenters.slow_presenter import SlowPresenter
from app.presenters.tour_presenter import TourPresenter
from app.presenters.updates_presenter import UpdatesPresenter
from app.services.chat_news import ChatNews, MessageChanged
from app.services.chats import ChatService
from app.services.computers import ComputerService
from app.services.downloads import DownloadService
from app.services.engine import EngineService
from app.services.engine_check import EngineCheck
from app.services.engine_install import EngineInstallService
from app.services.engine_log import EngineLogService
from app.services.export import ExportService
from app.services.hardware_truth import HardwareTruth
from app.services.import_models import ImportService
from app.services.library import LibraryService
from app.services.memory_guard import MemoryGuard
from app.services.model_folder_move import ModelsFolderService
from app.services.model_updates import ModelUpdates
from app.services.models import ModelService
from app.services.performance import PerformanceService
from app.services.postponed import PostponedService
from app.services.proxy import ProxyTest
from app.services.remembering import RememberingService
from app.services.settings import SettingChanged, SettingsService
from app.services.sharing import SharingService
from app.services.slowness import SlownessService
from app.services.tasks import TaskOwner
from app.services.tour import TourService
from app.services.update_check import UpdateCheck
from app.store.downloads import DownloadFile
from app.store.export import export_file
from app.store.key_ring import SystemKeyRing
from app.store.model_folder_move import FolderMoveFile
from app.store.model_updates import ModelUpdateFile
from app.store.opening import OpenedStore, open_store
from app.store.places import Places
from app.store.postponed import PostponedFile
from app.store.private_chats import ChatsWithPrivate
from app.store.program_update import ReleaseFile, package_manager
from app.store.settings_file import LoadedSettings
from app.ui.assets import resources_dir
from app.ui.wiring.baleen_window import BaleenWindow
from app.ui.wiring.presenters import Presenters
from app.ui.wiring.wire import Wiring

READY_WITHIN_S = 120.0
"""How long a message waits for a server that is starting; on Windows it looks for graphics cards for up to 90 s."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Config:
    """What one run was asked for."""

    places: Places
    ollama_url: str | None = None
    """A server for this run only; None does what the settings say."""
    model_file: Path | None = None
    """A file to import, once the person has been asked."""
    engine_release: Path = resources_dir() / "engine" / "release.toml"
    """Which engine is installed on request."""
    release_page: str = NEWEST_RELEASE
    """Where a newer Baleen is looked for."""


@dataclass(frozen=True, slots=True)
class Baleen:
    """Everything that lives while the window is open."""

    window: BaleenWindow
    store: OpenedStore
    chats: ChatService
    models: ModelService
    library: LibraryService
    truth: HardwareTruth
    engine: EngineService
    settings: SettingsService
    presenters: Presenters
    tasks: TaskOwner
    closed: asyncio.Event


@asynccontextmanager
async def compose(
    config: Config, window: BaleenWindow | None = None, loaded: LoadedSettings | None = None
) -> AsyncGenerator[Baleen, None]:
    """The whole program, running. Leaving ends the tasks first, then what they use, in reverse.

    A store that cannot be opened or saved to is no reason not to start: the window says so.
    """
    where = config.places
    async with AsyncExitStack() as stack:
        if window is None:
            window = BaleenWindow(where.state)
            stack.callback(window.deleteLater)
        files = stack.enter_context(ThreadPoolExecutor(1, thread_name_prefix="settings"))
        store = await open_store(where.data)
        stack.push_async_callback(store.close)
        backend = AnyServer(
            key_of=lambda url: computers.key(url),
            is_chosen=lambda url: config.ollama_url is not None or computers.is_chosen(url),
        )
        stack.callback(backend.close)

        tasks = TaskOwner()
        loaded = loaded or LoadedSettings.of(where.settings_file)

        async def save(settings: Settings) -> None:
            await asyncio.get_running_loop().run_in_executor(files, loaded.file.save, settings)

        settings = SettingsService(loaded.settings, save, tasks)
        stack.push_async_callback(settings.flush)
        installation = EngineInstallation(where.data / "engine" / "programs")
        host = LocalEngineHost(
            data_dir=where.data,
            state_dir=where.state,
            log_dir=where.logs,
            models_dir=where.data / "engine" / "models" if where.is_profile else None,
            home=where.data / "engine" / "home" if where.is_profile else None,
            installed=installation.program,
            variables=lambda: server_variables(settings.current) | server_proxy(chosen_proxy(settings.current)),
            is_shared=lambda: sharing.is_allowed(),
            models_chosen=lambda: settings.current.models_folder,
            # A server that starts deletes unfinished files that are an hour old.
            before_start=lambda path: downloads.before_engine_starts(ServerModelsFolder(lambda: path)),
        )
        engine = EngineService(
            backend,
            host,
            tasks,
            address=config.ollama_url or settings.current.engine_url,
            program=settings.current.engine_path,
            kind_of=backend.kind,
            before_asking=lambda: computers.restore(),
        )
        stack.push_async_callback(engine.stop)
        sharing = SharingService(settings, outside_address, tasks)
        engine.changes.add(sharing.follow)
        computers = ComputerService(backend, SystemKeyRing(), settings, engine.restart)
        install = EngineInstallService(
            installation,
            FileDownload(lambda: chosen_proxy(settings.current)),
            lambda: pinned_archive(config.engine_release, mirror=settings.current.engine_mirror),
            engine,
            tasks,
        )
        models = ModelService(backend, tasks)
        engine.changes.add(models.follow)

        def models_place() -> Path | None:
            if not is_here(engine.state):
                return None
            is_ours = engine.state.origin is not Origin.EXTERNAL
            return host.models_folder if is_ours else host.others_models_folder

        folder = ServerModelsFolder(models_place)
        registry = OllamaRegistry(lambda: chosen_proxy(settings.current))
        downloads = DownloadService(
            backend,
            registry,
            folder,
            DownloadFile(where.state / "downloads.json"),
            models,
            tasks,
            expected_bytes=lambda tag: entry.model.size_bytes if (entry := library.entry(tag)) else 0,
        )
        stack.push_async_callback(downloads.flush)
        # The queue belongs to this computer: it waits while models run on another one.
        engine.changes.add(lambda state: downloads.follow(state if is_here(state) else EngineState(Phase.SEARCHING)))
        library = LibraryService(
            CatalogueFile(resources_dir() / "catalogue" / "models.toml"),
            LocalHardware(),
            models,
            tasks,
            usage=store.chats.model_usage,
            disk_free=folder.free_bytes,
            context_tokens=lambda: settings.current.context_tokens,
            engine_version=lambda: engine.state.version,
            uses_cards=lambda: truth.uses_cards(),
            manifests=folder.manifests,
        )
        models_folder = ModelsFolderService(
            ModelsMover(),
            FolderMoveFile(where.state / "models-move.json"),
            engine,
            settings,
            tasks,
            folder=lambda: host.models_folder,
            usual=lambda: host.usual_models_folder,
        )
        updates = ModelUpdates(
            registry,
            models,
            folder.manifests,
            ModelUpdateFile(where.state / "model-updates.json"),
            tasks,
            may_ask=library.is_from_a_registry,
        )
        update_check = UpdateCheck(
            ReleasePage(config.release_page, lambda: chosen_proxy(settings.current)).newest,
            ReleaseFile(where.state / "program-update.json"),
            settings,
            tasks,
            version=__version__,
            owner=package_manager(),
        )
        truth = HardwareTruth(lambda: engine.found, lambda: library.hardware, lambda: settings.current)

        async def engine_ready() -> None:
            state = await engine.wait_ready(READY_WITHIN_S)
            if not state.is_ready:
                raise state.error or (EngineMissing() if state.phase is Phase.MISSING else Unreachable())

        performance = PerformanceService(backend, engine, truth, LocalHardware(), tasks)

        def chat_memory_share() -> float:
            return kv_share(settings.current, is_ours=offers(engine.state).is_ours)

        guard = MemoryGuard(backend, library, models, backend.loaded, lambda: is_here(engine.state), chat_memory_share)
        chat_store = ChatsWithPrivate(store.chats)
        stack.push_async_callback(chat_store.close)
        chats = ChatService(chat_store, guard, models, lambda: settings.current, engine_ready, tasks)

        def measure(news: ChatNews) -> None:
            if isinstance(news, MessageChanged) and news.message.state is State.DONE:
                library.look_again()
                performance.look()

        slowness = SlownessService(performance, library, models)
        chats.news.add(slowness.hear)
        chats.news.add(measure)
        postponed = PostponedService(PostponedFile(where.state / "postponed.json"), chats, models, downloads, tasks)
        tour = TourService(backend, TourModel(resources_dir() / "tour", where.cache / "tour"))
        check = EngineCheck(
            backend,
            backend,
            tour,
            truth,
            engine_ready,
            lambda: engine.state,
            lambda: settings.current,
            words=lambda: (resources_dir() / "tour" / "answer.md").read_text("utf-8"),
        )

        chat = ChatPresenter(chats, tasks, window, load_s=lambda tag: library.usage(tag).load_s)
        presenters = Presenters(
            chat=chat,
            check=CheckPresenter(check, tasks, window),
            sidebar=SidebarPresenter(chats, tasks, window),
            models=ModelPresenter(models, settings, tasks, window),
            computers=ComputersPresenter(computers, tasks, window),
            engine=EnginePresenter(engine, performance, tasks, window),
            downloads=DownloadsPresenter(downloads, window),
            by_name=ByNamePresenter(registry, library, tasks, window),
            postponed=PostponedPresenter(postponed, chat, window),
            files=ImportPresenter(ImportService(look_at_model_file, backend, models, engine_ready), tasks, window),
            library=LibraryPresenter(library, folder, window),
            updates=UpdatesPresenter(updates, window),
            folder=FolderPresenter(models_folder, tasks, window),
            proxy=ProxyPresenter(ProxyTest(registry), settings, engine, tasks, window),
            install=InstallPresenter(install, tasks, window),
            performance=PerformancePresenter(performance, tasks, window),
            program_update=ProgramUpdatePresenter(update_check, window),
            remembering=RememberingPresenter(
                RememberingService(
                    library, models, lambda: settings.current, lambda: is_here(engine.state), chat_memory_share
                ),
                settings,
                tasks,
                window,
            ),
            server=ServerPresenter(EngineLogService(LogTail(host.log_file), tasks), sharing, window),
            settings=SettingsPresenter(settings, window),
            slow=SlowPresenter(slowness, window),
            tour=TourPresenter(tour, models, chats, tasks, window),
            export=ExportPresenter(ExportService(lambda target: export_file(where.data, target)), tasks, window),
            notices=NoticeBoard(window),
        )
        closed = asyncio.Event()
        window.closed.connect(closed.set)
        Wiring(window, presenters, where.data)
        settings.failures.add(presenters.notices.post)

        def move_engine(change: SettingChanged) -> None:
            if change.key in ("engine_url", "engine_path") and config.ollama_url is None:
                engine.choose(address=change.settings.engine_url, program=change.settings.engine_path)
                tasks.start("engine:move", engine.restart())

        settings.changes.add(move_engine)
        settings.changes.add(lambda change: library.recount() if change.key == "context_tokens" else None)
        engine.changes.add(lambda _state: library.recount())
        settings.changes.add(performance.apply)
        for problem in (store.problem, loaded.file.problem):
            if problem is not None:
                presenters.notices.post(problem)

        await stack.enter_async_context(tasks)
        presenters.sidebar.refresh()
        presenters.chat.open(window.last_chat)
        await downloads.restore()
        await postponed.restore()
        await models_folder.mend()
        await engine.start()
        library.look_again()
        update_check.begin()
        if config.model_file is not None:
            window.model_file_given.emit(str(config.model_file))
        yield Baleen(window, store, chats, models, library, truth, engine, settings, presenters, tasks, closed)


async def run(config: Config, window: BaleenWindow, loaded: LoadedSettings) -> int:
    """Run until the window is closed; returns the exit code."""
    asyncio.get_running_loop().set_exception_handler(_on_loop_exception)
    async with compose(config, window, loaded) as baleen:
        if window.isVisible():  # else it was closed before anybody listened
            await baleen.closed.wait()
    return 0


def _on_loop_exception(_: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
    error = context.get("exception")
    _log.error("%s", context.get("message"), exc_info=error if isinstance(error, BaseException) else None)
