"""Makes all services, without a screen: Qt is not needed, so a test or a script can drive them as they are."""

from __future__ import annotations

from contextlib import AsyncExitStack

from app.composition.chats import make_chats
from app.composition.config import Config
from app.composition.models import make_models
from app.composition.server import make_server
from app.composition.services import Services
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
    return its
