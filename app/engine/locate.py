"""Where an `ollama` program is on this computer."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from app.domain.errors import EngineNotRunnable


def is_program(path: PurePath) -> bool:
    """True for a file that this user may run."""
    try:
        return Path(path).is_file() and os.access(path, os.X_OK)
    except OSError:  # a folder of `PATH` that this user may not look into, a name that is too long
        return False


@dataclass(frozen=True, slots=True)
class Locator:
    """Looks in an environment and a file system that are both given, so that any system can be tried on any other."""

    system: str
    """As `sys.platform` says it."""
    environment: Mapping[str, str]
    home: PurePath
    """Decides by its kind how paths are written."""
    is_program: Callable[[PurePath], bool] = is_program

    def find(self, preferred: str = "") -> PurePath | None:
        """The preferred program, else the first one of `PATH`, else of the usual places; None if there is none.

        `preferred` may also be the folder, or the macOS bundle, that the program is in.
        Raises: `EngineNotRunnable` when `preferred` is given and leads to no program.
        """
        if preferred.strip():
            path = self._expanded(preferred.strip())
            for candidate in (path, *self._inside(path)):
                if self.is_program(candidate):
                    return candidate
            raise EngineNotRunnable(path=preferred, is_chosen=True)
        for folder in (*self._search_path(), *self._usual_folders()):
            if self.is_program(folder / self._name):
                return folder / self._name
        return None

    @property
    def _name(self) -> str:
        return "ollama.exe" if self.system == "win32" else "ollama"

    def _expanded(self, path: str) -> PurePath:
        if path == "~" or path.startswith(("~/", "~\\")):
            return self.home / path[2:]
        return self._path(path)

    def _path(self, text: str) -> PurePath:
        return type(self.home)(text)

    def _inside(self, folder: PurePath) -> Iterator[PurePath]:
        for below in ("bin", "", "Contents/Resources"):
            yield folder / below / self._name

    def _search_path(self) -> Iterator[PurePath]:
        """Absolute folders of `PATH` only: a relative one would run whatever lies in the working folder."""
        separator = ";" if self.system == "win32" else ":"
        for entry in self.environment.get("PATH", "").split(separator):
            folder = self._path(entry.strip('"'))
            if folder.is_absolute():
                yield folder

    def _usual_folders(self) -> Iterator[PurePath]:
        match self.system:
            case "win32":
                for variable, below in (
                    ("LOCALAPPDATA", "Programs/Ollama"),  # the official installer
                    ("PROGRAMFILES", "Ollama"),
                ):
                    if base := self.environment.get(variable):
                        yield self._path(base) / below
                yield self.home / "scoop/apps/ollama/current"
            case "darwin":
                # A program started from the Dock gets a PATH without any of these.
                yield self._path("/Applications/Ollama.app/Contents/Resources")
                yield self.home / "Applications/Ollama.app/Contents/Resources"
                yield self._path("/opt/homebrew/bin")
                yield self._path("/usr/local/bin")
                yield self.home / ".local/bin"
            case _:
                yield self._path("/usr/local/bin")
                yield self._path("/usr/bin")
                yield self.home / ".local/bin"
                yield self._path("/home/linuxbrew/.linuxbrew/bin")
                yield self.home / ".nix-profile/bin"
                yield self._path("/run/current-system/sw/bin")
                yield self._path("/snap/bin")
