"""Who reaches our own server: nobody outside this computer, unless the person wants it (reliability S-1, S-2)."""

from __future__ import annotations

import asyncio
import http.client
import socket
from pathlib import Path

import psutil
import pytest

from app.domain.engine import EngineState, Origin, Phase
from app.domain.settings import Settings
from app.engine import listening
from app.engine.host import LocalEngineHost
from app.engine.listening import HERE_ALONE, listen_address, outside_host
from app.engine.process import OllamaProcess
from app.services.settings import SettingsService
from app.services.sharing import SharingService
from app.services.tasks import TaskOwner


def host(folder: Path, *, is_shared: bool) -> LocalEngineHost:
    return LocalEngineHost(
        data_dir=folder / "data",
        state_dir=folder / "state",
        log_dir=folder / "log",
        models_dir=folder / "models",
        home=folder / "home",
        is_shared=lambda: is_shared,
    )


def listens_at(process: OllamaProcess) -> set[str]:
    found = psutil.Process(process.pid).net_connections("inet")
    return {connection.laddr.ip for connection in found if connection.status == psutil.CONN_LISTEN}


def status(address: str, port: int, name: str = "") -> int:
    """What a device gets that asks there."""
    connection = http.client.HTTPConnection(address, port, timeout=20)
    try:
        connection.request("GET", "/api/version", headers={"Host": name} if name else {})
        return connection.getresponse().status
    finally:
        connection.close()


async def test_by_default_only_this_computer_reaches_it(engine_program: Path, tmp_path: Path) -> None:
    process = await host(tmp_path, is_shared=False).start(engine_program)
    try:
        port = int(process.url.rsplit(":", 1)[1])
        assert listens_at(process) == {"127.0.0.1"}
        assert process.shared_url == ""
        assert status("127.0.0.1", port) == 200
        assert status("127.0.0.1", port, "evil.example") == 403  # a web page that made its name mean this computer
        if (outside := _outside()) is not None:
            with pytest.raises(OSError):
                status(outside, port)
    finally:
        await process.stop()


async def test_when_it_is_shared_others_reach_it(
    engine_program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "_USUAL_PORT", free_port())
    process = await host(tmp_path, is_shared=True).start(engine_program)
    try:
        assert not listens_at(process) & {"127.0.0.1", "::1"}
        assert process.url == f"http://127.0.0.1:{listening._USUAL_PORT}"
        assert process.shared_url == f"http://{outside_host()}:{listening._USUAL_PORT}"
        assert status("127.0.0.1", listening._USUAL_PORT) == 200
        if (outside := _outside()) is not None:
            assert status(outside, listening._USUAL_PORT) == 200
    finally:
        await process.stop()


def test_a_port_that_is_taken_is_not_fought_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert listen_address(is_shared=False) == HERE_ALONE
    with socket.create_server(("127.0.0.1", 0)) as other:
        monkeypatch.setattr(listening, "_USUAL_PORT", other.getsockname()[1])
        assert listen_address(is_shared=True) == "0.0.0.0:0"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


def _outside() -> str | None:
    """This computer's own address in a network, if it is in one."""
    address = outside_host()
    return address if address[0].isdigit() and not address.startswith("127.") else None


async def test_it_holds_for_one_network_alone() -> None:
    """Remembered where it was allowed; no network at all, as while a computer wakes up, changes nothing."""
    home = "192.168.1.20"
    network = [home]

    async def save(_: Settings) -> None:
        pass

    async with TaskOwner() as tasks:
        settings = SettingsService(Settings(), save, tasks)
        sharing = SharingService(settings, lambda: network[0], tasks, look_every_s=0.01)
        ended: list[None] = []
        sharing.ended.add(ended.append)
        ready = EngineState(Phase.READY, "http://127.0.0.1:1", "0.35.0", Origin.MANAGED)
        assert not sharing.is_allowed()
        settings.change("share_models", True)
        assert settings.current.shared_network == home
        sharing.follow(ready)
        for now in ("", home):
            network[0] = now
            assert sharing.is_allowed()
            await asyncio.sleep(0.03)
            assert tasks.is_running("engine:sharing")
        network[0] = "10.0.0.7"
        assert not sharing.is_allowed()  # a server that starts now is not shared
        async with asyncio.timeout(5):
            while not ended:
                await asyncio.sleep(0.005)
        assert not settings.current.share_models
        assert settings.current.shared_network == ""
        assert ended == [None]
