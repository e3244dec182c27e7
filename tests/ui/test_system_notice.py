"""A word through the desktop, heard on a bus of our own; and none where nobody would hear it."""

from __future__ import annotations

import os
import queue
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.composition.compose import Config, compose
from app.store.places import places
from app.ui.notices import system_notice
from app.ui.notices.system_notice import SystemNotice
from tests.helpers.fake_ollama import FakeOllama
from tests.helpers.in_process import until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="D-Bus notifications exist on Linux only")


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A session bus without anybody on it."""
    if not (daemon := shutil.which("dbus-daemon")):
        pytest.skip("no dbus-daemon")
    process = subprocess.Popen(
        [daemon, "--session", "--nofork", "--print-address"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert process.stdout
    address = process.stdout.readline().decode().strip()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    yield address
    process.terminate()
    process.wait()
    process.stdout.close()


@pytest.fixture
def desktop(bus: str) -> Iterator[queue.Queue[tuple[object, ...]]]:
    """A desktop that shows notifications: what it was asked to show."""
    from jeepney import DBusAddress, MessageType, new_method_call, new_method_return
    from jeepney.io.blocking import open_dbus_connection
    from jeepney.wrappers import unwrap_msg

    connection = open_dbus_connection(bus)
    daemon = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
    name = "org.freedesktop.Notifications"
    unwrap_msg(connection.send_and_get_reply(new_method_call(daemon, "RequestName", "su", (name, 0))))
    shown: queue.Queue[tuple[object, ...]] = queue.Queue()
    is_over = threading.Event()

    def serve() -> None:
        while not is_over.is_set():
            try:
                message = connection.receive(timeout=0.1)
            except TimeoutError:
                continue
            if message.header.message_type is MessageType.method_call:
                shown.put(message.body)
                connection.send(new_method_return(message, "u", (1,)))

    thread = threading.Thread(target=serve)
    thread.start()
    yield shown
    is_over.set()
    thread.join()
    connection.close()


async def test_a_download_that_is_done_is_told_once_and_only_if_wanted(
    tmp_path: Path, desktop: queue.Queue[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    in_front: list[bool] = [False]
    monkeypatch.setattr("app.ui.wiring.models_wiring.ModelsWiring._is_in_front", lambda _: in_front[0])
    with FakeOllama() as server:
        async with compose(Config(places(tmp_path), server.url)) as program:
            finished = program.presenters.downloads.finished
            finished.emit("deepseek-r1:8b")
            await until(lambda: not desktop.empty())
            application, _, icon, summary, body, actions, hints, _ = desktop.get()
            assert (application, summary, body, actions) == ("Baleen", "DeepSeek R1 8B is ready.", "", [])
            assert icon == "io.github.baleen_chat.Baleen"
            assert isinstance(hints, dict)
            assert hints["desktop-entry"] == ("s", "io.github.baleen_chat.Baleen")
            in_front[0] = True
            finished.emit("deepseek-r1:8b")
            in_front[0] = False
            program.presenters.settings.edit("notify", False)
            finished.emit("deepseek-r1:8b")
            program.presenters.settings.edit("notify", True)
            finished.emit("deepseek-r1:1.5b")
            await until(lambda: not desktop.empty())
            assert desktop.get()[3] == "DeepSeek R1 1.5B is ready."
            assert desktop.empty()


@pytest.mark.parametrize("what", ["no bus", "nobody on it"])
def test_where_nobody_hears_it_nothing_happens(bus: str, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if what == "no bus":
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={os.devnull}")
    SystemNotice().tell("A word")
    for thread in threading.enumerate():
        if thread.name == "notice":
            thread.join(system_notice._ANSWER_WITHIN_S + 5)
            assert not thread.is_alive()


def test_without_a_tray_nothing_happens_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_notice.sys, "platform", "win32")
    notice = SystemNotice()
    notice.tell("A word")
    assert notice._tray is None
