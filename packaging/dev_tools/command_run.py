"""`dev.py run`: the program with an engine; without a display its tour."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence

from dev_tools import engine, environment, system
from dev_tools.places import BUILD, ON_LINUX, ON_WINDOWS, ROOT
from dev_tools.say import say

_ANSWERS_WITHOUT_WINDOW = {"--export", "--self-test", "--version", "--help", "-h"}


def main(arguments: Sequence[str]) -> int:
    """Start the program with an engine that it finds on its `PATH`. `arguments` are the program's own."""
    needs_window = _ANSWERS_WITHOUT_WINDOW.isdisjoint(argument.partition("=")[0] for argument in arguments)
    if needs_window and not _has_display():
        return _take_tour(arguments)
    system.ensure(system.QT_ON_X if needs_window else system.QT)
    python = environment.ensure(environment.for_running())
    if not engine.installed_program():
        program = engine.ensure(engine.TODAY, python) if needs_window else engine.cached(engine.TODAY)
        if program:
            os.environ["PATH"] = engine.path_with(program)
    command = [str(python), "-m", "app", *arguments]
    if not ON_WINDOWS:
        os.execv(command[0], command)  # signals and the exit code are the program's own
    return subprocess.run(command, check=False).returncode


def _take_tour(arguments: Sequence[str]) -> int:
    # Loaded here: a start on a screen shall cost nothing that it does not need.
    from dev_tools.screen import virtual_screen

    say("there is no display here: taking the tour on a virtual screen")
    with virtual_screen() as screen:
        # The driver reads the screen as a screen reader does; its client is a development package.
        python = environment.ensure(environment.for_development())
        program = engine.installed_program() or engine.ensure(engine.TODAY, python)
        variables = {**screen, "PYTHONPATH": str(ROOT)}
        if program:
            variables["PATH"] = engine.path_with(program)
        driver = ROOT / "packaging" / "tour_on_virtual_screen.py"
        command = [str(python), str(driver), "--picture", str(BUILD / "tour.png"), *arguments]
        return subprocess.run(command, env=variables, check=False).returncode


def _has_display() -> bool:
    return not ON_LINUX or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
