"""A virtual screen and a message bus for the time of a block, so that windows work where there is no display."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from dev_tools.places import ON_LINUX
from dev_tools.say import Stop


def has_display() -> bool:
    """Whether a window can be shown to somebody."""
    return not ON_LINUX or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


@contextmanager
def virtual_screen() -> Iterator[Mapping[str, str]]:
    """Run an X server; gives the environment for programs that shall use it. Ends it with the block.

    Raises: `Stop` when it does not start.
    """
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=(writer,), stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        with os.fdopen(reader) as answer:
            number = answer.readline().strip()
        if not number:
            raise Stop("the virtual screen did not start. Try: Xvfb :99")
        with tempfile.TemporaryDirectory(prefix="baleen-runtime-") as runtime:
            environment = {
                **os.environ,
                "DISPLAY": f":{number}",
                "XDG_RUNTIME_DIR": runtime,
                "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
            }
            environment.pop("WAYLAND_DISPLAY", None)
            # A bus of another session would answer for applications on another screen.
            environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
            environment.pop("AT_SPI_BUS_ADDRESS", None)
            yield environment
    finally:
        server.terminate()
        server.wait()
