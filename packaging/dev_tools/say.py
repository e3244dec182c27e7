"""What a person at the terminal gets to read."""

from __future__ import annotations

import sys


class Stop(Exception):
    """Ends `dev.py` with exit code 1 and this sentence, which names a way out."""


def say(text: str) -> None:
    """One line about what is going on; on standard error, so that a program's own output stays clean."""
    print(f"baleen: {text}", file=sys.stderr, flush=True)
