"""The keyring of Linux desktops (Secret Service: GNOME's, KDE's, KeePassXC's), by its own protocol on the session bus.

The packages for Linux use it: the library behind `keyring` there ciphers what goes over the bus, which only programs of
the person can read, and that cipher takes a tenth of the whole installation. Entries are labelled as `keyring` does, so
either finds what the other kept. Protocol: freedesktop.org, Secret Service API 0.2, session algorithm "plain".
"""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

from jeepney import DBusAddress, DBusErrorResponse, MatchRule, message_bus, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

BUS_NAME = "org.freedesktop.secrets"
_PATH = "/org/freedesktop/secrets"
_INTERFACE = "org.freedesktop.Secret."
_NOTHING = "/"
"""The path that stands for no object: no collection, no question to the person."""
_PATIENCE_S = 20.0
_PERSON_WITHIN_S = 300.0
"""How long the system's own question may stay open."""


class Refused(Exception):
    """The person closed the system's question."""


class SecretService:
    """One conversation with the service, opened by `with`. Blocking.

    Raises, from every call: `Refused`, `DBusErrorResponse`, and `OSError` (`TimeoutError` among it) without a bus.
    """

    def __enter__(self) -> Self:
        self._bus: DBusConnection = open_dbus_connection("SESSION")
        try:
            (_, self._session) = self._call(_PATH, "Service", "OpenSession", "sv", "plain", ("s", ""))
        except BaseException:
            self._bus.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bus.close()

    def read(self, service: str, name: str) -> str | None:
        """The secret kept under these words; None for none."""
        items = self._find(service, name)
        if not items:
            return None
        ((_, _, secret, _),) = self._call(items[0], "Item", "GetSecret", "o", self._session)
        return bytes(secret).decode("utf-8")

    def write(self, service: str, name: str, secret: str) -> None:
        """Keep a secret, in the place of an older one under the same words."""
        collection = self._default_collection()
        self._unlock([collection])
        properties = {
            f"{_INTERFACE}Item.Label": ("s", f"Password for '{name}' on '{service}'"),
            f"{_INTERFACE}Item.Attributes": ("a{ss}", _attributes(service, name)),
        }
        value = (self._session, b"", secret.encode("utf-8"), "text/plain")
        (_, prompt) = self._call(collection, "Collection", "CreateItem", "a{sv}(oayays)b", properties, value, True)
        self._ask_person(prompt)

    def forget(self, service: str, name: str) -> None:
        """Keep nothing under these words any more."""
        for item in self._find(service, name):
            (prompt,) = self._call(item, "Item", "Delete", "")
            self._ask_person(prompt)

    def _find(self, service: str, name: str) -> list[str]:
        (free, locked) = self._call(_PATH, "Service", "SearchItems", "a{ss}", _attributes(service, name))
        if not free and locked:
            self._unlock(locked)
            return list(locked)
        return list(free)

    def _default_collection(self) -> str:
        (collection,) = self._call(_PATH, "Service", "ReadAlias", "s", "default")
        if collection != _NOTHING:
            return str(collection)
        label = {f"{_INTERFACE}Collection.Label": ("s", "Default keyring")}
        (collection, prompt) = self._call(_PATH, "Service", "CreateCollection", "a{sv}s", label, "default")
        return str(self._ask_person(prompt) if collection == _NOTHING else collection)

    def _unlock(self, objects: list[str]) -> None:
        (_, prompt) = self._call(_PATH, "Service", "Unlock", "ao", objects)
        self._ask_person(prompt)

    def _ask_person(self, prompt: str) -> Any:
        """Have the system ask the person, and give what came of it. Raises: `Refused`."""
        if prompt == _NOTHING:
            return None
        rule = MatchRule(type="signal", interface=f"{_INTERFACE}Prompt", member="Completed", path=prompt)
        self._bus.send_and_get_reply(message_bus.AddMatch(rule), timeout=_PATIENCE_S)
        with self._bus.filter(rule) as signals:
            self._call(prompt, "Prompt", "Prompt", "s", "")
            is_dismissed, (_, result) = self._bus.recv_until_filtered(signals, timeout=_PERSON_WITHIN_S).body
        if is_dismissed:
            raise Refused
        return result

    def _call(self, path: str, interface: str, method: str, signature: str, *values: object) -> Any:
        address = DBusAddress(path, BUS_NAME, _INTERFACE + interface)
        message = new_method_call(address, method, signature, values) if signature else new_method_call(address, method)
        reply = self._bus.send_and_get_reply(message, timeout=_PATIENCE_S)
        if reply.header.message_type.name == "error":
            raise DBusErrorResponse(reply)
        return reply.body


def _attributes(service: str, name: str) -> dict[str, str]:
    return {"application": "Python keyring library", "service": service, "username": name}
