"""A server, its runners and their guard as one process group, on Linux and macOS.

A server killed by SIGKILL leaves its runner behind, which keeps the memory and goes on computing; after SIGTERM both
are gone at once. So the server must get SIGTERM also when Baleen itself is killed.

The guard is a shell that waits at a pipe which only Baleen holds. However Baleen ends, the system closes the pipe
and the guard ends the group. The parent-death signal of Linux would do it without a process, but comes when the
*thread* that started the server ends, needs code between fork and exec, tells the server only and not a runner left
behind by it, and does not exist on macOS. The guard is started first and leads the group, so there is no moment
without it, and the group's number cannot be given to others while it is unreaped.

The guard waits a moment before that: to the server, Baleen has hung up, and it notes what it has of a download. One
that ends while it writes leaves an empty note, and what was noted before is lost.

The guard also keeps the far ends of the server's outputs open. A server with a request in hand writes a line when
Baleen is gone; into a closed pipe that is SIGPIPE, and death before it has ended its runner.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO

assert sys.platform != "win32"

_GUARD = """
trap '' HUP INT TERM
read -r _
sleep 0.3
kill -TERM 0
sleep 8
kill -KILL 0
"""


class PosixGroup:
    """Starts one server; ends everything it started. Safe to call from several threads."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        """Raises: `OSError`."""
        self._environment = environment
        self._lock = threading.Lock()
        self._is_over = False
        with ExitStack() as opened:
            guard_end, self._lifeline = _pipe(opened)
            pipes = [_pipe(opened), _pipe(opened)]
            self.outputs = [reader for reader, _ in pipes]
            """What the server writes. Whoever reads them closes them; after a failed `spawn` they are closed."""
            self._inputs = [writer for _, writer in pipes]
            self._guard = subprocess.Popen(
                ["/bin/sh", "-c", _GUARD],
                stdin=guard_end,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[output.fileno() for output in self.outputs],
                cwd="/",
                env=environment,
                process_group=0,
            )
            guard_end.close()
            opened.pop_all()

    @property
    def id(self) -> int:
        """The number of the process group."""
        return self._guard.pid

    def spawn(self, command: Sequence[str], folder: Path) -> subprocess.Popen[bytes]:
        """Start the server. Raises: `OSError`."""
        output, errors = self._inputs
        try:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                cwd=folder,
                env=self._environment,
                process_group=self._guard.pid,
            )
        except OSError:
            for pipe in self.outputs:
                pipe.close()
            raise
        finally:
            output.close()
            errors.close()

    def ask_to_end(self, server: subprocess.Popen[bytes]) -> None:
        """SIGTERM to the server, which ends its runners itself."""
        server.terminate()

    def end(self) -> None:
        """Kill what is left of the group. Safe to call twice."""
        with self._lock:
            if self._is_over:
                return
            self._is_over = True
            with suppress(ProcessLookupError, PermissionError):  # macOS refuses where only zombies are left
                os.killpg(self._guard.pid, signal.SIGKILL)
            self._guard.kill()
            self._guard.wait()
            self._lifeline.close()


def _pipe(opened: ExitStack) -> tuple[IO[bytes], IO[bytes]]:
    reader, writer = os.pipe()
    return opened.enter_context(os.fdopen(reader, "rb")), opened.enter_context(os.fdopen(writer, "wb", buffering=0))
