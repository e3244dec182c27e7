"""Servers and runners that outlived the Baleen that started them.

The guard of `posix_group` and the job object of Windows leave none. This is for the day they were killed too.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

_SAME_START_S = 1.0
"""Start times are rounded differently by kernels; two processes with one pid are never this close."""
_ENGINE_NAMES = {"ollama", "llama-server"}


@dataclass(frozen=True, slots=True)
class ServerRecord:
    """Enough to know a server and its owner again, and never to take another process for them."""

    pid: int
    started_at_s: float
    """As `psutil` tells it, in seconds since 1970."""
    program: str
    group: int
    owner_pid: int
    owner_started_at_s: float

    @classmethod
    def of(cls, pid: int, program: Path, group: int) -> ServerRecord:
        """The record of a running server that this process owns. Raises: `psutil.Error`."""
        owner = psutil.Process()
        return cls(
            pid, psutil.Process(pid).create_time(), str(program.resolve()), group, owner.pid, owner.create_time()
        )


def write_record(folder: Path, record: ServerRecord) -> None:
    """Keep the record until `remove_record`. Raises: `OSError`."""
    _file(folder, record.pid).write_text(json.dumps(asdict(record)), encoding="utf-8")


def remove_record(folder: Path, pid: int) -> None:
    with suppress(OSError):
        _file(folder, pid).unlink(missing_ok=True)


def end_leftovers(folder: Path) -> tuple[int, ...]:
    """End, by SIGTERM, recorded servers whose Baleen is gone and runners that such a server left; gives their pids.

    Only processes of the recorded group, program folder and time are touched. Records of the gone are removed.
    """
    ended: list[int] = []
    for file, record in _records(folder):
        if _is_running(record.owner_pid, record.owner_started_at_s):
            continue
        for process in _ours(record):
            with suppress(psutil.Error):
                process.terminate()
                ended.append(process.pid)
        with suppress(OSError):
            file.unlink(missing_ok=True)
    return tuple(ended)


def _file(folder: Path, pid: int) -> Path:
    return folder / f"server-{pid}.json"


def _records(folder: Path) -> Iterator[tuple[Path, ServerRecord]]:
    for file in sorted(folder.glob("server-*.json")):
        try:
            yield file, ServerRecord(**json.loads(file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            with suppress(OSError):
                file.unlink(missing_ok=True)


def _is_running(pid: int, started_at_s: float) -> bool:
    with suppress(psutil.Error):
        process = psutil.Process(pid)
        is_same = abs(process.create_time() - started_at_s) < _SAME_START_S
        return is_same and process.status() != psutil.STATUS_ZOMBIE
    return False


def _ours(record: ServerRecord) -> Iterator[psutil.Process]:
    """The server, or the runners of a server that is gone."""
    if _is_running(record.pid, record.started_at_s):
        with suppress(psutil.Error):
            server = psutil.Process(record.pid)
            if Path(server.exe()).resolve() == Path(record.program):
                yield server
                return
    for process in psutil.process_iter(["name"]):
        with suppress(psutil.Error, OSError):
            if Path(process.info["name"] or "").stem in _ENGINE_NAMES and _is_runner_of(process, record):
                yield process


def _is_runner_of(process: psutil.Process, record: ServerRecord) -> bool:
    if process.create_time() < record.started_at_s - _SAME_START_S:
        return False
    if sys.platform != "win32" and os.getpgid(process.pid) != record.group:
        return False
    if sys.platform == "win32" and process.ppid() != record.group:
        return False
    # PREFIX/bin/ollama has its runner in PREFIX/lib/ollama; elsewhere both lie in or below one folder.
    folder = Path(record.program).parent
    prefix = folder.parent if folder.name == "bin" else folder
    return Path(process.exe()).resolve().is_relative_to(prefix)
