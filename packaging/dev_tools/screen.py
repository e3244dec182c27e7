"""A virtual screen and a message bus for the time of a block, so that windows work where there is no display."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from tempfile import TemporaryDirectory

from dev_tools import system
from dev_tools.places import ON_LINUX
from dev_tools.say import Stop


@contextmanager
def virtual_screen() -> Iterator[Mapping[str, str]]:
    """Run an X server and a session bus for a block; gives the environment for programs that shall use them.

    On Windows and macOS nothing is run: there every session has a screen. Raises: `Stop` when one does not start.
    """
    if not ON_LINUX:
        yield os.environ
        return
    system.ensure(system.VIRTUAL_SCREEN)
    screen = ["Xvfb", "-displayfd", "{}", "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    bus = ["dbus-daemon", "--session", "--nofork", "--print-address={}"]
    variables = {**os.environ, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
    # A bus of another session would answer for programs on another screen.
    for foreign in ("WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS"):
        variables.pop(foreign, None)
    with ExitStack() as stack:
        variables["XDG_RUNTIME_DIR"] = stack.enter_context(TemporaryDirectory(prefix="baleen-runtime-"))
        variables["DISPLAY"] = ":" + stack.enter_context(_server(screen, variables))
        variables["DBUS_SESSION_BUS_ADDRESS"] = stack.enter_context(_server(bus, variables))
        yield variables


@contextmanager
def _server(command: list[str], variables: Mapping[str, str]) -> Iterator[str]:
    """Run a server that tells its address on a file descriptor, whose number replaces {} in its command line."""
    reader, writer = os.pipe()
    process = subprocess.Popen(
        [word.format(writer) for word in command],
        env=dict(variables),
        pass_fds=(writer,),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    try:
        with os.fdopen(reader) as answer:
            place = answer.readline().strip()
        if not place:
            raise Stop(f"{command[0]} did not start")
        yield place
    finally:
        process.terminate()
        process.wait()
