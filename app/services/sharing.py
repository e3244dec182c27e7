"""Sharing the models with a network holds for that network alone (design: reliability S-2)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from app.domain.engine import EngineState
from app.services.listeners import Listeners
from app.services.settings import SettingChanged, SettingsService
from app.services.tasks import TaskOwner

LOOK_EVERY_S = 10.0
_WATCH = "engine:sharing"


class SharingService:
    """Remembers in which network the person allowed it, and ends it in any other.

    A network is known by this computer's address in it; where there is none at the moment, nothing changes.
    """

    def __init__(
        self,
        settings: SettingsService,
        address: Callable[[], str],
        tasks: TaskOwner,
        look_every_s: float = LOOK_EVERY_S,
    ) -> None:
        """`address` tells this computer's address in its network, empty for none; it does not block."""
        self._settings = settings
        self._address = address
        self._tasks = tasks
        self._look_every_s = look_every_s
        self.ended: Listeners[None] = Listeners()
        """Told when sharing ended by itself."""
        settings.changes.add(self._on_setting)

    def is_allowed(self) -> bool:
        """Whether the next server may be reached from the network that this computer is in now."""
        settings = self._settings.current
        return settings.share_models and self._is_same(settings.shared_network)

    def follow(self, state: EngineState) -> None:
        """Watch the network while the engine is there and sharing is wanted."""
        if state.is_ready and self._settings.current.share_models:
            if not self._tasks.is_running(_WATCH):
                self._tasks.start(_WATCH, self._watch())
        else:
            self._tasks.cancel(_WATCH)

    def _is_same(self, network: str) -> bool:
        now = self._address()
        return not network or not now or network == now

    def _on_setting(self, change: SettingChanged) -> None:
        if change.key == "share_models":
            self._settings.change("shared_network", self._address() if change.settings.share_models else "")

    async def _watch(self) -> None:
        while self._is_same(self._settings.current.shared_network):  # noqa: ASYNC110 - no system tells of it
            await asyncio.sleep(self._look_every_s)
        self._settings.change("share_models", False)
        self.ended.tell(None)
