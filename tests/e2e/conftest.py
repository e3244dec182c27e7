"""The whole program as a process. Needs a display and an accessibility bus; `dev.py test` provides both."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.helpers.fake_ollama import FakeOllama
from tests.helpers.program import Program


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say by name what cannot run without a screen."""
    here = str(Path(__file__).parent)
    lacks = "no display" if not os.environ.get("DISPLAY") else ""
    if not lacks and not os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        lacks = "no session bus"
    if sys.platform != "linux":
        lacks = "AT-SPI exists on Linux only"
    for item in items:
        if str(item.path).startswith(here) and lacks and "program" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.skip(reason=lacks))


@pytest.fixture
def program(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[..., Program]]:
    """Start Baleen on this test's profile; called again, it starts on the same profile again.

    The first run is behind the person, but with `is_first_run`.
    What still runs at the end of the test is ended; a failed test leaves a picture of the screen beside the profile.
    """
    started: list[Program] = []
    profile = tmp_path / "profile"

    def start(*arguments: str, is_first_run: bool = False, **options: object) -> Program:
        memory = profile / "state" / "window.ini"
        if not is_first_run and not memory.exists():
            memory.parent.mkdir(parents=True, exist_ok=True)
            memory.write_text("[welcome]\nstep=done\n", "utf-8")
        run = Program(profile, *arguments, **options)  # type: ignore[arg-type]
        run.__enter__()
        started.append(run)
        return run

    yield start
    failed = getattr(request.node, "failed", False)
    if failed and shutil.which("import") and started:
        print("picture:", started[-1].screenshot(tmp_path / "screen.png"))  # noqa: T201
    for run in reversed(started):
        run.__exit__(None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember a failure for the fixtures that are torn down after it."""
    report = yield
    if report.when == "call" and report.failed:  # type: ignore[attr-defined]
        item.failed = True  # type: ignore[attr-defined]
    return report


@pytest.fixture
def server() -> Iterator[FakeOllama]:
    """A scripted server."""
    with FakeOllama() as running:
        yield running
