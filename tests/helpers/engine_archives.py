"""Archives as the makers of Ollama publish them, built around the real server of the tests, and evil ones."""

from __future__ import annotations

import hashlib
import io
import tarfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

import zstandard

from app.domain.engine_install import EngineArchive


def zst_of(tar: bytes) -> bytes:
    return zstandard.ZstdCompressor(level=1).compress(tar)


def tar_of(members: Iterable[tuple[tarfile.TarInfo, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for info, data in members:
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def member(name: str, *, kind: bytes = tarfile.REGTYPE, link: str = "", mode: int = 0o644) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.mode = kind, link, mode
    return info


def real_archive(program: Path, file: Path) -> None:
    """`bin/ollama` and `lib/ollama` of an installed server as `.tar.zst`."""
    prefix = program.parent.parent
    with (
        file.open("wb") as target,
        zstandard.ZstdCompressor(level=1).stream_writer(target) as packed,
        tarfile.open(fileobj=packed, mode="w|") as tar,
    ):
        for folder in ("bin", "lib"):
            if (prefix / folder).exists():
                tar.add(prefix / folder, folder)


def zip_of(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in entries.items():
            packed.writestr(name, data)
    return buffer.getvalue()


def described(file: Path, url: str = "", version: str = "0.0.1", unpacked_bytes: int = 400_000_000) -> EngineArchive:
    """The pin that fits a file."""
    data = file.read_bytes()
    return EngineArchive(version, file.name, url, hashlib.sha256(data).hexdigest(), len(data), unpacked_bytes)
