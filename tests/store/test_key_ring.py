"""The system's keyring behind the port: real library, keyrings of the test's own."""

from __future__ import annotations

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail
from keyring.errors import KeyringLocked

from app.store.key_ring import SystemKeyRing

URL = "http://box:11434"


class Drawer(KeyringBackend):
    """What a system has: it keeps what it is given."""

    priority = 1.0  # type: ignore[assignment]

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


class Locked(Drawer):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("sk-1 is in there")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked(f"no room for {password}")


def test_a_key_is_kept_and_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    drawer = Drawer()
    monkeypatch.setattr(keyring, "get_keyring", lambda: drawer)
    ring = SystemKeyRing()
    assert ring.read(URL) == ""
    assert ring.write(URL, "sk-1")
    assert drawer.kept == {("Baleen", URL): "sk-1"}
    assert ring.read(URL) == "sk-1"
    assert ring.write(URL, "")
    assert ring.write(URL, "")
    assert drawer.kept == {}


def test_a_system_without_a_keyring_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyring, "get_keyring", fail.Keyring)
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert not SystemKeyRing().write(URL, "sk-1")
    assert SystemKeyRing().read(URL) == ""


def test_a_keyring_that_is_a_plain_file_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = type("PlaintextKeyring", (Drawer,), {"__module__": "keyrings.alt.file"})()
    monkeypatch.setattr(keyring, "get_keyring", lambda: plain)
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert not SystemKeyRing().write(URL, "sk-1")
    assert plain.kept == {}

    real, chain = Drawer(), chainer.ChainerBackend()
    monkeypatch.setattr(type(chain), "backends", (plain, real))
    monkeypatch.setattr(keyring, "get_keyring", lambda: chain)
    assert SystemKeyRing().write(URL, "sk-1")
    assert (len(plain.kept), len(real.kept)) == (0, 1)


def test_a_locked_keyring_is_told_without_the_key(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(keyring, "get_keyring", Locked)
    assert not SystemKeyRing().write(URL, "sk-1")
    assert SystemKeyRing().read(URL) == ""
    assert "KeyringLocked" in caplog.text
    assert "sk-1" not in caplog.text
