"""Other Ollama servers of this user, and the folders that they keep their models in."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import psutil

from app.engine.models_disk import models_path


def other_servers() -> frozenset[int]:
    """The pids of this user's `ollama serve` processes that this process did not start."""
    me = psutil.Process()
    found = set()
    for process in psutil.process_iter(["name", "username"]):
        with suppress(psutil.Error):
            if Path(process.info["name"] or "").stem != "ollama" or process.info["username"] != me.username():
                continue
            if "serve" in process.cmdline()[1:] and process.ppid() != me.pid:
                found.add(process.pid)
    return frozenset(found)


def is_used_by(folder: Path, servers: Iterable[int]) -> bool:
    """Whether one of these servers has its models in this folder. One that does not let us look is taken not to."""
    for pid in servers:
        with suppress(psutil.Error, OSError, RuntimeError):
            environment = psutil.Process(pid).environ()
            home = environment.get("HOME") or environment.get("USERPROFILE") or str(Path.home())
            if models_path(Path(home) / ".ollama" / "models", environment).resolve() == folder.resolve():
                return True
    return False
