"""Makes all services, without a screen: Qt is not needed, so a test or a script can drive them as they are."""

from __future__ import annotations

from contextlib import AsyncExitStack

from app.composition.chats import make_chats
from app.composition.config import Config
from app.composition.models import make_models
from app.composition.server import make_server
from app.composition.services import Services
from app.domain.model_settings import REMEMBERED_BY
from app.domain.settings import EnginePlace
from app.services.settings import SettingChanged
from app.services.tasks import TaskOwner
from app.store.opening import OpenedStore
from app.store.settings_file import LoadedSettings


def build_services(
    config: Config, loaded: LoadedSettings, store: OpenedStore, tasks: TaskOwner, stack: AsyncExitStack
) -> Services:
    """All of them, connected; nothing runs yet. What they hold open is closed with `stack`."""
    its = Services(config, store, tasks, stack)
    make_server(its, loaded)
    make_models(its)
    make_chats(its)
    _follow_settings(its)
    return its


async def start_services(its: Services) -> None:
    """What was left unfinished is taken up again, then the server is looked for. `its.tasks` must be entered."""
    await its.downloads.restore()
    await its.postponed.restore()
    await its.card_speeds.restore()
    await its.models_folder.mend()
    await its.proxy.restore()
    await its.engine.start()
    its.library.look_again()
    its.update_check.begin()


def _follow_settings(its: Services) -> None:
    def move_engine(change: SettingChanged) -> None:
        if change.key in ("engine_url", "engine_path", "engine_place") and its.config.ollama_url is None:
            now = change.settings
            is_own = now.engine_place is EnginePlace.OWN
            its.engine.choose(address=now.engine_url, program=now.engine_path, is_own=is_own)
            its.tasks.start("engine:move", its.engine.restart())

    its.settings.changes.add(move_engine)
    its.settings.changes.add(lambda change: its.library.recount() if change.key in REMEMBERED_BY else None)
    its.engine.changes.add(lambda state: its.library.look_again() if state.has_looked else its.library.recount())
    its.settings.changes.add(its.performance.apply)
