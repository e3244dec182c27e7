"""Takes the tour where nobody watches: starts Baleen, presses its real buttons, shows what came of it.

`dev.py run` starts this on a virtual screen, with the checkout on the Python path.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication, QPixmap

from tests.helpers.program import Program
from tests.helpers.screen_reader import Node, find, wait_for

_ENGINE_S, _ANSWER_S, _STILL_S = 120.0, 180.0, 5.0
_BETWEEN_EXPORTS_S = 1.0


def main(arguments: Sequence[str]) -> int:
    """Returns 0 only if the tour was recited to its end and the program quit cleanly."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--picture", type=Path, required=True, help="where the picture of the window goes")
    parser.add_argument("--profile", type=Path, help="a folder for the run; else one that is thrown away")
    own, handed_on = parser.parse_known_args(arguments)
    own.picture.parent.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="baleen-tour-") as throw_away,
        Program(own.profile or Path(throw_away), *handed_on) as program,
    ):
        return _take_tour(program, own.picture)


def _take_tour(program: Program, picture: Path) -> int:
    try:
        before = {chat["id"] for chat in program.export()["chats"]}
        _pass_welcome(program)
        # A used profile opens its last chat; the button is a link where there are models already.
        program.press(id_="sidebar.new_chat")
        wait_for(lambda: _tour_button(program), "there is no button for the tour", _ENGINE_S).press()
        messages = wait_for(lambda: _finished(program, before), "the answer did not end", _ANSWER_S)
    except AssertionError as failure:
        if code := program.process.poll():
            print(program.errors(), end="")
            return code
        print(f"The tour could not be taken: {failure}\n{program.errors()}")
        return 1
    _save_picture(program, picture)
    for message in messages:
        _tell(message)
    code = program.quit()
    if code:
        print(f"Baleen did not quit cleanly: exit code {code}\n{program.errors()}")
    return 1 if code or messages[-1]["state"] != "done" else 0


def _pass_welcome(program: Program) -> None:
    """On a fresh profile: the first screen, then no model yet."""
    first = wait_for(
        lambda: find(program.window, id_="welcome.continue") or find(program.window, id_="sidebar.new_chat"),
        "neither welcome nor chat",
        _ENGINE_S,
    )
    if first.id == "welcome.continue":
        first.press()
        program.press(id_="welcome.skip", timeout_s=_ENGINE_S)


def _tour_button(program: Program) -> Node | None:
    root = program.window
    return find(root, id_="empty.tour") or find(root, id_="empty.tour_link")


def _finished(program: Program, before: set[int]) -> list[dict[str, Any]]:
    """The messages of the new chat once the last one is an answer that has ended; before that none."""
    time.sleep(_BETWEEN_EXPORTS_S)  # each export is a program of its own, and the engine needs the processor
    messages = [
        message for chat in program.export()["chats"] if chat["id"] not in before for message in chat["messages"]
    ]
    is_over = messages and messages[-1]["role"] == "assistant" and messages[-1]["state"] != "streaming"
    return messages if is_over else []


def _save_picture(program: Program, picture: Path) -> None:
    """Save the window as it is on the screen, once two looks in a row are the same."""
    screen = (QGuiApplication.instance() or QGuiApplication([])).primaryScreen()
    x, y, width, height = program.window.children[0].bounds

    def look() -> QPixmap:
        return screen.grabWindow(0, x, y, width, height)

    seen, end = look(), time.monotonic() + _STILL_S
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


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
