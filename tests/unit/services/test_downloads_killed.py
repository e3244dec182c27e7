"""The program is killed again and again while it downloads: nothing is lost, and it goes on by itself."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.helpers.registry import Registry
from tests.helpers.tiny_models import recites

KILLS = 20
MB = 1_000_000
BYTES_PER_S = 3 * MB
PIECE = 1 << 16
ROOT = Path(__file__).parents[3]

pytestmark = [
    pytest.mark.engine("034"),
    pytest.mark.slow,
    pytest.mark.skipif(os.name == "nt", reason="kills as POSIX does"),
]


class Driver:
    """One run of the program."""

    def __init__(self, folder: Path, program: Path, tags: list[str]) -> None:
        command = [sys.executable, "-m", "tests.helpers.download_driver", str(folder), str(program), *tags]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace"
        )

    def wait_for(self, word: str) -> None:
        """Read on until a line begins so."""
        assert self._process.stdout
        for line in self._process.stdout:
            if line.startswith(word):
                return
        raise AssertionError(f"it ended before it said {word}: {self.end()[1]}")

    def kill(self) -> list[str]:
        """End it without a chance to do anything; what it said since `wait_for`."""
        self._process.send_signal(signal.SIGKILL)
        return self.end()[0].splitlines()

    def end(self) -> tuple[str, str]:
        try:
            return self._process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.communicate()


def done_bytes(lines: list[str]) -> dict[str, int]:
    """What each row said last."""
    rows = [line.split() for line in lines if line.startswith("row ") and len(line.split()) == 5]
    return {tag: int(done) for _, tag, _, done, _ in rows}


def test_killed_at_twenty_moments(engine_program: Path, tmp_path: Path) -> None:
    moments = random.Random(seed := random.randrange(1 << 32))
    with Registry() as registry:
        tags = [registry.add(recites().path, f"m{n}:1b", padding=12 * MB + n) for n in range(2)]
        registry.bytes_per_s = BYTES_PER_S
        for number in range(KILLS):
            driver = Driver(tmp_path, engine_program, tags)
            if number % 4 == 0:
                time.sleep(moments.uniform(0, 0.8))  # while it starts
            else:
                driver.wait_for("ready")
                time.sleep(moments.uniform(0, 0.4))
            said = driver.kill()
            assert not [line for line in said if " failed " in line], said
            for file in (tmp_path / "models/blobs").glob("sha256-*"):
                if "-partial" not in file.name and moments.random() < 0.2:
                    assert hashlib.sha256(file.read_bytes()).hexdigest() == file.name.removeprefix("sha256-")
        sent = registry.sent_bytes
        registry.bytes_per_s = None
        driver = Driver(tmp_path, engine_program, tags)
        out, errors = driver.end()
        assert out.splitlines()[-1:] == ["done"], f"seed {seed}: {out[-2000:]} {errors[-2000:]}"
        files = {file.name: file for file in (tmp_path / "models/blobs").iterdir()}
        wanted = {digest.replace(":", "-") for digest in registry.blobs}
        assert set(files) == wanted, f"seed {seed}: leftovers or something missing"
        for name, file in files.items():
            assert f"sha256-{hashlib.sha256(file.read_bytes()).hexdigest()}" == name, f"seed {seed}"
        size = sum(len(blob) for blob in registry.blobs.values())
        # A killed program's server is told to end, and notes to the byte what it has.
        assert registry.sent_bytes - size < (KILLS + 1) * 4 * PIECE, f"seed {seed}: sent {sent} by the last kill"
