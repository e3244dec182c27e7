"""One model whose drive is away does not hide all the others."""

from __future__ import annotations

import json
import os
import shutil
import urllib.request
from pathlib import Path

import pytest

from app.engine.dead_links import set_dead_links_aside
from tests.engine.test_real_engine import make_host
from tests.helpers.real_engine import RealEngine
from tests.helpers.tiny_models import import_model, recites

pytestmark = pytest.mark.skipif(os.name == "nt", reason="makes links without asking")


def names(url: str) -> list[str]:
    with urllib.request.urlopen(f"{url}/api/tags", timeout=30) as answer:
        return sorted(model["name"] for model in json.load(answer)["models"])


async def test_a_link_to_a_drive_that_is_away_and_back(engine_program: Path, tmp_path: Path) -> None:
    models, drive = tmp_path / "models", tmp_path / "drive"
    with RealEngine(engine_program, tmp_path) as engine:
        import_model(engine.url, recites().path, "here")
        import_model(engine.url, recites().path, "linked")
    library = models / "manifests/registry.ollama.ai/library"
    shutil.move(library / "linked", drive / "linked")
    (library / "linked").symlink_to(drive / "linked")
    host = make_host(tmp_path)

    async def listed() -> list[str]:
        process = await host.start(engine_program)
        try:
            return names(process.url)
        finally:
            await process.stop()

    drive.rename(tmp_path / "away")
    assert await listed() == ["here:latest"]
    assert set_dead_links_aside(models) == 1
    (tmp_path / "away").rename(drive)
    assert "here:latest" in await listed()
    assert (library / "linked").is_symlink()
    assert set_dead_links_aside(models) == 0


def test_nothing_but_dead_links_is_touched(tmp_path: Path) -> None:
    assert set_dead_links_aside(tmp_path / "missing") == 0
    notes = tmp_path / "manifests"
    (notes / "host/x").mkdir(parents=True)
    (notes / "host/x/latest").write_text("{")
    (notes / "host/loop").symlink_to(notes / "host/loop")  # leads nowhere, round and round
    (notes / "host/y").symlink_to("x")
    (notes / "host/dead").symlink_to("../gone")
    assert set_dead_links_aside(tmp_path) == 2
    assert (notes / "host/y").resolve() == notes / "host/x"
    assert sorted(path.name for path in (notes / "host").iterdir()) == ["x", "y"]
    (notes / "gone").mkdir()  # what the short way led to is there again
    assert set_dead_links_aside(tmp_path) == 1
    assert (notes / "host/dead").resolve() == notes / "gone"
