"""The program itself is killed at random moments of a download: the next start goes on, and says the truth."""

from __future__ import annotations

import hashlib
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.helpers.program import Program
from tests.helpers.registry import Registry
from tests.helpers.screen_reader import wait_for
from tests.helpers.tiny_models import recites

Start = Callable[..., Program]

KILLS = 20
MB = 1_000_000
BYTES_PER_S = MB // 2

pytestmark = [pytest.mark.engine("034"), pytest.mark.slow, pytest.mark.timeout(300)]


def test_killed_at_twenty_moments(program: Start, engine_program: Path) -> None:
    """With window, server and registry: every fourth time while bytes arrive, else also while it starts."""
    moments = random.Random(seed := random.randrange(1 << 32))
    path = f"{engine_program.parent}{os.pathsep}{os.environ['PATH']}"
    environment = {"LLAMA_ARG_THREADS": "1"}
    with Registry() as registry:
        tag = registry.add(recites().path, "m:1b", padding=30 * MB)
        other = registry.add(recites().path, "n:1b", padding=29 * MB)
        registry.bytes_per_s = BYTES_PER_S
        run = program(path=path, environment=environment)
        blobs = run.profile / "data" / "engine" / "models" / "blobs"
        for name in (tag, other):
            run.press(id_="sidebar.models")
            run.find(id_="settings.add_name").write(name)
            run.press(name="Download", id_="settings.add", timeout_s=30)
            run.find(id_=f"settings.download.{name}", timeout_s=30)
        for number in range(KILLS):
            if number % 4 == 0:
                sent = registry.sent_bytes
                wait_for(lambda sent=sent: registry.sent_bytes > sent, "it does not go on", 60)
            time.sleep(moments.uniform(0, 0.5 if number % 4 == 0 else 2.5))  # the moment is what is tested
            run.kill()
            run = program(path=path, environment=environment)
        run.press(id_="sidebar.models", timeout_s=60)
        run.find(id_=f"settings.download.{tag}", timeout_s=60)
        run.press(id_=f"settings.download.cancel.{other}")
        registry.bytes_per_s = None
        wanted = {digest.replace(":", "-") for digest in registry.digests_of("m:1b")}

        def is_done() -> bool:
            return {file.name for file in blobs.iterdir()} == wanted

        wait_for(is_done, f"seed {seed}: leftovers, or something missing: {list(blobs.iterdir())}", 90)
        for file in blobs.iterdir():
            assert f"sha256-{hashlib.sha256(file.read_bytes()).hexdigest()}" == file.name, f"seed {seed}"
        run.find(id_=f"settings.installed.{tag}", timeout_s=60)
        assert run.quit() == 0
