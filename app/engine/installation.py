"""The engine that Baleen has installed for itself: versions side by side, one of them in use."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from app.domain.engine_install import EngineArchive
from app.domain.errors import EngineArchiveBad, EngineDoesNotStart, EngineInstallError, EngineNoSpace, ReadOnly
from app.engine.locate import is_program
from app.engine.unpacking import remove_tree, unpack

_RESERVE_BYTES = 500_000_000
"""What other programs may need meanwhile."""
_BOMB = 3
"""How many times the expected contents an archive may hold."""
_CHUNK_BYTES = 1 << 20
_SELF_CHECK_S = 60.0

Progress = Callable[[int], None]


class EngineInstallation:
    """Implements `domain.ports.EngineStorage` in a folder of our own.

    `versions/NAME/…` holds the programs, `in-use.json` says which one is in use and which one was before. A switch is
    one atomic write. Everything is blocking: call it in a worker.
    """

    def __init__(self, folder: Path, system: str = sys.platform) -> None:
        self._folder = folder
        self._system = system
        self._record = folder / "in-use.json"

    def program(self) -> Path | None:
        """The installed program that is in use; None when there is none (any more)."""
        version = self._versions()[0]
        return self._program_in(self._folder / "versions" / version) if version else None

    def version(self) -> str:
        """The version in use; empty for none."""
        return self._versions()[0] if self.program() else ""

    def archive_file(self, archive: EngineArchive) -> Path:
        """Where the archive is put together; what is there already is its beginning."""
        return self._folder / "downloads" / f"{archive.sha256[:16]}-{archive.name}"

    def check_space(self, archive: EngineArchive) -> None:
        """Raises: `EngineNoSpace`, `ReadOnly`."""
        file = self.archive_file(archive)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            here = file.stat().st_size if file.exists() else 0
            free = shutil.disk_usage(file.parent).free
        except OSError as error:
            raise ReadOnly(str(error)) from error
        needed = archive.disk_bytes - here + _RESERVE_BYTES
        if free < needed:
            raise EngineNoSpace(needed_bytes=needed, free_bytes=free)

    def check_sum(self, archive: EngineArchive, file: Path, progress: Progress = lambda _: None) -> None:
        """Compare a file with the pinned sum. Raises: `EngineArchiveBad`; `OSError`."""
        digest, done = sha256(), 0
        with file.open("rb") as opened:
            while chunk := opened.read(_CHUNK_BYTES):
                digest.update(chunk)
                done += len(chunk)
                progress(done)
        if digest.hexdigest() != archive.sha256:
            raise EngineArchiveBad(f"sum is {digest.hexdigest()}, should be {archive.sha256}")

    def unpack(self, archive: EngineArchive, file: Path, progress: Progress = lambda _: None) -> Path:
        """Unpack beside what is there, and see whether it runs; returns the program, which is not yet in use.

        Leaves nothing behind when it fails or when `progress` raises.
        Raises: `EngineArchiveBad`, `EngineDoesNotStart`, `EngineNoSpace`, `EngineInstallError`.
        """
        versions = self._folder / "versions"
        new = versions / f".{archive.version}.new"
        remove_tree(new)
        try:
            unpack(file, new, most_bytes=archive.unpacked_bytes * _BOMB, progress=progress)
            program = self._program_in(new)
            if program is None:
                raise EngineArchiveBad("no program of that name in it")
            self._check(program)
            place = versions / archive.version
            if place.exists():
                if self.program() == self._program_in(place):
                    place = versions / f"{archive.version}+{archive.sha256[:8]}.{os.urandom(2).hex()}"
                else:
                    remove_tree(place)
            new.rename(place)
        except OSError as error:
            if isinstance(error, PermissionError):
                raise EngineInstallError(str(error)) from error
            raise _space_or_fault(error, archive, self._folder) from error
        finally:
            remove_tree(new)
        found = self._program_in(place)
        assert found is not None
        return found

    def use(self, program: Path) -> None:
        """From now on this program is the installed one; the one before is kept until `settle`."""
        current, _ = self._versions()
        self._write(self._version_of(program), current)

    def roll_back(self) -> Path | None:
        """Back to the version before, if there was one; the failed one is deleted."""
        failed, before = self._versions()
        self._write(before, "")
        if failed and failed != before:
            remove_tree(self._folder / "versions" / failed)
        return self.program()

    def settle(self) -> None:
        """The version in use works: everything else goes, unfinished downloads too."""
        current, _ = self._versions()
        self._write(current, "")
        for folder in (self._folder / "versions").glob("*"):
            if folder.name != current:
                remove_tree(folder)
        remove_tree(self._folder / "downloads")

    def discard_download(self, archive: EngineArchive) -> None:
        """Delete what has arrived of an archive."""
        self.archive_file(archive).unlink(missing_ok=True)

    def remove(self) -> int:
        """Delete every installed version; returns the bytes freed. The server must not be running."""
        freed = sum(file.stat().st_size for file in self._folder.rglob("*") if file.is_file() and not file.is_symlink())
        self._record.unlink(missing_ok=True)
        remove_tree(self._folder / "versions")
        remove_tree(self._folder / "downloads")
        return freed

    def _program_in(self, version: Path) -> Path | None:
        name = "ollama.exe" if self._system == "win32" else "ollama"
        for candidate in (version / "bin" / name, version / name, version / "Contents/Resources" / name):
            if is_program(candidate):
                return candidate
        return None

    def _version_of(self, program: Path) -> str:
        return program.relative_to(self._folder / "versions").parts[0]

    def _check(self, program: Path) -> None:
        """Its own word on its version: a program for another processor or with missing libraries fails here."""
        try:
            run = subprocess.run(
                [program, "--version"],
                env=_check_environment(os.environ),
                capture_output=True,
                timeout=_SELF_CHECK_S,
                check=False,
                stdin=subprocess.DEVNULL,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise EngineDoesNotStart(str(error)) from error
        said = (run.stdout + run.stderr).decode("utf-8", "replace")
        if run.returncode != 0 or "version" not in said:
            raise EngineDoesNotStart(
                said.strip() or f"exit code {run.returncode}",
            )

    def _versions(self) -> tuple[str, str]:
        """(in use, before); empty strings for none, also when the record is damaged."""
        with suppress(OSError, ValueError, AttributeError):
            record = json.loads(self._record.read_text("utf-8"))
            return _plain_name(record.get("current")), _plain_name(record.get("before"))
        return "", ""

    def _write(self, current: str, before: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        new = self._record.with_suffix(".new")
        with new.open("w", encoding="utf-8") as file:
            json.dump({"current": current, "before": before}, file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self._record)


def _plain_name(value: object) -> str:
    """A folder's name; empty for anything that could lead elsewhere."""
    is_name = isinstance(value, str) and Path(value).name == value and not value.startswith(".")
    return str(value) if is_name else ""


def _check_environment(base: Mapping[str, str]) -> dict[str, str]:
    """No server may be asked, and no libraries of a frozen program may get in."""
    dropped = ("OLLAMA_", "LD_LIBRARY_PATH", "DYLD_", "LD_PRELOAD")
    kept = {name: value for name, value in base.items() if not name.startswith(dropped)}
    return kept | {"OLLAMA_HOST": "127.0.0.1:1"}


def _space_or_fault(error: OSError, archive: EngineArchive, folder: Path) -> EngineInstallError:
    free = 0
    with suppress(OSError):
        free = shutil.disk_usage(folder).free
    if error.errno in (28, 122) or free < _RESERVE_BYTES // 10:  # ENOSPC, EDQUOT
        return EngineNoSpace(str(error), needed_bytes=archive.unpacked_bytes, free_bytes=free)
    return EngineInstallError(str(error))
