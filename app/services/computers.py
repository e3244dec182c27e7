"""Other computers: trying one, using one, and the key that its server asks for."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable

from app.domain.computers import Greeting, KeyPlace, computer_url
from app.domain.engine import ServerKind, new_enough
from app.domain.errors import BadAddress, BadKey, ServerAway, Unreachable
from app.domain.ports import ComputerProbe, KeyRing
from app.domain.settings import EnginePlace
from app.services.settings import SettingsService

TRY_TIMEOUT_S = 10.0

_KEY = re.compile(r"[\x21-\x7e]+")
"""What may stand in a header (RFC 6750 allows less, servers take more)."""


class ComputerService:
    """Which computer's server is used, and with which key.

    A key is kept in the system's keyring and in memory, nowhere else; the settings only know that there is one. It is
    sent to the address that it was given for.
    """

    def __init__(
        self,
        probe: ComputerProbe,
        ring: KeyRing,
        settings: SettingsService,
        again: Callable[[], Awaitable[None]],
    ) -> None:
        """`again` makes the server in use be looked for anew."""
        self._probe = probe
        self._ring = ring
        self._settings = settings
        self._again = again
        self._keys: dict[str, str] = {}
        self._only_in_memory: set[str] = set()
        """Addresses whose keys no keyring took."""

    def key(self, url: str) -> str:
        """The access key for an address; empty for none. From any thread."""
        return self._keys.get(url, "")

    def is_chosen(self, url: str) -> bool:
        """Whether the person chose this address, in the settings."""
        return url == self._chosen_url()

    async def restore(self) -> None:
        """Fetch the key of the chosen computer from the keyring; it may ask the person first."""
        url = self._chosen_url()

        def fetch() -> None:
            if key := self._ring.read(url):
                self._keys.setdefault(url, key)

        if url and self._settings.current.engine_has_key and not self.key(url):
            await asyncio.to_thread(fetch)

    async def greet(self, address: str, key: str | None) -> Greeting:
        """Try a computer without using it; `key` None takes the one that is there for it.

        Raises: `BadAddress`, `BadKey`, `ServerAway`, `BackendError`.
        """
        url = computer_url(address)
        try:
            greeting = await self._probe.greet(url, self.key(url) if key is None else clean_key(key), TRY_TIMEOUT_S)
        except Unreachable as error:
            raise ServerAway(error.detail, address=url) from error
        if greeting.kind is ServerKind.OLLAMA:
            new_enough(greeting.version)
        return greeting

    async def use(self, address: str, key: str | None) -> KeyPlace:
        """From now on models run there; returns where the key lies. `key` None keeps what is there, empty forgets it.

        Raises: `BadAddress`, `BadKey`; then nothing has changed.
        """
        url = computer_url(address)
        place = await self._keep(url, clean_key(key)) if key is not None else self._place(url)
        was_chosen = self.is_chosen(url)
        self._settings.change("engine_has_key", bool(self.key(url)))
        self._settings.change("engine_url", url)
        if was_chosen and key is not None:
            await self._again()
        return place

    def use_this_computer(self, place: EnginePlace) -> None:
        """Models run here, in this way. A key stays where it is, for the next time."""
        self._settings.change("engine_place", place)
        self._settings.change("engine_url", "")

    async def forget_key(self) -> bool:
        """The key of the chosen computer goes; False when the keyring did not let go of it."""
        url = self._chosen_url()
        is_gone = url in self._only_in_memory or await asyncio.to_thread(lambda: self._ring.write(url, ""))
        self._keys.pop(url, None)
        self._only_in_memory.discard(url)
        self._settings.change("engine_has_key", False)
        await self._again()
        return is_gone

    async def _keep(self, url: str, key: str) -> KeyPlace:
        is_kept = False
        if key or self.key(url) or self._settings.current.engine_has_key:
            # A closure: event loops that tell of their work would write an argument, or a result, into their log.
            is_kept = await asyncio.to_thread(lambda: self._ring.write(url, key))
        if key:
            self._keys[url] = key
        else:
            self._keys.pop(url, None)
        (self._only_in_memory.discard if is_kept or not key else self._only_in_memory.add)(url)
        return self._place(url)

    def _place(self, url: str) -> KeyPlace:
        if not self.key(url):
            return KeyPlace.NOWHERE
        return KeyPlace.MEMORY if url in self._only_in_memory else KeyPlace.KEYRING

    def _chosen_url(self) -> str:
        try:
            return computer_url(self._settings.current.engine_url)
        except BadAddress:
            return ""


def clean_key(text: str) -> str:
    """A key as it was pasted, without blanks around it. Raises: `BadKey`, which does not hold it."""
    key = text.strip()
    if key and not _KEY.fullmatch(key):
        raise BadKey
    return key
