"""Moves a folder of models to another place, in a way that never loses one.

Everything is first brought to the new place and checked; only when the caller has made the new place the one that
counts do the files of the old one go. On the same disk nothing is copied: the files get a second name (a hard link).
Until the end both places know the same files, so a removal needs one rule: a file goes only while its twin is there.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from app.domain.errors import FolderMoveFailed, FolderUnusable, NoSpace
from app.domain.fit import DISK_RESERVE_BYTES
from app.domain.models_folder import FolderMove, MoveStage

_PARTS = ("blobs", "metadata", "manifests")
"""What belongs to a server, in the order in which it writes: a list names files that are there."""
_COMING = ".baleen-moving"
_CHUNK_BYTES = 4 << 20
_TELL_EVERY_S = 0.1

Progress = Callable[[MoveStage, int, int], None]


class MoveStopped(Exception):
    """The stop was asked for. Nothing of the new place is left, and the old one is as it was."""


class ModelsMover:
    """Implements `domain.ports.FolderMover`. Blocking: call it in a worker."""

    def plan(self, source: Path, target: Path) -> FolderMove:
        source, target = source.resolve(), target.resolve()
        if _is_same(source, target):
            raise FolderMoveFailed(path=str(target), reason="same")
        if target.is_relative_to(source) or source.is_relative_to(target):
            raise FolderMoveFailed(path=str(target), reason="inside")
        if self.has_models(target):
            raise FolderMoveFailed(path=str(target), reason="has_models")
        files = tuple(sorted((file.relative_to(source), file.stat().st_size) for file in _files(source)))
        is_new = not target.exists()
        try:
            target.mkdir(parents=True, exist_ok=True)
            is_linked = _can_link(source, target)
            needed = 0 if is_linked else sum(_on_disk(source / name) for name, _ in files)
            free = shutil.disk_usage(target).free
        except OSError as error:
            raise FolderUnusable(str(error), path=str(target)) from error
        finally:
            if is_new:
                with suppress(OSError):
                    target.rmdir()
        if needed and free < needed + DISK_RESERVE_BYTES:
            raise NoSpace(needed_bytes=needed + DISK_RESERVE_BYTES, free_bytes=free)
        return FolderMove(source, target, files, is_linked=is_linked, is_new=is_new)

    def has_models(self, folder: Path) -> bool:
        return next(_files(folder), None) is not None

    def is_there(self, folder: Path) -> bool:
        return (folder / "blobs").is_dir()

    def prepare(self, folder: Path) -> None:
        try:
            (folder / "blobs").mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FolderUnusable(str(error), path=str(folder)) from error

    def bring(self, move: FolderMove, progress: Progress, stop: threading.Event) -> None:
        try:
            self.prepare(move.target)
            _Bringing(move, progress, stop).run()
        except OSError as error:
            self.undo(move)
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise NoSpace(str(error), needed_bytes=move.size_bytes) from error
            raise FolderUnusable(str(error), path=str(move.target)) from error
        except BaseException:
            self.undo(move)
            raise

    def undo(self, move: FolderMove) -> None:
        _remove_twins(keep=move.source, drop=move.target)
        if move.is_new:
            with suppress(OSError):
                move.target.rmdir()

    def finish(self, move: FolderMove) -> None:
        _remove_twins(keep=move.target, drop=move.source)


class _Bringing:
    """One run of bringing everything to the new place."""

    def __init__(self, move: FolderMove, progress: Progress, stop: threading.Event) -> None:
        self._move = move
        self._progress = progress
        self._stop = stop
        self._done = 0
        self._next_at = 0.0

    def run(self) -> None:
        order = sorted(self._move.files, key=lambda row: _PARTS.index(row[0].parts[0]))
        for name, _ in order:
            self._check_stop()
            new = self._move.target / name
            new.parent.mkdir(parents=True, exist_ok=True)
            if self._move.is_linked:
                new.unlink(missing_ok=True)
                os.link(self._move.source / name, new)
                self._tell(MoveStage.BRINGING, (self._move.source / name).stat().st_size)
            else:
                self._copy(self._move.source / name, new)
        if not self._move.is_linked:
            self._done = 0
            for name, size in order:
                self._check(name, size)
        _sync_folders(self._move.target)

    def _copy(self, old: Path, new: Path) -> None:
        coming = new.with_name(new.name + _COMING)
        with old.open("rb") as source, coming.open("wb") as target:
            while chunk := source.read(_CHUNK_BYTES):
                self._check_stop()
                if "-partial" in new.name and not any(chunk):
                    target.seek(len(chunk), os.SEEK_CUR)  # an unfinished file is hollow, and stays so
                else:
                    target.write(chunk)
                self._tell(MoveStage.BRINGING, len(chunk))
            target.truncate(source.tell())
            target.flush()
            os.fsync(target.fileno())
        status = old.stat()
        os.utime(coming, ns=(status.st_atime_ns, status.st_mtime_ns))
        os.replace(coming, new)  # noqa: PTH105 - atomic on every system

    def _check(self, name: Path, size: int) -> None:
        """Raises: `FolderMoveFailed` when what lies at the new place is not what it should be."""
        new = self._move.target / name
        is_right = new.stat().st_size == size
        if is_right and (found := self._sum(new)) != _named_sum(name):
            # A file that does not keep what its name promises may have been so all along: then the copy is right.
            is_right = found == self._sum(self._move.source / name, is_counted=False)
        if not is_right:
            raise FolderMoveFailed(name.name, path=str(self._move.target), reason="copy_differs")

    def _sum(self, file: Path, *, is_counted: bool = True) -> str:
        computed = hashlib.sha256()
        with file.open("rb") as source:
            while chunk := source.read(_CHUNK_BYTES):
                self._check_stop()
                computed.update(chunk)
                if is_counted:
                    self._tell(MoveStage.CHECKING, len(chunk))
        return computed.hexdigest()

    def _check_stop(self) -> None:
        if self._stop.is_set():
            raise MoveStopped

    def _tell(self, stage: MoveStage, more: int) -> None:
        self._done += more
        if time.monotonic() >= self._next_at:
            self._next_at = time.monotonic() + _TELL_EVERY_S
            self._progress(stage, self._done, self._move.size_bytes)


def _files(folder: Path) -> Iterator[Path]:
    for part in _PARTS:
        yield from (file for file in (folder / part).rglob("*") if file.is_file())


def _named_sum(name: Path) -> str:
    return name.name.removeprefix("sha256-") if name.parts[0] == "blobs" else ""


def _is_same(one: Path, other: Path) -> bool:
    """Also where one path leads to the other by a second mount."""
    with suppress(OSError):
        return one.samefile(other)
    return False


def _can_link(source: Path, target: Path) -> bool:
    """Whether a file can have a name in both folders: the same disk, of a kind that allows it."""
    probe = source / f"probe{_COMING}"
    name = target / probe.name
    try:
        probe.write_bytes(b"")
        os.link(probe, name)
    except OSError:
        pass
    else:
        return True
    finally:
        for file in (name, probe):
            with suppress(OSError):
                file.unlink()
    # What says whether the target can be written at all.
    name.write_bytes(b"")
    name.unlink()
    return False


def _on_disk(file: Path) -> int:
    """What a file really takes: an unfinished one is hollow."""
    status = file.stat()
    blocks = getattr(status, "st_blocks", None)
    return status.st_size if blocks is None else min(status.st_size, blocks * 512)


def _remove_twins(*, keep: Path, drop: Path) -> None:
    """Delete in `drop` every file that `keep` has, too, and what was on its way; then the folders that are empty.

    Raises nothing: what cannot be deleted stays.
    """
    if _is_same(keep, drop):
        return
    for file in list(_files(drop)):
        with suppress(OSError):
            if file.name.endswith(_COMING) or _has_twin(file, keep / file.relative_to(drop)):
                file.unlink()
    for part in _PARTS:
        folders = sorted((drop / part).rglob("*"), key=lambda path: -len(path.parts))
        for folder in (*folders, drop / part):
            with suppress(OSError):
                folder.rmdir()


def _has_twin(file: Path, twin: Path) -> bool:
    if not twin.is_file():
        return False
    status, other = file.stat(), twin.stat()
    if os.path.samestat(status, other):
        return status.st_nlink > 1  # else both are one file that is reached in two ways
    return status.st_size == other.st_size


def _sync_folders(folder: Path) -> None:
    """Return when the names are on the disk. Windows has no such thing and needs none."""
    if os.name != "posix":
        return
    for path in (folder, *(p for part in _PARTS for p in (folder / part, *(folder / part).rglob("*")))):
        if path.is_dir():
            descriptor = os.open(path, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
