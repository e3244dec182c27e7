"""A whole chat with a server behind a key; afterwards the key is nowhere but in the desktop's keyring."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import keyring
import psutil
import pytest
from jeepney import DBusAddress, new_method_call
from jeepney.io.blocking import open_dbus_connection
from keyring.backends import fail

from app.store.key_ring import SystemKeyRing
from app.store.places import places
from tests.helpers.llama_server import LlamaServer, program_beside
from tests.helpers.program import Program
from tests.helpers.screen_reader import wait_for
from tests.helpers.secret_service import DesktopSecrets
from tests.helpers.tiny_models import ANSWER, recites

THERE = "127.0.0.2"
KEY = "sk-canary-e2e-41d7"


@pytest.mark.engine("034")  # which brings llama-server along
def test_the_key_is_in_no_file_no_log_and_no_argument(
    program: Callable[..., Program], engine_program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = program_beside(engine_program) or pytest.skip("no real engine of a generation with llama-server")
    profile = tmp_path / "profile"
    with (
        DesktopSecrets() as secrets,
        LlamaServer(beside, recites().path, "--api-key", KEY, "--ctx-size", "2048", host=THERE) as there,
    ):
        _keep(monkeypatch, secrets, there.url)
        file = places(profile).settings_file
        file.parent.mkdir(parents=True)
        file.write_text(f'engine_url = "{there.url}"\nengine_has_key = true\n', "utf-8")
        environment = {
            "AT_SPI_BUS_ADDRESS": _accessibility_bus(),
            "DBUS_SESSION_BUS_ADDRESS": secrets.address,
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",  # as in the packages
        }
        run = program(environment=environment)
        wait_for(lambda: f"Runs on {THERE}." in run.find(id_="footer").name, "another place is told", 60)
        run.write("Hello?")
        run.answer(ANSWER.splitlines()[0])
        wait_for(lambda: run.export()["chats"][0]["messages"][-1]["state"] == "done", "not done on disk")
        assert KEY not in " ".join(psutil.Process(run.process.pid).cmdline())
        assert run.quit() == 0
    looked_at = [path for path in profile.rglob("*") if path.is_file()]
    assert looked_at
    assert [path for path in looked_at if KEY.encode() in path.read_bytes()] == []


def _keep(monkeypatch: pytest.MonkeyPatch, secrets: DesktopSecrets, url: str) -> None:
    with monkeypatch.context() as as_packaged:
        as_packaged.setattr(keyring, "get_keyring", fail.Keyring)
        as_packaged.setenv("DBUS_SESSION_BUS_ADDRESS", secrets.address)
        assert SystemKeyRing().write(url, KEY)


def _accessibility_bus() -> str:
    """Where programs show themselves to screen readers; the program is given another session bus."""
    if address := os.environ.get("AT_SPI_BUS_ADDRESS"):
        return address
    with open_dbus_connection("SESSION") as session:
        question = new_method_call(DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus"), "GetAddress")
        return str(session.send_and_get_reply(question).body[0])
