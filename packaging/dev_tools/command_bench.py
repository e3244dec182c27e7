"""`dev.py bench`: the benchmarks, alone on a virtual screen."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from dev_tools import engine, environment
from dev_tools.screen import virtual_screen


def main(arguments: Sequence[str]) -> int:
    """Run `tests.benchmarks`, to which the arguments belong."""
    with virtual_screen() as screen:
        python = environment.ensure(environment.for_development())
        variables = {**screen, **engine.variables_for_tests(engine.TODAY.key, python)}
        command = [str(python), "-m", "tests.benchmarks", *arguments]
        return subprocess.run(command, env=variables, check=False).returncode
