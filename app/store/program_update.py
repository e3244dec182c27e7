"""What the last look for a newer Baleen found, as a small file; and who installed this one."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import datetime
from pathlib import Path

from app.domain.program_update import KnownRelease, version_in
from app.store.faults import translated
from app.store.private_files import write_atomically

OWNER_FILE = "INSTALLED_BY"
"""Packages lay it beside the libraries of the frozen program; it names the package manager that owns them."""


def package_manager(bundle: Path | None = None) -> str:
    """Who keeps this program up to date, like "apt"; empty where nobody does. `bundle` is the frozen program's own."""
    folder = bundle or getattr(sys, "_MEIPASS", None)
    if folder is None:
        return ""
    try:
        return Path(folder, OWNER_FILE).read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""


class ReleaseFile:
    """Implements `domain.ports.ReleaseStore`. A file that is damaged counts as no look at all."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._turn = asyncio.Lock()

    async def release(self) -> KnownRelease:
        return await asyncio.to_thread(self._read)

    async def save_release(self, known: KnownRelease) -> None:
        async with self._turn:
            await asyncio.to_thread(self._write, known)

    def _write(self, known: KnownRelease) -> None:
        record = {
            "looked_at": known.looked_at.isoformat() if known.looked_at else None,
            "version": known.version,
            "etag": known.etag,
            "put_away": known.put_away,
        }
        with translated():
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._file, json.dumps(record).encode())

    def _read(self) -> KnownRelease:
        try:
            record = json.loads(self._file.read_bytes())
            at = datetime.fromisoformat(record["looked_at"])
            version, etag, put_away = (str(record[name]) for name in ("version", "etag", "put_away"))
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return KnownRelease()
        return KnownRelease(at, version_in(version), etag, version_in(put_away)) if at.tzinfo else KnownRelease()
