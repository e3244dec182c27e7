"""`dev.py translate`: the catalogues brought in step with the code, and compiled."""

from __future__ import annotations

from collections.abc import Sequence

from dev_tools import catalogues, environment
from dev_tools.say import say


def main(_: Sequence[str]) -> int:
    """Refresh what is committed: the .ts files and, compiled from them, the .qm files that the program loads."""
    python = environment.ensure(environment.for_development())
    catalogues.refresh(python.parent)
    problems = catalogues.problems(python.parent)
    for problem in problems:
        say(problem)
    return 1 if problems else 0
