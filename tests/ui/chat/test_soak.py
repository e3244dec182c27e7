"""The hour of `tests.benchmarks.soak`, some seconds of it; `BALEEN_SOAK_TOKENS=720000` lets it run whole (minutes)."""

from __future__ import annotations

import json
import os
import subprocess
import sys

TOKENS = int(os.environ.get("BALEEN_SOAK_TOKENS", "9600"))
MOST = {"widgets": 120, "timers": 30, "documents": 300, "parts": 1_500, "threads of Python": 4}
"""How many of them one open chat may have at any time, however long it is."""
GROWTH = 16e6
"""Bytes: what is kept of formulas, documents and fonts fills up meanwhile."""


def test_an_hour_of_answers_leaves_nothing_behind() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.soak", str(TOKENS)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert run.returncode == 0, run.stderr
    report = json.loads(run.stdout.splitlines()[-1])
    assert report["tokens"] == TOKENS
    assert report["left_over"] == {}
    assert report["longest_frame"] < 100
    assert report["longest_action"] < 100, report["slowest"]
    assert report["growth"] < GROWTH, report["memory"]
    for name, most in MOST.items():
        assert max(counts[name] for counts in report["objects"]) <= most, name
