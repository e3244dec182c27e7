"""Takes the tour where nobody watches: starts Baleen, presses its real buttons, shows what came of it.

`dev.py run` starts this on a virtual screen, with the checkout on the Python path.
"""

from __future__ import annotations

import argparse
import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication, QPixmap

from tests.helpers.screen_reader import Node, ScreenReader, find, wait_for

_ROOT = Path(__file__).resolve().parents[1]
_WINDOW_S, _ENGINE_S, _ANSWER_S, _QUIT_S = 60.0, 120.0, 180.0, 20.0
_UNFINISHED = "streaming"


def main(arguments: Sequence[str]) -> int:
    """Returns 0 only if the tour was recited to its end and the program quit cleanly."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--picture", type=Path, required=True, help="where the picture of the window goes")
    parser.add_argument("--profile", type=Path, help="a folder for the run; else one that is thrown away")
    own, handed_on = parser.parse_known_args([argument for argument in arguments if argument != "--"])
    own.picture.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="baleen-tour-") as throw_away:
        profile = own.profile or Path(throw_away)
        command = [sys.executable, "-m", "app", "--profile", str(profile), *handed_on]
        with _running(command) as program:
            result = _take_tour(program, profile, own.picture)
        if result == 0 and program.returncode != 0:
            print(f"Baleen did not quit cleanly: exit code {program.returncode}")
            return 1
        return result


def _take_tour(program: subprocess.Popen[bytes], profile: Path, picture: Path) -> int:
    window: Node | None = None
    try:
        baleen = ScreenReader().program(program.pid, _WINDOW_S)
        window = wait_for(lambda: _window(baleen), "a window whose title contains Baleen", _WINDOW_S)
        wait_for(lambda: _usable(baleen, "empty.tour"), "the button Take the tour", _ENGINE_S).press()
        messages = wait_for(lambda: _finished(profile), "the end of the answer", _ANSWER_S)
    except AssertionError as failure:
        print(f"The tour could not be taken; missed: {failure}")
        if window and program.poll() is None:
            _save_picture(window, picture)
        return 1
    _save_picture(window, picture)
    for message in messages:
        _tell(message)
    return 0 if messages[-1]["state"] == "done" else 1


def _window(program: Node) -> Node | None:
    return next((window for window in program.children if "Baleen" in window.name), None)


def _usable(program: Node, identifier: str) -> Node | None:
    button = find(program, id=identifier)
    return button if button and "enabled" in button.states else None


def _finished(profile: Path) -> list[dict[str, Any]] | None:
    """The messages on disk once the last one is an answer that has ended."""
    with tempfile.TemporaryDirectory() as folder:
        export = Path(folder, "chats.json")
        command = [sys.executable, "-m", "app", "--profile", str(profile), "--export", str(export)]
        if subprocess.run(command, cwd=_ROOT, capture_output=True, check=False).returncode != 0:
            return None
        chats = json.loads(export.read_text(encoding="utf-8"))["chats"]
    messages: list[dict[str, Any]] = [message for chat in chats for message in chat["messages"]]
    if not messages or messages[-1]["role"] != "assistant" or messages[-1]["state"] == _UNFINISHED:
        return None
    return messages


def _save_picture(window: Node, picture: Path) -> None:
    """Save the window as it is on the screen, once two looks in a row are the same."""
    screen = (QGuiApplication.instance() or QGuiApplication([])).primaryScreen()
    x, y, width, height = window.bounds

    def look() -> QPixmap:
        return screen.grabWindow(0, x, y, width, height)

    seen, end = look(), time.monotonic() + 5
    while time.monotonic() < end:
        time.sleep(0.2)
        before, seen = seen, look()
        if before.toImage() == seen.toImage():
            break
    seen.save(str(picture))
    print(f"The window: {picture}")


def _tell(message: dict[str, Any]) -> None:
    speaker = "You" if message["role"] == "user" else message["model"]
    print(f"\n{speaker} ({message['state']}):")
    if message["thinking"]:
        print("\n".join(f"  | {line}" for line in message["thinking"].splitlines()))
    print(message["text"])


@contextmanager
def _running(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program for the time of a block, then ask it to quit and wait until it has."""
    program = subprocess.Popen(command, cwd=_ROOT)
    try:
        yield program
    finally:
        program.send_signal(signal.SIGTERM)
        try:
            program.wait(_QUIT_S)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
