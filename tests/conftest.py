"""Real servers for the tests that need one, and a loud list of what was skipped for want of it.

Nothing here imports Qt: the suite below the presenters runs in an environment without it.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from dev_tools.engine import GENERATIONS as CACHED
from dev_tools.engine import cached
from tests.helpers.real_engine import RealEngine

GENERATIONS = tuple(CACHED)
"""Server generations: "034", `llama-server` beside it (0.30 and later); "024", runner inside (up to 0.24)."""

if importlib.util.find_spec("PySide6") is None:
    collect_ignore = ["ui", "presenters", "e2e", "a11y", "i18n"]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine",
        default="034",
        choices=[*GENERATIONS, "all", "none"],
        help="generation of the real server to test with: BALEEN_TEST_ENGINE_034 names its program, else the cache",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that asks for `engine_program` runs once for each chosen generation.

    `@pytest.mark.engine("024")` narrows that to the generations named.
    """
    if "engine_program" not in metafunc.fixturenames:
        return
    option = metafunc.config.getoption("--engine")
    chosen = GENERATIONS if option == "all" else (option,)
    if (mark := metafunc.definition.get_closest_marker("engine")) and mark.args:
        wanted = tuple(generation for generation in chosen if generation in mark.args)
        left_out = pytest.mark.skip(reason=f"no real engine of generation {mark.args[0]}: --engine {option}")
        chosen = wanted or (pytest.param(mark.args[0], marks=left_out),)
    metafunc.parametrize("engine_program", chosen, indirect=True, scope="session")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for a real server is marked, so that `-m "not engine"` leaves it out."""
    for item in items:
        if "engine_program" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("engine"):
            item.add_marker("engine")


@pytest.fixture(scope="session")
def engine_program(request: pytest.FixtureRequest) -> Path:
    """The program of a real Ollama server, as `dev.py` names it or from its cache; skipped where there is none."""
    generation: str = request.param
    if named := os.environ.get(f"BALEEN_TEST_ENGINE_{generation}"):
        return Path(named)
    program = cached(CACHED[generation]) if generation in CACHED else None
    return program or pytest.skip(f"no real engine of generation {generation}")


@pytest.fixture(scope="session")
def engine_url(engine_program: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running real server with a home and models folder of its own, shared by the session's tests.

    A test that leaves models behind disturbs others: name yours uniquely, or start a `RealEngine` of your own.
    """
    with RealEngine(engine_program, tmp_path_factory.mktemp("engine")) as engine:
        yield engine.url


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name and count the tests that a missing server kept from running."""
    left_out = sorted(
        report.nodeid
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple) and "no real engine" in report.longrepr[2]
    )
    if left_out:
        terminalreporter.section(f"{len(left_out)} TESTS NEED A REAL ENGINE AND DID NOT RUN", red=True)
        for name in left_out:
            terminalreporter.write_line(name)
        terminalreporter.write_line("python3 packaging/dev.py test builds one where Go, CMake and a C++ compiler are.")
