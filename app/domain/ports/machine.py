"""What the computer gives: its hardware, programs, and the engine among them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from app.domain.engine_install import EngineArchive
from app.domain.found_hardware import FoundHardware
from app.domain.hardware import Hardware


class HardwareProbe(Protocol):
    """Looks at this computer. Blocking, up to a second."""

    def __call__(self) -> Hardware:
        """Never raises: what the system does not tell is left out."""
        ...


class ServerProcess(Protocol):
    """A server that we started."""

    @property
    def url(self) -> str: ...

    @property
    def shared_url(self) -> str:
        """Where other devices of the network reach it; empty when it listens on this computer alone."""
        ...

    @property
    def pid(self) -> int: ...

    @property
    def found(self) -> FoundHardware:
        """What its log has told about cards and loads so far."""
        ...

    async def device(self) -> str:
        """The graphics card that it found; waits until it has looked, which may be after it answers. Empty for none."""
        ...

    def last_lines(self) -> str:
        """The end of its log, for Details."""
        ...

    async def wait(self) -> int:
        """Its exit code, when it has ended."""
        ...

    async def stop(self) -> None:
        """SIGTERM, wait 8 s, then kill the group. Safe to call twice and after its end."""
        ...


class EngineStorage(Protocol):
    """Engines that Baleen installed for itself, side by side. Blocking: call it in a worker."""

    def version(self) -> str:
        """The installed version that is in use; empty for none."""
        ...

    def archive_file(self, archive: EngineArchive) -> Path:
        """Where the archive is put together; what is there already is its beginning."""
        ...

    def check_space(self, archive: EngineArchive) -> None:
        """Raises: `EngineNoSpace`, `ReadOnly`."""
        ...

    def check_sum(self, archive: EngineArchive, file: Path, progress: Callable[[int], None]) -> None:
        """Raises: `EngineArchiveBad`, `OSError`."""
        ...

    def unpack(self, archive: EngineArchive, file: Path, progress: Callable[[int], None]) -> Path:
        """Unpack beside what is there and see whether it runs; returns the program, not yet in use.

        Leaves nothing behind when it fails or when `progress` raises. Raises: `EngineInstallError`.
        """
        ...

    def use(self, program: Path) -> None:
        """From now on `EngineHost.find` finds this one; the one before is kept."""
        ...

    def roll_back(self) -> Path | None:
        """Back to the one before, if there was one."""
        ...

    def settle(self) -> None:
        """The one in use works: everything else goes."""
        ...

    def discard_download(self, archive: EngineArchive) -> None: ...

    def remove(self) -> int:
        """Delete every installed engine; returns the bytes freed."""
        ...


class FileFetcher(Protocol):
    """Fetches one big file."""

    def __call__(
        self, url: str, file: Path, size_bytes: int, progress: Callable[[int], None], stop: threading.Event
    ) -> None:
        """Bring the file to its full size, going on from what is there. Blocking; what `progress` raises ends it.

        Raises: `EngineArchiveUnreachable`, `DiskFull`, `ReadOnly`.
        """
        ...


class EngineLogFile(Protocol):
    """The log of our own server. Blocking: call it in a worker."""

    def folder(self) -> Path:
        """Where the file lies."""
        ...

    def read(self, *, from_start: bool) -> str:
        """What is new since the last call; with `from_start` the end of what is there. Without passwords.

        Never raises: a log that cannot be read is empty.
        """
        ...


class EngineHost(Protocol):
    """Finds and starts servers on this computer."""

    def find(self, preferred: str) -> Path | None:
        """The program to start: the preferred path, then `PATH`, then the usual places of this system.

        Raises: `EngineNotRunnable` when `preferred` is given and is not a program.
        """
        ...

    async def start(self, program: Path, extra_env: Mapping[str, str] | None = None) -> ServerProcess:
        """Start `ollama serve` on a free port of 127.0.0.1 and wait until it has told the port.

        Raises: `EngineError`. On cancel the process is ended.
        """
        ...


class LoginItem(Protocol):
    """Whether the system opens this program when the person logs in. Blocking, for a small file."""

    @property
    def is_possible(self) -> bool:
        """False where the system does not leave that to programs."""
        ...

    def is_on(self) -> bool: ...

    def switch(self, is_on: bool) -> None:
        """Raises: `ReadOnly`; then nothing has changed."""
        ...
