"""Watches what the process does behind a test's back: files opened, sockets made, programs started.

    with audited() as audit:
        view.show_text(hostile_text)
    audit.assert_silent(allowed=("/usr/share/fonts", "/usr/share/icons"))

Python's audit hooks see all that goes through Python. **Qt opens files in C++, where no hook of Python sees it**: a
test of a Qt view therefore also plants a `canary(tmp_path)`, a picture whose access time lies in the past, puts its
address into the hostile texts (`hostile_corpus.with_targets(canary.url)`), shows them, and asserts that
`canary.was_read` is false. `canary_works(tmp_path)` tells whether the file system keeps access times at all; skip that
half where it does not.
"""

from __future__ import annotations

import os
import sys
import sysconfig
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

WATCHED = frozenset(
    {"open", "socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "subprocess.Popen"}
    | {"os.system", "os.exec", "os.posix_spawn", "os.startfile", "urllib.Request", "webbrowser.open", "ctypes.dlopen"}
)

_CODE_FOLDERS = tuple({sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")})
"""Where modules are imported from: opening those is not reading a person's file."""


@dataclass
class Audit:
    """What happened while it was watched, in order: the name of the event and its first argument."""

    events: list[tuple[str, str]] = field(default_factory=list)

    def unexpected(self, allowed: tuple[str, ...] = ()) -> list[tuple[str, str]]:
        """What happened, less the opening of the program's own files and of those below the folders in `allowed`."""
        project = Path(__file__).parents[2]
        folders = (*_CODE_FOLDERS, str(project / "app"), str(project / "resources"), *allowed)
        return [(event, what) for event, what in self.events if not (event == "open" and what.startswith(folders))]

    def assert_silent(self, allowed: tuple[str, ...] = ()) -> None:
        """Fail if anything was opened, started or connected to."""
        assert self.unexpected(allowed) == []


_current: Audit | None = None
_thread = 0
_is_installed = False


def _hook(event: str, args: tuple[object, ...]) -> None:
    if _current is not None and event in WATCHED and threading.get_ident() == _thread:
        _current.events.append((event, str(args[0] if args else "")))


@contextmanager
def audited() -> Iterator[Audit]:
    """Watch this thread. Not to be nested. Hooks cannot be removed: one is installed and sleeps between uses."""
    global _current, _thread, _is_installed
    if not _is_installed:
        sys.addaudithook(_hook)
        _is_installed = True
    audit = Audit()
    _current, _thread = audit, threading.get_ident()
    try:
        yield audit
    finally:
        _current = None


_LONG_AGO_S = 1_000_000_000

_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc000"
    "0003010100c9fe92ef0000000049454e44ae426082"
)


@dataclass(frozen=True)
class Canary:
    """A picture that nobody may read."""

    path: Path

    @property
    def url(self) -> str:
        return self.path.as_uri()

    @property
    def was_read(self) -> bool:
        """Whether anything, Qt included, read the file since it was planted; see `canary_works`."""
        return self.path.stat().st_atime_ns != _LONG_AGO_S * 1_000_000_000


def canary(folder: Path) -> Canary:
    """Plant a picture whose access time tells whether it was read."""
    path = folder / "canary.png"
    path.write_bytes(_PIXEL)
    os.utime(path, (_LONG_AGO_S, _LONG_AGO_S))
    return Canary(path)


def canary_works(folder: Path) -> bool:
    """Whether access times are kept here at all: False on file systems mounted with `noatime`."""
    probe = canary(folder)
    probe.path.read_bytes()
    worked = probe.was_read
    probe.path.unlink()
    return worked
