"""The whole program: its services, presenters and window, from start to end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from app.composition.build import build_services, start_services
from app.composition.config import Config
from app.composition.presenters import make_presenters
from app.services.chats import ChatService
from app.services.engine import EngineService
from app.services.hardware_truth import HardwareTruth
from app.services.library import LibraryService
from app.services.models import ModelService
from app.services.settings import SettingsService
from app.services.tasks import TaskOwner
from app.store.opening import OpenedStore, open_store
from app.store.settings_file import LoadedSettings
from app.ui.wiring.baleen_window import BaleenWindow
from app.ui.wiring.presenters import Presenters
from app.ui.wiring.wire import Wiring

__all__ = ["Baleen", "Config", "compose", "run"]
_log = logging.getLogger(__name__)


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
        store = await open_store(where.data)
        stack.push_async_callback(store.close)
        loaded = loaded or LoadedSettings.of(where.settings_file)
        its = build_services(config, loaded, store, TaskOwner(), stack)
        presenters = make_presenters(its, window)
        closed = asyncio.Event()
        window.closed.connect(closed.set)
        Wiring(window, presenters, where.data)
        its.settings.failures.add(presenters.notices.post)
        for problem in (store.problem, loaded.file.problem):
            if problem is not None:
                presenters.notices.post(problem)

        await stack.enter_async_context(its.tasks)
        presenters.sidebar.refresh()
        presenters.chat.open(window.last_chat)
        presenters.keeping.begin()
        await start_services(its)
        if config.model_file is not None:
            window.model_file_given.emit(str(config.model_file))
        yield Baleen(
            window,
            store,
            its.chats,
            its.models,
            its.library,
            its.truth,
            its.engine,
            its.settings,
            presenters,
            its.tasks,
            closed,
        )


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
