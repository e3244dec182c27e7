"""Access keys in the system's keyring: Keychain, Credential Locker, Secret Service, KWallet."""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

_SERVICE = "Baleen"
_NO_KEYRINGS = ("keyring.backends.fail", "keyring.backends.null", "keyrings.")
"""Stand-ins that keep nothing, and packages whose keyrings are files that anybody can read."""
_log = logging.getLogger(__name__)


class DesktopKeyring:
    """What `keyring` offers, by the desktop's own protocol: for the packages, which leave its library for Linux out."""

    def get_password(self, service: str, username: str) -> str | None:
        from app.store.secret_service import SecretService

        with SecretService() as secrets:
            return secrets.read(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        from app.store.secret_service import SecretService

        with SecretService() as secrets:
            secrets.write(service, username, password)

    def delete_password(self, service: str, username: str) -> None:
        from app.store.secret_service import SecretService

        with SecretService() as secrets:
            secrets.forget(service, username)


class SystemKeyRing:
    """Implements `domain.ports.KeyRing`. The library is imported at the first question: it takes 60 ms."""

    def read(self, url: str) -> str:
        if (ring := _ring()) is None:
            return ""
        try:
            return ring.get_password(_SERVICE, url) or ""
        except Exception as error:  # noqa: BLE001 - each system's keyring raises what it likes; locked is one of them
            _log.warning("the keyring does not answer: %s", type(error).__name__)
            return ""

    def write(self, url: str, key: str) -> bool:
        if (ring := _ring()) is None:
            return False
        try:
            if key:
                ring.set_password(_SERVICE, url, key)
            elif ring.get_password(_SERVICE, url) is not None:
                ring.delete_password(_SERVICE, url)
        except Exception as error:  # noqa: BLE001 - as above
            _log.warning("the keyring does not take it: %s", type(error).__name__)
            return False
        return True


def keyring_name() -> str:
    """What keeps keys on this system, with all that it needs loaded; empty where nothing does."""
    ring = _ring()
    if isinstance(ring, DesktopKeyring):
        from app.store import secret_service

        return secret_service.BUS_NAME
    return f"{type(ring).__module__}.{type(ring).__qualname__}" if ring else ""


def _ring() -> KeyringBackend | DesktopKeyring | None:
    """The keyring of this system; None where there is none that keeps a secret."""
    try:
        import keyring

        found = keyring.get_keyring()
        members: tuple[KeyringBackend, ...] = tuple(getattr(found, "backends", (found,)))
    except Exception as error:  # noqa: BLE001 - a configuration of the person's may name anything
        _log.warning("there is no keyring: %s", type(error).__name__)
        return None
    safe = [each for each in members if not type(each).__module__.startswith(_NO_KEYRINGS)]
    if safe:
        return safe[0]
    has_bus = sys.platform.startswith("linux") and "DBUS_SESSION_BUS_ADDRESS" in os.environ
    return DesktopKeyring() if has_bus else None
