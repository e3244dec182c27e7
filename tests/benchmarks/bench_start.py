"""From nothing to the first paint of the empty window, against a hello-world window."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from tests.benchmarks.figures import Figure, interleaved, main

ROUNDS = 9
_BYTE_CODE = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""The environment of processes that keep their byte code, as an installed program has it."""


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        cpu, wall = interleaved(
            lambda: _start("app", "--first-paint", profile), lambda: _start("tests.benchmarks.hello_world"), ROUNDS
        )
    yield Figure("first paint: processor time, Baleen : hello-world", cpu.ratio, "×", 1.25)
    yield Figure("first paint: time, Baleen : hello-world", wall.ratio, "×", 1.25)
    yield Figure("first paint: processor time, Baleen", cpu.probe * 1000, "ms")
    yield Figure("first paint: processor time, hello-world", cpu.floor * 1000, "ms")
    yield Figure("first paint: time, Baleen", wall.probe * 1000, "ms")
    yield Figure("first paint: time, hello-world", wall.floor * 1000, "ms")


def _start(module: str, *arguments: str) -> tuple[float, float]:
    """Processor time of a fresh process to its first paint, as it says itself, and time until it says so; seconds."""
    began_at = time.perf_counter()
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=_BYTE_CODE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        wall_s = time.perf_counter() - began_at
    return float(json.loads(said)["cpu_s"]), wall_s


if __name__ == "__main__":
    sys.exit(main(measure))
