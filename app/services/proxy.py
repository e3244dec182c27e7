"""The way that downloads go: a proxy with its sign-in, and trying it."""

from __future__ import annotations

import asyncio

from app.domain.computers import KeyPlace
from app.domain.ports import KeyRing, ModelRegistry
from app.domain.proxy import chosen_proxy, sign_in, signed_in, split_proxy
from app.domain.settings import ProxyMode
from app.services.settings import SettingsService

_TAG = "deepseek-r1:1.5b"
"""A model that has been offered for long; a list of a few hundred bytes."""


class ProxyAccess:
    """Which proxy is used, and with which name and password.

    They are kept in the system's keyring and in memory, nowhere else: settings only know that there are some. They go
    to the proxy that they were given for, from our own requests and from our own server.
    """

    def __init__(self, ring: KeyRing, settings: SettingsService) -> None:
        self._ring = ring
        self._settings = settings
        self._secrets: dict[str, str] = {}

    def chosen(self) -> str | None:
        """As `domain.proxy.chosen_proxy`, with the sign-in: a secret. From any thread."""
        proxy = chosen_proxy(self._settings.current)
        return signed_in(proxy, self._secrets.get(proxy, "")) if proxy else proxy

    async def restore(self) -> None:
        """Fetch the sign-in from the keyring, which may ask the person first."""
        settings = self._settings.current
        address = settings.proxy_address

        def fetch() -> None:
            if secret := self._ring.read(address):
                self._secrets.setdefault(address, secret)

        if settings.proxy is ProxyMode.ADDRESS and address and settings.proxy_has_password:
            await asyncio.to_thread(fetch)

    async def use(self, text: str) -> bool:
        """Use this address; what it says of a name and a password is kept apart. Returns whether that has changed.

        An empty one ends the use of a proxy, and what was kept of a name and a password for it is forgotten.
        Raises: `BadProxy`; then nothing has changed.
        """
        if not text.strip():
            await self._forget()
            return False  # the other address says enough
        address, secret = split_proxy(text)
        is_new = bool(secret) and secret != self._secrets.get(address, "")
        if is_new:
            await self._keep(address, secret)
        self._settings.change("proxy_has_password", bool(self._secrets.get(address)))
        self._settings.change("proxy_address", address)
        return is_new

    async def sign_in(self, name: str, password: str) -> KeyPlace:
        """Name and password for the proxy that is chosen; both empty forget them. Returns where they lie."""
        address = self._settings.current.proxy_address
        secret = sign_in(name, password)
        is_kept = await self._keep(address, secret)
        self._settings.change("proxy_has_password", bool(secret))
        if not secret:
            return KeyPlace.NOWHERE
        return KeyPlace.KEYRING if is_kept else KeyPlace.MEMORY

    async def _forget(self) -> None:
        settings = self._settings.current
        if settings.proxy_has_password:
            await self._keep(settings.proxy_address, "")
        self._settings.change("proxy_has_password", False)
        self._settings.change("proxy_address", "")

    async def _keep(self, address: str, secret: str) -> bool:
        # A closure: event loops that tell of their work would write an argument, or a result, into their log.
        is_kept = await asyncio.to_thread(lambda: self._ring.write(address, secret))
        if secret:
            self._secrets[address] = secret
        else:
            self._secrets.pop(address, None)
        return is_kept


class ProxyTest:
    """Asks the registry something small by the way that is set now."""

    def __init__(self, registry: ModelRegistry, tag: str = _TAG) -> None:
        self._registry = registry
        self._tag = tag

    async def run(self) -> None:
        """Returns when downloads can come this way. Raises: `DownloadError` that says what is in between."""
        await self._registry.manifest(self._tag)
