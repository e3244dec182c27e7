"""The real server that other tests rest on."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path

from tests.helpers.real_engine import RealEngine


def _get(url: str) -> object:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(url, timeout=10) as answer:
        return json.load(answer)


def test_the_server_answers_and_knows_its_version(engine_url: str) -> None:
    version = _get(f"{engine_url}/api/version")
    assert isinstance(version, dict)
    assert version["version"] not in ("", "0.0.0")


def test_each_server_has_models_of_its_own(engine_program: Path, tmp_path: Path) -> None:
    with RealEngine(engine_program, tmp_path) as engine:
        assert _get(f"{engine.url}/api/tags") == {"models": []}
        assert "Listening on" in engine.log
