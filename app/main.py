"""The process: arguments, environment, log, one window per profile, first paint, the one loop, exit code.

What is imported here at module level is paid before the window shows; everything else is imported after its
first paint (design: packaging §1.3).
"""

from __future__ import annotations

import argparse
import os
import sys
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from app import __version__

if TYPE_CHECKING:
    from app.store.places import Places

MATHS_HELPER = "--maths-helper"
"""Hidden: the frozen program is its own helper process for formulas."""
FIRST_PAINT = "--first-paint"
"""Hidden: tells what a start costs; a folder for the profile follows."""


class Exit(IntEnum):
    """What a script can read from the exit code."""

    OK = 0
    FAILED = 1
    """An unexpected failure, or a check of `--self-test` that did not pass."""
    USAGE = 2
    """Wrong arguments."""
    NO_PROFILE = 3
    """The profile is not a folder."""
    NO_CHATS = 4
    """The chats could not be read."""
    NO_EXPORT = 5
    """The export could not be written."""
    NO_DISPLAY = 6
    """There is no screen to open a window on."""


_EXIT_CODES = """\
exit codes:
  0  all went well (also: a running Baleen was brought to the front)
  1  an unexpected failure, or --self-test found something
  2  wrong arguments
  3  the profile is not a folder
  4  the chats could not be read (damaged, or written by a newer Baleen)
  5  the export could not be written
  6  there is no screen to open a window on
"""


def main(argv: list[str] | None = None) -> int:
    """Run Baleen; returns the exit code."""
    argv = sys.argv[1:] if argv is None else argv
    if argv[:1] == [MATHS_HELPER]:
        from app.render import maths_helper

        maths_helper.main()
        return Exit.OK
    if argv[:1] == [FIRST_PAINT] and len(argv) == 2:
        from app.first_paint import first_paint

        clean_environment(os.environ)
        return first_paint(Path(argv[1]))
    arguments = _parse(argv)
    clean_environment(os.environ)
    from app.store.places import places

    if arguments.profile is not None and arguments.profile.exists() and not arguments.profile.is_dir():
        return _refuse(
            f"{arguments.profile} is not a folder. Give --profile a folder; it is made if it does not exist.",
            Exit.NO_PROFILE,
        )
    where = places(arguments.profile)
    if arguments.export is not None:
        return _export(where, arguments.export)
    if arguments.self_test:
        from app.self_test import self_test

        return self_test(arguments.profile, arguments.ollama_url, arguments.json)
    from app.display import why_no_display

    if reason := why_no_display(os.environ):
        return _refuse(
            f"There is no screen to open a window on ({reason}). "
            "Start Baleen in a desktop session; --export and --self-test work without one.",
            Exit.NO_DISPLAY,
        )
    from app.desktop import run_desktop

    # Who names a server knows what this is.
    return run_desktop(where, arguments.ollama_url, arguments.file, welcomes=arguments.ollama_url is None)


def clean_environment(environ: os._Environ[str] | dict[str, str]) -> None:
    """Undo what a frozen program's launcher set, for us and for every program that we start.

    PyInstaller points the loader at the bundle and keeps the old value in `…_ORIG`; certificate files that do not
    exist make clients fail at import (design: packaging §1.5).
    """
    if getattr(sys, "frozen", False):
        for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
            original = environ.pop(f"{name}_ORIG", None)
            environ.pop(name, None)
            if original is not None:
                environ[name] = original
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR"):
        if name in environ and not Path(environ[name]).exists():
            del environ[name]


def _parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="baleen",
        description="Chat with DeepSeek models that run on your own computer.",
        epilog=_EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "file", nargs="?", type=_file, metavar="FILE", help="a model file (.gguf) to import; you are asked first"
    )
    parser.add_argument(
        "--profile",
        type=_folder,
        metavar="DIR",
        help="keep everything of this run (chats, settings, cache, logs) under DIR",
    )
    parser.add_argument(
        "--ollama-url", type=_address, metavar="URL", help="use the Ollama server at this address, for this run only"
    )
    parser.add_argument("--export", type=Path, metavar="FILE", help="write all chats to FILE as JSON and end")
    parser.add_argument(
        "--self-test",
        action="store_true",
        help="check this installation without showing a window; prints JSON and ends",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="with --self-test: write the JSON to FILE as well")
    parser.add_argument("--version", action="version", version=f"Baleen {__version__}")
    arguments = parser.parse_args(argv)
    if arguments.json is not None and not arguments.self_test:
        parser.error("--json goes with --self-test")
    if arguments.export is not None and arguments.self_test:
        parser.error("--export and --self-test do not go together")
    if arguments.file is not None and (arguments.export is not None or arguments.self_test):
        parser.error("FILE does not go with --export or --self-test")
    return arguments


def _folder(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError("the name of the folder is empty")
    return Path(text)


def _file(text: str) -> Path:
    """Whole, for a Baleen that runs already may have been started elsewhere. Desktops may give an address."""
    if text.startswith("file:"):
        from urllib.parse import urlsplit
        from urllib.request import url2pathname

        text = url2pathname(urlsplit(text).path)
    path = Path(text).absolute()
    if not path.is_file():
        raise argparse.ArgumentTypeError(f"there is no file “{text}”")
    return path


def _address(text: str) -> str:
    from app.domain.engine import server_url
    from app.domain.errors import BadAddress

    try:
        return server_url(text)
    except BadAddress as error:
        raise argparse.ArgumentTypeError(
            f"“{text}” is not an address; write it like 127.0.0.1:11434 or https://example.com"
        ) from error


def _export(where: Places, target: Path) -> int:
    import asyncio

    from app.domain.errors import DiskFull, NewerSchema, ReadOnly, StoreError
    from app.store.export import export_file

    try:
        count = asyncio.run(export_file(where.data, target))
    except NewerSchema:
        return _refuse("These chats were written by a newer Baleen. Update Baleen, then export again.", Exit.NO_CHATS)
    except (DiskFull, ReadOnly) as error:
        reason = getattr(error.__cause__, "strerror", None) or error.detail
        return _refuse(f"{target} could not be written: {reason}. Choose another place.", Exit.NO_EXPORT)
    except StoreError as error:
        return _refuse(
            f"The chats in {where.data} could not be read ({error.detail or error}). Start Baleen once: "
            "it keeps the damaged file, brings back what can be read and its newest backup. Then export again.",
            Exit.NO_CHATS,
        )
    said = (
        f"{count} chats were written to {target}" if count else f"There are no chats in {where.data}; {target} says so"
    )
    print(said)  # noqa: T201 - the answer to the command
    return Exit.OK


def _refuse(sentence: str, code: Exit) -> int:
    sys.stderr.write(f"baleen: {sentence}\n")
    return code
