"""Makes what lists, judges, downloads, moves and updates models."""

from __future__ import annotations

from pathlib import Path

from app import __version__
from app.composition.services import Services
from app.domain.engine import EngineState, Origin, Phase, is_here
from app.domain.model_settings import for_model
from app.engine.models_folder import ServerModelsFolder
from app.engine.models_move import ModelsMover
from app.files.catalogue import CatalogueFile
from app.llm.registry import OllamaRegistry
from app.llm.release_page import ReleasePage
from app.services.downloads import DownloadService
from app.services.library import LibraryService
from app.services.model_folder_move import ModelsFolderService
from app.services.model_updates import ModelUpdates
from app.services.models import ModelService
from app.services.update_check import UpdateCheck
from app.store.downloads import DownloadFile
from app.store.model_folder_move import FolderMoveFile
from app.store.model_updates import ModelUpdateFile
from app.store.program_update import ReleaseFile, package_manager
from app.ui.assets import resources_dir


def make_models(its: Services) -> None:
    """Needs what `make_server` made."""
    where, tasks, settings, engine, host = its.config.places, its.tasks, its.settings, its.engine, its.host
    its.models = ModelService(its.backend, tasks)
    engine.changes.add(its.models.follow)

    def models_place() -> Path | None:
        if not is_here(engine.state):
            return None
        is_ours = engine.state.origin is not Origin.EXTERNAL
        return host.models_folder if is_ours else host.others_models_folder

    its.folder = ServerModelsFolder(models_place)
    its.registry = OllamaRegistry(its.proxy.chosen)
    downloads = its.downloads = DownloadService(
        its.backend,
        its.registry,
        its.folder,
        DownloadFile(where.state / "downloads.json"),
        its.models,
        tasks,
        expected_bytes=lambda tag: entry.model.size_bytes if (entry := its.library.entry(tag)) else 0,
    )
    its.stack.push_async_callback(downloads.flush)
    # The queue belongs to this computer: it waits while models run on another one.
    engine.changes.add(lambda state: downloads.follow(state if is_here(state) else EngineState(Phase.SEARCHING)))
    its.library = LibraryService(
        CatalogueFile(resources_dir() / "catalogue" / "models.toml"),
        its.hardware,
        its.models,
        tasks,
        usage=its.store.chats.model_usage,
        disk_free=its.folder.free_bytes,
        context_tokens=lambda tag: for_model(settings.current, tag).context_tokens,
        engine_version=lambda: engine.state.version,
        uses_cards=its.truth.uses_cards,
        manifests=its.folder.manifests,
        disk_total=its.folder.disk_bytes,
    )
    its.models_folder = ModelsFolderService(
        ModelsMover(),
        FolderMoveFile(where.state / "models-move.json"),
        engine,
        settings,
        tasks,
        folder=lambda: host.models_folder,
        usual=lambda: host.usual_models_folder,
    )
    its.updates = ModelUpdates(
        its.registry,
        its.models,
        its.folder.manifests,
        ModelUpdateFile(where.state / "model-updates.json"),
        tasks,
        may_ask=its.library.is_from_a_registry,
    )
    its.update_check = UpdateCheck(
        ReleasePage(its.config.release_page, its.proxy.chosen).newest,
        ReleaseFile(where.state / "program-update.json"),
        settings,
        tasks,
        version=__version__,
        owner=package_manager(),
    )
