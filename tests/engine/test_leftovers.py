"""After a crash of everything at once, the next start ends what is ours, and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from app.engine.leftovers import ServerRecord, end_leftovers, remove_record, write_record

pytestmark = pytest.mark.skipif(os.name == "nt", reason="programs are made by copying sleep")


class Stage:
    """Copies of `sleep` under the names of an engine's programs, in one process group, as after a crash."""

    def __init__(self, folder: Path) -> None:
        self.records = folder / "records"
        self.records.mkdir()
        self.server_program = folder / "engine/bin/ollama"
        self.runner_program = folder / "engine/lib/ollama/llama-server"
        for program in (self.server_program, self.runner_program, folder / "elsewhere/llama-server"):
            program.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(shutil.which("sleep") or "", program)
        self.foreign_runner_program = folder / "elsewhere/llama-server"
        self.running: list[subprocess.Popen[bytes]] = []
        self.leader = self.run(Path("/bin/sleep"))

    def run(self, program: Path, *, own_group: bool = True) -> subprocess.Popen[bytes]:
        group = self.running[0].pid if self.running and own_group else 0
        process = subprocess.Popen([str(program), "1000"], process_group=group)
        self.running.append(process)
        return process

    def record(self, server: subprocess.Popen[bytes], *, owner_is_gone: bool = True) -> ServerRecord:
        record = ServerRecord.of(server.pid, self.server_program, self.leader.pid)
        if owner_is_gone:
            record = replace(record, owner_started_at_s=record.owner_started_at_s - 1000)
        write_record(self.records, record)
        return record


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    if not shutil.which("sleep"):
        pytest.skip("no sleep to copy")
    stage = Stage(tmp_path)
    yield stage
    for process in stage.running:
        process.kill()
        process.wait()


def test_a_server_whose_baleen_is_gone_is_asked_to_end_and_ends_its_runner_itself(stage: Stage) -> None:
    server, runner = stage.run(stage.server_program), stage.run(stage.runner_program)
    stage.record(server)
    assert end_leftovers(stage.records) == (server.pid,)
    assert server.wait(5) == -signal.SIGTERM
    assert runner.poll() is None
    assert not list(stage.records.iterdir())


def test_a_runner_whose_server_is_gone_is_ended(stage: Stage) -> None:
    server = stage.run(stage.server_program)
    record = stage.record(server)
    runner = stage.run(stage.runner_program)
    server.kill()
    server.wait()
    assert end_leftovers(stage.records) == (runner.pid,)
    assert runner.wait(5) == -signal.SIGTERM
    assert record.group == stage.leader.pid
    assert stage.leader.poll() is None


def test_the_server_of_a_baleen_that_runs_is_left_alone(stage: Stage) -> None:
    server = stage.run(stage.server_program)
    stage.record(server, owner_is_gone=False)
    assert end_leftovers(stage.records) == ()
    assert server.poll() is None
    assert len(list(stage.records.iterdir())) == 1


def test_what_is_not_ours_is_left_alone(stage: Stage) -> None:
    """Another group, another folder, another name, another time: each alone is enough."""
    server = stage.run(stage.server_program)
    stage.record(server)
    server.kill()
    server.wait()
    others = [
        stage.run(stage.runner_program, own_group=False),
        stage.run(stage.foreign_runner_program),
        stage.run(Path("/bin/sleep")),
    ]
    assert end_leftovers(stage.records) == ()
    assert all(other.poll() is None for other in others)


@pytest.mark.parametrize("changed", [{"started_at_s": 1.0}, {"program": "/usr/bin/ollama"}])
def test_a_process_that_got_the_pid_of_a_server_is_left_alone(stage: Stage, changed: dict[str, object]) -> None:
    stranger = stage.run(stage.server_program, own_group=False)
    record = stage.record(stranger)
    write_record(stage.records, ServerRecord(**asdict(record) | changed))  # type: ignore[arg-type]
    assert end_leftovers(stage.records) == ()
    assert stranger.poll() is None


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", json.dumps({"pid": 1}), "\0", '"x"'])
def test_a_damaged_record_is_dropped(tmp_path: Path, content: str) -> None:
    (tmp_path / "server-1.json").write_text(content)
    assert end_leftovers(tmp_path) == ()
    assert not list(tmp_path.iterdir())


def test_records_of_servers_that_ended_well_are_removed(tmp_path: Path) -> None:
    write_record(tmp_path, ServerRecord(1, 1.0, "/x/ollama", 1, 1, 1.0))
    remove_record(tmp_path, 1)
    remove_record(tmp_path, 1)
    assert not list(tmp_path.iterdir())
    assert end_leftovers(tmp_path / "missing") == ()
