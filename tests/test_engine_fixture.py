"""The real server that other tests rest on."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from dev_tools.places import ROOT
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


@pytest.mark.parametrize("choice", ["none", "024"])
def test_a_test_of_another_generation_is_skipped_by_name(choice: str) -> None:
    # Without Qt its options in the ini file are unknown, which must not matter here.
    options = ["-o", "addopts=", "-W", "ignore::pytest.PytestConfigWarning", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", "-rs", f"--engine={choice}", *options, "tests/card"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout
    assert " skipped" in done.stdout
    assert " passed" not in done.stdout
