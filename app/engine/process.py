"""One running server of ours."""

from __future__ import annotations

import asyncio
import errno
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO

import psutil

from app.domain.errors import EngineError, EngineNotRunnable, EngineStartFailed
from app.domain.found_hardware import FoundHardware
from app.engine.found_hardware import HardwareLog
from app.engine.server_log import ServerLog, compute_device, is_mere_question, listening_port
from app.engine.threads import settle

if sys.platform == "win32":
    from app.engine.windows_group import WindowsGroup as ServerGroup
else:
    from app.engine.posix_group import PosixGroup as ServerGroup

LISTEN_PATIENCE_S = 30.0
"""How long a server may take to tell its port; it needs 0.02 s."""
STOP_GRACE_S = 8.0
_LONGEST_LINE_BYTES = 64 * 1024
_LAST_OUTPUT_S = 2.0

_NOT_A_PROGRAM = {errno.EACCES, errno.EPERM, errno.ENOENT, errno.ENOTDIR, errno.ENOEXEC, errno.ELOOP}
_NOT_A_PROGRAM |= {number for name in ("EBADARCH", "EBADEXEC") if (number := getattr(errno, name, None))}


class OllamaProcess:
    """`ollama serve` on a port of 127.0.0.1 that it chose itself.

    It ends with Baleen, however Baleen ends, and takes its runners with it. Both its outputs are always read: a full
    pipe would stop it. Threads do the waiting, since not every event loop can wait for processes; everything public
    belongs to the loop it was started on.
    """

    def __init__(
        self,
        group: ServerGroup,
        server: subprocess.Popen[bytes],
        log: ServerLog,
        grace_s: float,
        on_end: Callable[[int], None],
        shared_host: str,
    ) -> None:
        self._group = group
        self._server = server
        self._log = log
        self._hardware = HardwareLog()
        self._grace_s = grace_s
        self._on_end = on_end
        self._shared_host = shared_host
        self._loop = asyncio.get_running_loop()
        self._port: asyncio.Future[int] = self._loop.create_future()
        self._device: asyncio.Future[str] = self._loop.create_future()
        self._ended: asyncio.Future[int] = self._loop.create_future()
        self._readers = [
            threading.Thread(target=self._read, args=(pipe,), name="engine-output", daemon=True)
            for pipe in group.outputs
        ]
        for reader in self._readers:
            reader.start()
        threading.Thread(target=self._wait_for_end, name="engine-end", daemon=True).start()

    @classmethod
    async def start(
        cls,
        program: Path,
        *,
        environment: Mapping[str, str],
        folder: Path,
        log: ServerLog,
        on_end: Callable[[int], None] = lambda _pid: None,
        patience_s: float = LISTEN_PATIENCE_S,
        grace_s: float = STOP_GRACE_S,
        shared_host: str = "",
    ) -> OllamaProcess:
        """Start the program in a working folder and wait until it has told its port.

        `on_end` is called in a thread, with the pid, when the process and its runners are gone. `shared_host` is
        this computer's address where the environment lets the server listen for other devices.
        Raises: `EngineNotRunnable`, `EngineStartFailed`. On cancel the process is ended.
        """
        process = cls(*_spawned(program, environment, folder), log, grace_s, on_end, shared_host)
        try:
            await process._listen(patience_s)
        except BaseException:
            await process.stop()
            raise
        return process

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port.result()}"

    @property
    def shared_url(self) -> str:
        return f"http://{self._shared_host}:{self._port.result()}" if self._shared_host else ""

    @property
    def pid(self) -> int:
        return self._server.pid

    @property
    def group_id(self) -> int:
        """The process group of the server and its runners; on Windows the server's pid."""
        return self._group.id

    @property
    def found(self) -> FoundHardware:
        return self._hardware.found

    def has_runner(self) -> bool:
        """Whether a process of the server's is there that can hold a model. Blocking, for some milliseconds.

        True also where the system does not say.
        """
        try:
            return any(child.status() != psutil.STATUS_ZOMBIE for child in psutil.Process(self.pid).children())
        except psutil.Error:
            return True

    def last_lines(self) -> str:
        return self._log.last_lines()

    async def device(self) -> str:
        return await asyncio.shield(self._device)

    async def wait(self) -> int:
        return await asyncio.shield(self._ended)

    async def stop(self) -> None:
        """End the server, then whatever of its group is left. A cancel kills it at once."""
        if self._ended.done():
            return
        self._group.ask_to_end(self._server)
        try:
            await asyncio.wait({self._ended}, timeout=self._grace_s)
        finally:
            if not self._ended.done():
                self._group.end()
        await self.wait()

    async def _listen(self, patience_s: float) -> None:
        await asyncio.wait({self._port, self._ended}, timeout=patience_s, return_when=asyncio.FIRST_COMPLETED)
        if not self._port.done():
            code = self._ended.result() if self._ended.done() else None
            raise EngineStartFailed(self.last_lines(), exit_code=code)

    def _read(self, pipe: IO[bytes]) -> None:
        with pipe:
            while raw := pipe.readline(_LONGEST_LINE_BYTES):
                line = raw.decode("utf-8", "replace").rstrip("\r\n")
                if not is_mere_question(line):  # they would drive out all that is worth reading
                    self._log.write(line)
                self._hardware.read(line)
                if (port := listening_port(line)) is not None:
                    settle(self._loop, self._port, port)
                if (device := compute_device(line)) is not None:
                    settle(self._loop, self._device, device)

    def _wait_for_end(self) -> None:
        code = self._server.wait()
        self._group.end()  # a server that crashed leaves its runner, which also holds the pipes
        for reader in self._readers:
            reader.join(_LAST_OUTPUT_S)
        self._on_end(self.pid)
        settle(self._loop, self._device, "")
        settle(self._loop, self._ended, code)


def _spawned(
    program: Path, environment: Mapping[str, str], folder: Path
) -> tuple[ServerGroup, subprocess.Popen[bytes]]:
    group: ServerGroup | None = None
    try:
        group = ServerGroup(environment)
        return group, group.spawn([str(program), "serve"], folder)
    except OSError as error:
        if group:
            group.end()
        raise _start_error(program, error) from error


def _start_error(program: Path, error: OSError) -> EngineError:
    if error.errno in _NOT_A_PROGRAM:
        return EngineNotRunnable(str(error), path=str(program))
    return EngineStartFailed(str(error))
