"""The real program as a process, under a virtual screen, driven as a person would."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

from tests.helpers.screen_reader import Gone, Node, ScreenReader, find, wait_for

ENDS_WITHIN_S = 20
CHECKOUT = Path(__file__).parents[2]


class Program:
    """One run of Baleen on a profile. Leaving the context ends it, softly first, and wants it to end well."""

    def __init__(
        self,
        profile: Path,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
        path: str | None = None,
    ) -> None:
        self.profile = profile
        self._arguments = [sys.executable, "-m", "app", "--profile", str(profile), *arguments]
        self._environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            "PYTHONFAULTHANDLER": "1",
            **(environment or {}),
        }
        if path is not None:
            self._environment["PATH"] = path

    def __enter__(self) -> Self:
        self.profile.mkdir(parents=True, exist_ok=True)
        self._errors = (self.profile / "stderr.txt").open("ab")
        self.process = subprocess.Popen(
            self._arguments,
            cwd=CHECKOUT,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=self._errors,
            stderr=self._errors,
        )
        self.reader = ScreenReader()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.reader.close()
        code = 0
        if self.process.poll() is None:
            self.process.terminate()
            try:
                code = self.process.wait(ENDS_WITHIN_S)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._errors.close()
        # SIGTERM itself may still find it starting.
        assert kind or code in (0, -signal.SIGTERM), f"it ended with {code}:\n{self.errors()[-8000:]}"

    # What is on the screen

    @property
    def window(self) -> Node:
        """The main window, once it is there."""
        return self.reader.program(self.process.pid, is_alive=self._is_alive)

    def _is_alive(self) -> bool:
        """True. Raises: `AssertionError` when it has ended, with how and with its last words."""
        if (code := self.process.poll()) is None:
            return True
        said = (self.profile / "stderr.txt").read_text("utf-8", "replace")
        raise AssertionError(f"the program has ended with {code}:\n{said[-8000:]}")

    def find(self, *, id_: str = "", name: str = "", role: str = "", timeout_s: float = 20) -> Node:
        """A node that is showing; fails with what is on the screen instead if it does not appear in time."""
        root = self.window
        try:
            return wait_for(lambda: find(root, id_=id_, name=name, role=role), "", timeout_s)
        except AssertionError:
            raise AssertionError(f"no {id_ or name or role} on the screen, but\n{self.screen_text()}") from None

    def gone(self, *, id_: str = "", name: str = "", timeout_s: float = 20) -> None:
        """Wait until nothing on the screen fits."""
        root = self.window
        wait_for(lambda: find(root, id_=id_, name=name) is None, f"{id_ or name} is still there", timeout_s)

    def press(self, *, id_: str = "", name: str = "", role: str = "", timeout_s: float = 20) -> None:
        try:
            self.find(id_=id_, name=name, role=role, timeout_s=timeout_s).press()
        except Gone:  # another has taken its place since it was found, as rows of lists do
            self.find(id_=id_, name=name, role=role, timeout_s=timeout_s).press()

    def screen_text(self) -> str:
        """Role, id and name of everything that shows."""
        lines = []
        for node in self.window.walk():
            states = node.states
            if "showing" in states:
                lines.append(f"{node.role} {node.id} {node.name!r}")
        return "\n".join(lines)

    def screenshot(self, file: Path) -> Path:
        """A picture of the whole virtual screen."""
        subprocess.run(["import", "-window", "root", str(file)], check=True)
        return file

    # What a person does

    def write(self, text: str) -> None:
        """Write into the composer and send."""
        self.find(id_="composer.text").write(text)
        send = self.find(id_="composer.send")
        wait_for(lambda: "enabled" in send.states, "nothing can be sent")
        send.press()

    def answer(self, text: str, timeout_s: float = 30) -> Node:
        """Wait until a message that contains this text is on the screen."""
        return self.find(role="list item", name=text, timeout_s=timeout_s)

    # How it ends

    def kill(self) -> None:
        """SIGKILL, as a crash or a power cut would."""
        self.process.kill()
        self.process.wait()

    def quit(self) -> int:
        """SIGTERM, as a logout would; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(ENDS_WITHIN_S)

    def wait(self, timeout_s: float = ENDS_WITHIN_S) -> int:
        return self.process.wait(timeout_s)

    def errors(self) -> str:
        """Everything that the program printed."""
        return (self.profile / "stderr.txt").read_text("utf-8", "replace")

    def export(self) -> dict[str, Any]:
        """All chats, as `--export` writes them."""
        return export(self.profile)


def baleen(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command line and wait for its end."""
    return subprocess.run(
        [sys.executable, "-m", "app", *arguments],
        cwd=CHECKOUT,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=90,
        check=False,
    )


def export(profile: Path) -> dict[str, Any]:
    """All chats of a profile, as `--export` writes them."""
    target = profile / "export.json"
    done = baleen("--profile", str(profile), "--export", str(target))
    assert done.returncode == 0, done.stderr
    content: dict[str, Any] = json.loads(target.read_text("utf-8"))
    return content
