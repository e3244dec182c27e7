"""The commands of `dev.py`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from dev_tools import engine, environment, system
from dev_tools.freeze import package
from dev_tools.places import BUILD, ON_LINUX, ON_WINDOWS, ROOT
from dev_tools.say import Stop, say
from dev_tools.screen import has_display, virtual_screen
from dev_tools.test_report import Skipped, skipped, tell_skipped

_NEEDS_NO_WINDOW = {"--export", "--self-test", "--version", "--help", "-h"}


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description="Work on Baleen. What stands after -- is handed on.",
        epilog="Examples: dev.py run -- --profile /tmp/try   dev.py test -- -k stop   dev.py test -- --engine all",
    )
    commands = {
        "run": (run, "start Baleen; without a display, take its tour on a virtual screen and save a picture"),
        "test": (test, "run the tests, and those below the screens once more without Qt"),
        "check": (check, "format, lint, import contracts, types"),
        "bench": (bench, "measure speed against floors of the same run"),
        "package": (package, "freeze the program into dist/baleen and let it test itself"),
    }
    choices = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (_, summary) in commands.items():
        choices.add_parser(name, help=summary)
    own, handed_on = _split(arguments)
    command, _ = commands[parser.parse_args(own).command]
    os.chdir(ROOT)
    try:
        return command(handed_on)
    except Stop as stop:
        say(str(stop))
        return 1
    except KeyboardInterrupt:
        return 130


def run(arguments: Sequence[str]) -> int:
    """Start the program with an engine that it finds on its `PATH`."""
    needs_window = _NEEDS_NO_WINDOW.isdisjoint(arguments)
    on_virtual_screen = needs_window and not has_display()
    system.ensure(system.VIRTUAL_SCREEN if on_virtual_screen else system.QT_ON_X if needs_window else system.QT)
    # The driver of the tour reads the screen as a screen reader does; its client is a development package.
    wanted = environment.for_development() if on_virtual_screen else environment.for_running()
    python = environment.ensure(wanted)
    if not engine.installed_program():
        program = engine.cached(engine.TODAY)
        if not program and needs_window:
            program = engine.ensure(engine.TODAY, python)
        if program:
            os.environ["PATH"] = os.pathsep.join([str(program.parent), os.environ.get("PATH", "")])
    if not on_virtual_screen:
        return _become([str(python), "-m", "app", *arguments])
    say("there is no display here: taking the tour on a virtual screen")
    with virtual_screen() as screen:
        driver = str(ROOT / "packaging" / "tour_on_virtual_screen.py")
        return _call(
            [str(python), driver, "--picture", str(BUILD / "tour.png"), "--", *arguments],
            {**screen, "PYTHONPATH": str(ROOT)},
        )


def test(arguments: Sequence[str]) -> int:
    """Run the suite with a real engine; when all of it was asked for, once more without Qt."""
    python = environment.ensure(environment.for_development())
    choice = argparse.ArgumentParser(add_help=False)
    choice.add_argument("--engine", default=engine.TODAY.key, choices=[*engine.GENERATIONS, "all", "none"])
    chosen, others = choice.parse_known_args(arguments)
    variables = _engine_variables(chosen.engine, python)
    BUILD.mkdir(exist_ok=True)
    report = BUILD / f"tests-{sys.version_info.major}.{sys.version_info.minor}.xml"
    command = [str(python), "-m", "pytest", f"--engine={chosen.engine}", f"--junitxml={report}", *others]
    if ON_LINUX:
        system.ensure(system.VIRTUAL_SCREEN)
        with virtual_screen() as screen:
            result = _call(command, {**screen, **variables, "QT_QPA_PLATFORM": "offscreen"})
    else:
        result = _call(command, {**os.environ, **variables})
    left_out = skipped(report)
    if not others:
        result = _test_without_qt(chosen.engine, variables, left_out) or result
    tell_skipped(left_out)
    return result


def check(_: Sequence[str]) -> int:
    """Run every check, also after one has failed."""
    python = environment.ensure(environment.for_development())
    tools = python.parent
    steps = {
        "format": [str(tools / "ruff"), "format", "--check", "."],
        "lint": [str(tools / "ruff"), "check", "."],
        "import contracts": [str(tools / "lint-imports")],
        "types": [str(python), "-m", "mypy"],
        "types of dev.py": [str(python), "-m", "mypy", "--strict", "--config-file=", "packaging/dev.py"],
    }
    failed = []
    for name, command in steps.items():
        say(f"check: {name}")
        if _call(command, os.environ):
            failed.append(name)
    say(f"checks failed: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0


def bench(arguments: Sequence[str]) -> int:
    """Run the benchmarks under a virtual screen."""
    python = environment.ensure(environment.for_development())
    variables = _engine_variables(engine.TODAY.key, python)
    command = [str(python), "-m", "tests.benchmarks", *arguments]
    if not ON_LINUX:
        return _call(command, {**os.environ, **variables})
    system.ensure(system.VIRTUAL_SCREEN)
    with virtual_screen() as screen:
        return _call(command, {**screen, **variables})


def _test_without_qt(choice: str, variables: Mapping[str, str], left_out: list[Skipped]) -> int:
    say("once more without Qt: everything below the presenters")
    python = environment.ensure(environment.without_qt())
    report = BUILD / "tests-without-qt.xml"
    # The ini file names options of pytest-qt, which is not there.
    command = [str(python), "-m", "pytest", "-q", "-o", "addopts=--strict-markers --ignore=tests/benchmarks",
               "-W", "ignore::pytest.PytestConfigWarning", f"--engine={choice}", f"--junitxml={report}"]  # fmt: skip
    result = _call(command, {**os.environ, **variables})
    left_out += skipped(report)
    return result


def _engine_variables(choice: str, python: Path) -> dict[str, str]:
    """`BALEEN_TEST_ENGINE_034=PROGRAM` for each generation that was chosen and can be had."""
    chosen = {"all": list(engine.GENERATIONS.values()), "none": []}.get(choice) or (
        [engine.GENERATIONS[choice]] if choice in engine.GENERATIONS else []
    )
    programs = {generation.key: engine.ensure(generation, python) for generation in chosen}
    return {f"BALEEN_TEST_ENGINE_{key}": str(program) for key, program in programs.items() if program}


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """What stands before and after the first `--`."""
    if "--" not in arguments:
        return list(arguments), []
    at = list(arguments).index("--")
    return list(arguments[:at]), list(arguments[at + 1 :])


def _call(command: Sequence[str], variables: Mapping[str, str]) -> int:
    return subprocess.run(command, env=dict(variables), check=False).returncode


def _become(command: Sequence[str]) -> int:
    """Replace this process, so that signals and the exit code are the program's own."""
    if not ON_WINDOWS:
        os.execv(command[0], [*command])
    return _call(command, os.environ)
