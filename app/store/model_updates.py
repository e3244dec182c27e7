"""What the last look for newer models found, as a small file."""

from __future__ import annotations

import asyncio
import json
from datetime import datetime
from pathlib import Path

from app.domain.model_update import KnownUpdates, ModelUpdate
from app.store.faults import translated
from app.store.private_files import write_atomically


class ModelUpdateFile:
    """Implements `domain.ports.ModelUpdateStore`. A file that is damaged counts as no look at all."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._turn = asyncio.Lock()

    async def updates(self) -> KnownUpdates:
        return await asyncio.to_thread(self._read)

    async def save_updates(self, known: KnownUpdates) -> None:
        async with self._turn:
            await asyncio.to_thread(self._write, known)

    def _write(self, known: KnownUpdates) -> None:
        rows = [[one.tag, one.installed_digest, one.download_bytes, one.changes_weights] for one in known.updates]
        record = {"looked_at": known.looked_at.isoformat() if known.looked_at else None, "updates": rows}
        with translated():
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._file, json.dumps(record).encode())

    def _read(self) -> KnownUpdates:
        try:
            record = json.loads(self._file.read_bytes())
            at = datetime.fromisoformat(record["looked_at"])
            rows = tuple(
                ModelUpdate(str(tag), str(digest), int(size), bool(changes))
                for tag, digest, size, changes in record["updates"]
            )
            return KnownUpdates(at, rows) if at.tzinfo else KnownUpdates()
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return KnownUpdates()
