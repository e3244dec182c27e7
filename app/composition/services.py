"""The services of one run, by name. `server`, `models` and `chats` beside this file make them, in this order."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from app.services.tasks import TaskOwner

if TYPE_CHECKING:
    from app.composition.config import Config
    from app.domain.ports import HardwareProbe
    from app.engine.host import LocalEngineHost
    from app.engine.models_folder import ServerModelsFolder
    from app.llm.any_server import AnyServer
    from app.llm.registry import OllamaRegistry
    from app.services.card_speeds import CardSpeedService
    from app.services.chats import ChatService
    from app.services.computers import ComputerService
    from app.services.downloads import DownloadService
    from app.services.engine import EngineService
    from app.services.engine_check import EngineCheck
    from app.services.engine_install import EngineInstallService
    from app.services.hardware_truth import HardwareTruth
    from app.services.library import LibraryService
    from app.services.model_folder_move import ModelsFolderService
    from app.services.model_updates import ModelUpdates
    from app.services.models import ModelService
    from app.services.performance import PerformanceService
    from app.services.postponed import PostponedService
    from app.services.proxy import ProxyAccess
    from app.services.settings import SettingsService
    from app.services.sharing import SharingService
    from app.services.slowness import SlownessService
    from app.services.tour import TourService
    from app.services.update_check import UpdateCheck
    from app.store.opening import OpenedStore


class Services:
    """What a maker has made, the next ones use.

    A function that is handed over to be called later may name a service that is made later: nothing is called before
    all are there. What must be closed is pushed on `stack` by its maker.
    """

    settings: SettingsService
    backend: AnyServer
    host: LocalEngineHost
    hardware: HardwareProbe
    engine: EngineService
    sharing: SharingService
    computers: ComputerService
    proxy: ProxyAccess
    install: EngineInstallService
    truth: HardwareTruth
    performance: PerformanceService

    models: ModelService
    folder: ServerModelsFolder
    registry: OllamaRegistry
    downloads: DownloadService
    library: LibraryService
    models_folder: ModelsFolderService
    updates: ModelUpdates
    update_check: UpdateCheck

    chats: ChatService
    slowness: SlownessService
    card_speeds: CardSpeedService
    postponed: PostponedService
    tour: TourService
    check: EngineCheck

    def __init__(self, config: Config, store: OpenedStore, tasks: TaskOwner, stack: AsyncExitStack) -> None:
        self.config = config
        self.store = store
        self.tasks = tasks
        self.stack = stack
