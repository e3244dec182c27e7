"""The whole way from a program on disk to a server that answers, and to its end."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from app.domain.errors import EngineNotRunnable, EngineStartFailed, ModelsFolderInUse
from app.engine import host as host_module
from app.engine.host import LocalEngineHost
from app.engine.locate import Locator
from tests.engine.test_neighbours import other_ollama

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the program is a shell script")

SHOWS_ENVIRONMENT = """#!/bin/sh
env >&2
pwd >&2
echo 'msg="Listening on 127.0.0.1:4711 (version 0.0.1)"' >&2
while :; do sleep 0.05; done
"""


@pytest.fixture
def program(tmp_path: Path) -> Path:
    path = tmp_path / "bin" / "ollama"
    path.parent.mkdir()
    path.write_text(SHOWS_ENVIRONMENT)
    path.chmod(0o755)
    return path


def make_host(
    tmp_path: Path, *, models_dir: Path | None = None, home: Path | None = None, **variables: str
) -> LocalEngineHost:
    return LocalEngineHost(
        data_dir=tmp_path / "data",
        state_dir=tmp_path / "state",
        log_dir=tmp_path / "log",
        models_dir=models_dir,
        home=home,
        environment={"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "HOME": "/home/ada"} | variables,
    )


async def environment_of(host: LocalEngineHost, program: Path) -> dict[str, str]:
    process = await host.start(program, {"EXTRA": "given"})
    try:
        return dict(line.split("=", 1) for line in process.last_lines().splitlines() if "=" in line)
    finally:
        await process.stop()


def test_find(tmp_path: Path, program: Path) -> None:
    assert make_host(tmp_path).find("") == program
    assert make_host(tmp_path).find(str(program.parent)) == program
    with pytest.raises(EngineNotRunnable):
        make_host(tmp_path).find("/nowhere")


async def test_a_server_of_ours(tmp_path: Path, program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host_module, "other_servers", frozenset)
    found = await environment_of(make_host(tmp_path, OLLAMA_DEBUG="2"), program)
    assert found["OLLAMA_HOST"] == "127.0.0.1:0"
    assert found["EXTRA"] == "given"
    assert found["HOME"] == "/home/ada"
    assert 0 < int(found["LLAMA_ARG_CACHE_RAM"]) <= 8192
    assert not {"OLLAMA_DEBUG", "OLLAMA_MODELS"} & found.keys()
    assert "Listening" in (tmp_path / "log/engine.log").read_text()
    assert not list((tmp_path / "state/engine/work").iterdir())


async def test_the_person_s_models_folder_is_used(
    tmp_path: Path, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_module, "other_servers", frozenset)
    found = await environment_of(make_host(tmp_path, OLLAMA_MODELS="/theirs"), program)
    assert found["OLLAMA_MODELS"] == "/theirs"


async def test_two_servers_never_write_one_models_folder(
    tmp_path: Path, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_module, "other_servers", lambda: frozenset({1}))
    found = await environment_of(make_host(tmp_path, OLLAMA_MODELS="/theirs"), program)
    assert found["OLLAMA_MODELS"] == str(tmp_path / "data/engine/models")


async def test_ours_beside_another_ollama_keeps_its_models_apart_whether_that_one_runs_or_not(
    tmp_path: Path, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(host_module, "other_servers", frozenset)
    monkeypatch.setattr(Locator, "_usual_folders", lambda self: iter(()))
    is_beside = False
    host = LocalEngineHost(
        data_dir=tmp_path / "data",
        state_dir=tmp_path / "state",
        log_dir=tmp_path / "log",
        environment={"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "HOME": str(tmp_path / "home")},
        is_beside=lambda: is_beside,
    )
    theirs = host.usual_models_folder
    is_beside = True
    assert host.usual_models_folder == tmp_path / "data/engine/models" != theirs
    assert (await environment_of(host, program))["OLLAMA_MODELS"] == str(host.usual_models_folder)
    (tmp_path / "bin").rename(tmp_path / "gone")  # without another one there is nothing to keep apart from
    assert host.usual_models_folder == theirs


async def test_a_folder_that_a_running_ollama_uses_is_refused(
    tmp_path: Path, program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "models/blobs").mkdir(parents=True)
    host = LocalEngineHost(
        data_dir=tmp_path / "data",
        state_dir=tmp_path / "state",
        log_dir=tmp_path / "log",
        environment={"PATH": f"{tmp_path / 'bin'}:/usr/bin:/bin", "HOME": str(tmp_path / "home")},
        models_chosen=lambda: str(tmp_path / "models"),
    )
    with other_ollama(tmp_path / "other", OLLAMA_MODELS=str(tmp_path / "other/../models")) as pid:
        monkeypatch.setattr(host_module, "other_servers", lambda: frozenset({pid}))
        with pytest.raises(ModelsFolderInUse) as raised:
            await host.start(program)
    assert raised.value.path == str(tmp_path / "models")
    monkeypatch.setattr(host_module, "other_servers", frozenset)
    assert (await environment_of(host, program))["OLLAMA_MODELS"] == str(tmp_path / "models")


async def test_a_profile_keeps_everything_in_its_folder(tmp_path: Path, program: Path) -> None:
    folders = {"models_dir": tmp_path / "p/models", "home": tmp_path / "p/home"}
    found = await environment_of(make_host(tmp_path, **folders), program)
    assert (found["OLLAMA_MODELS"], found["HOME"]) == (str(tmp_path / "p/models"), str(tmp_path / "p/home"))
    found = await environment_of(make_host(tmp_path, **folders, OLLAMA_MODELS="/theirs"), program)
    assert found["OLLAMA_MODELS"] == "/theirs"


async def test_a_home_is_given_where_there_is_none(tmp_path: Path, program: Path) -> None:
    """The server will not start without."""
    folders = {name: tmp_path / name for name in ("data_dir", "state_dir", "log_dir")}
    host = LocalEngineHost(**folders, environment={"PATH": "/usr/bin:/bin"})
    assert (await environment_of(host, program))["HOME"] == str(Path.home())


async def test_a_running_server_is_recorded_and_one_that_ended_is_not(tmp_path: Path, program: Path) -> None:
    process = await make_host(tmp_path).start(program)
    records = tmp_path / "state/engine"
    try:
        assert [file.name for file in records.glob("*.json")] == [f"server-{process.pid}.json"]
        os.kill(process.pid, signal.SIGKILL)
        await process.wait()
        assert not list(records.glob("*.json"))
    finally:
        await process.stop()


async def test_a_state_folder_that_cannot_be_made(tmp_path: Path, program: Path) -> None:
    (tmp_path / "state").write_text("")
    with pytest.raises(EngineStartFailed) as raised:
        await make_host(tmp_path).start(program)
    assert str(tmp_path / "state") in raised.value.detail


@pytest.mark.parametrize("is_chosen", [True, False])
async def test_a_program_of_another_system_is_told_with_who_named_it(
    tmp_path: Path, program: Path, is_chosen: bool
) -> None:
    program.write_bytes(b"\x7fELF, but not for this computer")
    host = make_host(tmp_path)
    assert host.find(str(program) if is_chosen else "") == program
    with pytest.raises(EngineNotRunnable) as raised:
        await host.start(program)
    assert (raised.value.path, raised.value.is_chosen) == (str(program), is_chosen)
