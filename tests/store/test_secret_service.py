"""Keys in a desktop's keyring, over a real message bus."""

from __future__ import annotations

import shutil

import keyring
import pytest
from keyring.backends import fail

from app.store.key_ring import SystemKeyRing
from tests.helpers.secret_service import DesktopSecrets

URL = "http://box:11434"

pytestmark = pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="there is no message bus here")


@pytest.fixture(autouse=True)
def _as_packaged(monkeypatch: pytest.MonkeyPatch) -> None:
    """The packages leave out what `keyring` needs on Linux; it has nothing to offer then."""
    monkeypatch.setattr(keyring, "get_keyring", fail.Keyring)


def use(monkeypatch: pytest.MonkeyPatch, secrets: DesktopSecrets) -> SystemKeyRing:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", secrets.address)
    return SystemKeyRing()


def test_a_key_is_kept_changed_and_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    with DesktopSecrets() as secrets:
        ring = use(monkeypatch, secrets)
        assert ring.read(URL) == ""
        assert ring.write(URL, "sk-ä")
        assert ring.read(URL) == "sk-ä"
        assert ring.write(URL, "sk-2")
        assert ring.read(URL) == "sk-2"
        # As `keyring` labels them, so that a program from source finds them too.
        ((words, secret),) = secrets.items.values()
        assert words == {"application": "Python keyring library", "service": "Baleen", "username": URL}
        assert secret == b"sk-2"
        assert secrets.questions == 0
        assert ring.write(URL, "")
        assert secrets.items == {}


def test_a_locked_keyring_has_the_person_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with DesktopSecrets() as secrets:
        ring = use(monkeypatch, secrets)
        assert ring.write(URL, "sk-1")
        secrets.is_locked = True
        assert ring.read(URL) == "sk-1"
        assert secrets.questions == 1
        secrets.is_locked = True
        assert ring.write(URL, "sk-2")
        assert ring.read(URL) == "sk-2"


def test_a_person_may_say_no(monkeypatch: pytest.MonkeyPatch) -> None:
    with DesktopSecrets(is_locked=True, agrees=False) as secrets:
        ring = use(monkeypatch, secrets)
        assert not ring.write(URL, "sk-1")
        assert secrets.items == {}


def test_the_first_secret_of_a_new_desktop(monkeypatch: pytest.MonkeyPatch) -> None:
    with DesktopSecrets(has_collection=False) as secrets:
        ring = use(monkeypatch, secrets)
        assert ring.write(URL, "sk-1")
        assert secrets.questions == 1
        assert ring.read(URL) == "sk-1"


def test_a_bus_without_a_keyring_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    with DesktopSecrets() as secrets:
        address = secrets.address
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)  # nobody listens there any more
    assert not SystemKeyRing().write(URL, "sk-1")
    assert SystemKeyRing().read(URL) == ""
