"""The pinned release of the server that is installed on request."""

from __future__ import annotations

import platform
import re
import sys
import tomllib
from pathlib import Path

from app.domain.engine_install import EngineArchive

_MACHINES = {"amd64": "x86_64", "x64": "x86_64", "arm64": "aarch64"}
"""One name for each kind of processor."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


def pinned_archive(file: Path, system: str = sys.platform, machine: str = "", mirror: str = "") -> EngineArchive | None:
    """The archive for this computer; None where the makers have none for it.

    `mirror` is the address of a folder that holds the same archives; the sums stay those of the file.
    Raises: `OSError`, `ValueError` when the file is not what it should be, which a test rules out.
    """
    table = tomllib.loads(file.read_text("utf-8"))
    wanted = _machine(machine or platform.machine())
    for row in table["archive"]:
        if row["system"] == system and row["machine"] in (wanted, "any"):
            if not _SHA256.fullmatch(row["sha256"]):
                raise ValueError(row["sha256"])
            return EngineArchive(
                version=table["version"],
                name=row["name"],
                url=f"{(mirror or table['source']).rstrip('/')}/{row['name']}",
                sha256=row["sha256"],
                size_bytes=row["size_bytes"],
                unpacked_bytes=row["unpacked_bytes"],
            )
    return None


def _machine(name: str) -> str:
    return _MACHINES.get(name.lower(), name.lower())
