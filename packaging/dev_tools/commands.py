"""The commands of `dev.py`, each in a module of its own that is loaded when it is asked for."""

from __future__ import annotations

import argparse
import importlib
import os
from collections.abc import Sequence

from dev_tools.places import ROOT
from dev_tools.say import Stop, say

_COMMANDS = {
    "run": "start Baleen; without a display, take its tour on a virtual screen and save a picture",
    "test": "run the tests, and those below the presenters once more without Qt",
    "check": "format, lint, import contracts, types, words for people",
    "translate": "bring the catalogues of translations in step with the code",
    "bench": "measure speed against floors of the same run",
    "package": "freeze the program into dist/baleen and let it test itself",
}


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description="Work on Baleen. What stands after -- or is unknown here is handed on.",
        epilog="examples:\n  dev.py run -- --profile /tmp/try\n  dev.py test -- -k stop\n"
        "  dev.py test -- --engine all\n  dev.py package --windows",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    choices = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, summary in _COMMANDS.items():
        choices.add_parser(name, help=summary, description=summary)
    own, handed_on = _split(arguments)
    known, others = parser.parse_known_args(own)
    command = importlib.import_module(f"dev_tools.command_{known.command}")
    os.chdir(ROOT)
    try:
        code: int = command.main([*others, *handed_on])
    except Stop as stop:
        say(str(stop))
        return 1
    except KeyboardInterrupt:
        return 130
    return code


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """What stands before and after the first `--`."""
    if "--" not in arguments:
        return list(arguments), []
    at = list(arguments).index("--")
    return list(arguments[:at]), list(arguments[at + 1 :])
