"""`dev.py check`: what can be said about the code without running it."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from dev_tools import catalogues, environment, strings_in_code
from dev_tools.say import say


def main(_: Sequence[str]) -> int:
    """Run every check, also after one has failed."""
    python = environment.ensure(environment.for_development())
    tools = python.parent
    steps = {
        "format": [str(tools / "ruff"), "format", "--check", "."],
        "lint": [str(tools / "ruff"), "check", "."],
        "import contracts": [str(tools / "lint-imports")],
        "types": [str(python), "-m", "mypy"],
        "types of dev.py": [
            str(python),
            "-m",
            "mypy",
            "--strict",
            "--config-file=",
            "--platform=linux",
            "packaging/dev_tools",
        ],
    }
    failed = []
    for name, command in steps.items():
        say(f"check: {name}")
        if subprocess.run(command, check=False).returncode:
            failed.append(name)
    say("check: words for people")
    wrong = [*strings_in_code.problems_in([*catalogues.SOURCES]), *catalogues.problems(tools)]
    for problem in wrong:
        say(str(problem))
    if wrong:
        failed.append("words for people")
    say(f"checks failed: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0
