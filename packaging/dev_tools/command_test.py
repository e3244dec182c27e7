"""`dev.py test`: the suite with a real engine, and once more without Qt."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Mapping, Sequence

from dev_tools import engine, environment, system
from dev_tools.places import BUILD
from dev_tools.say import say
from dev_tools.screen import virtual_screen
from dev_tools.test_report import Skipped, failed, skipped, tell_skipped

_WITHOUT_QTS_OPTIONS = (
    # The ini file names options of pytest-qt, which is not there; --strict-config would refuse them.
    "-o", "addopts=--strict-markers --ignore=tests/benchmarks", "-W", "ignore::pytest.PytestConfigWarning",
    "-m", "not slow",
)  # fmt: skip

_TESTS_FAILED = 1
"""pytest's exit code when it ran to the end and tests failed."""
_MOST_UNSTEADY = 5


def main(arguments: Sequence[str]) -> int:
    """Run the suite with a real engine; when all of it was asked for, once more without Qt.

    `arguments` are pytest's, and `--engine`.
    """
    parser = argparse.ArgumentParser(prog="dev.py test --", add_help=False)
    parser.add_argument("--engine", default=engine.TODAY.key, choices=[*engine.GENERATIONS, "all", "none"])
    own, others = parser.parse_known_args(arguments)
    BUILD.mkdir(exist_ok=True)
    left_out: list[Skipped] = []
    system.ensure_if_possible(system.DRIVING)
    with virtual_screen() as screen:
        python = environment.ensure(environment.for_development())
        variables = {**screen, **engine.variables_for_tests(own.engine, python)}
        options = [f"--engine={own.engine}", *others]
        result = _pytest(environment.for_development(), options, variables, left_out)
        if not others:
            say("once more without Qt: everything below the presenters")
            options += ["-q", *_WITHOUT_QTS_OPTIONS]
            result = _pytest(environment.without_qt(), options, variables, left_out) or result
    tell_skipped(left_out)
    return result


def _pytest(
    where: environment.Environment, options: Sequence[str], variables: Mapping[str, str], left_out: list[Skipped]
) -> int:
    python = environment.ensure(where)
    report = BUILD / f"tests-{where.folder.name.lstrip('.')}-{sys.version_info.major}.{sys.version_info.minor}.xml"
    report.unlink(missing_ok=True)
    command = [str(python), "-m", "pytest", f"--junitxml={report}", *options]
    # Whatever ends the process from outside Python leaves its last lines in the output.
    variables = {"PYTHONFAULTHANDLER": "1", **variables}
    result = subprocess.run(command, env=dict(variables), check=False).returncode
    left_out += skipped(report)
    if result:
        say(f"pytest ended with {result}")
    if result and "CI" in variables:
        if names := failed(report):
            result = _once_more(command, variables, names)
        elif result < 0 and report.exists():  # written after the last test: this process fell while Python ended
            say("UNSTEADY: all tests had passed when the process was ended by that signal")
            result = 0
    return result


def _once_more(command: Sequence[str], variables: Mapping[str, str], names: Sequence[str]) -> int:
    """Run what failed alone: a test of a whole program that only a busy machine broke is told, but does not stop CI.

    Many failures are never a busy machine.
    """
    if len(names) > _MOST_UNSTEADY:
        return _TESTS_FAILED
    say(f"{len(names)} failed; once more, alone")
    again = [*command, "--last-failed", "--last-failed-no-failures=none"]
    result = subprocess.run(again, env=dict(variables), check=False).returncode
    if result == 0:
        say(f"{len(names)} tests are UNSTEADY: they failed first and passed alone")
        for name in names:
            say(f"      {name}")
    return result
