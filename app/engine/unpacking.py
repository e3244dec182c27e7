"""Unpacks the server's archives, and nothing that an archive of a server has no business with."""

from __future__ import annotations

import os
import shutil
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

import zstandard

from app.domain.errors import EngineArchiveBad

MOST_FILES = 20_000
"""An archive of today holds some hundred."""
_CHUNK_BYTES = 1 << 20

Progress = Callable[[int], None]


class _Counted:
    """A file that tells how much of it was read; the archive's size is known, that of its contents is not."""

    def __init__(self, file: IO[bytes], progress: Progress) -> None:
        self._file = file
        self._progress = progress
        self._done = 0

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._done += len(data)
        self._progress(self._done)
        return data


def unpack(archive: Path, target: Path, *, most_bytes: int, progress: Progress = lambda _: None) -> None:
    """Unpack a `.tar.zst`, `.tgz`/`.tar.gz` or `.zip` into an empty folder.

    Refused, with nothing written outside `target`: paths that are absolute or lead out, links to anything but a
    neighbour, hard links, devices, a name twice, more than `most_bytes` of contents and more than `MOST_FILES`
    entries, archives that end early.
    `progress` gets the bytes of the archive read so far, in the calling thread; what it raises ends the work.
    Raises: `EngineArchiveBad`, `OSError` (no space left among them). The folder is then left for the caller to remove.
    """
    target.mkdir(parents=True)
    try:
        if archive.name.endswith(".zip"):
            _unpack_zip(archive, target, most_bytes, progress)
        else:
            with archive.open("rb") as file, _tar_stream(archive.name, file, progress) as tar:
                _unpack_tar(tar, target, most_bytes)
    except (
        tarfile.TarError,
        zipfile.BadZipFile,
        zstandard.ZstdError,
        EOFError,
        NotImplementedError,
        zlib.error,
        FileExistsError,
        NotADirectoryError,
        RecursionError,  # folders within folders, by the thousand
    ) as error:
        raise EngineArchiveBad(f"{type(error).__name__}: {error}") from error


@contextmanager
def _tar_stream(name: str, file: IO[bytes], progress: Progress) -> Iterator[tarfile.TarFile]:
    counted = _Counted(file, progress)
    if name.endswith(".tar.zst"):
        reader = zstandard.ZstdDecompressor(max_window_size=2**31).stream_reader(counted)  # type: ignore[arg-type]
        with reader, tarfile.open(fileobj=reader, mode="r|") as tar:
            yield tar
    elif name.endswith((".tgz", ".tar.gz")):
        with tarfile.open(fileobj=counted, mode="r|gz") as tar:  # type: ignore[call-overload]
            yield tar
    else:
        raise EngineArchiveBad(f"not an archive that is known: {name}")


def _unpack_tar(tar: tarfile.TarFile, target: Path, most_bytes: int) -> None:
    written = 0
    for count, member in enumerate(tar, 1):
        written += member.size
        if count > MOST_FILES or written > most_bytes:
            raise EngineArchiveBad("more in it than an engine has")
        if member.name in (".", "./"):
            continue
        path = _inside(target, member.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        if member.isdir():
            path.mkdir(exist_ok=True)
        elif member.issym():
            # The second names of libraries. With a path in it, a chain of links could lead out.
            if PurePosixPath(member.linkname).name != member.linkname or member.linkname in (".", ".."):
                raise EngineArchiveBad(f"link: {member.name} to {member.linkname}")
            path.symlink_to(member.linkname)
        elif member.isfile() and (source := tar.extractfile(member)) is not None:
            with source, path.open("xb") as file:
                shutil.copyfileobj(source, file, _CHUNK_BYTES)
            if member.mode & stat.S_IXUSR:
                path.chmod(0o755)
        else:
            raise EngineArchiveBad(f"neither file, folder nor link: {member.name}")


def _unpack_zip(archive: Path, target: Path, most_bytes: int, progress: Progress) -> None:
    with zipfile.ZipFile(archive) as packed:
        entries = packed.infolist()
        if len(entries) > MOST_FILES or sum(entry.file_size for entry in entries) > most_bytes:
            raise EngineArchiveBad("more in it than an engine has")
        done = written = 0
        for entry in entries:
            path = _inside(target, entry.filename)
            mode = entry.external_attr >> 16
            if stat.S_ISLNK(mode):
                raise EngineArchiveBad(f"link: {entry.filename}")
            if entry.is_dir():
                path.mkdir(parents=True, exist_ok=True)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            with packed.open(entry) as source, path.open("xb") as file:
                while chunk := source.read(_CHUNK_BYTES):
                    written += len(chunk)
                    if written > most_bytes:  # the sizes that it tells need not be true
                        raise EngineArchiveBad("more in it than an engine has")
                    file.write(chunk)
            if os.name == "posix" and mode & stat.S_IXUSR:
                path.chmod(0o755)
            done += entry.compress_size
            progress(done)


def _inside(target: Path, name: str) -> Path:
    """Raises: `EngineArchiveBad` for a name that leads out, in the spelling of any system."""
    parts = PurePosixPath(name.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or ":" in name or not parts.parts or "\0" in name:
        raise EngineArchiveBad(f"leads out: {name}")
    return target.joinpath(*parts.parts)


def remove_tree(folder: Path) -> None:
    """Delete a folder with all that is in it; what cannot be deleted stays."""
    shutil.rmtree(folder, ignore_errors=True)
