"""Which move of the models is under way, as a small file: what is left of it after a crash can be mended."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from app.domain.models_folder import FolderMove
from app.store.faults import translated
from app.store.private_files import write_atomically


class FolderMoveFile:
    """Implements `domain.ports.FolderMoveStore`."""

    def __init__(self, file: Path) -> None:
        self._file = file

    async def move(self) -> FolderMove | None:
        return await asyncio.to_thread(self._read)

    async def save_move(self, move: FolderMove | None) -> None:
        await asyncio.to_thread(self._write, move)

    def _write(self, move: FolderMove | None) -> None:
        with translated():
            if move is None:
                self._file.unlink(missing_ok=True)
                return
            self._file.parent.mkdir(parents=True, exist_ok=True)
            record = {"source": str(move.source), "target": str(move.target), "is_new": move.is_new}
            write_atomically(self._file, json.dumps(record).encode())

    def _read(self) -> FolderMove | None:
        try:
            record = json.loads(self._file.read_bytes())
            source, target = Path(record["source"]), Path(record["target"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        return FolderMove(source, target, is_new=record.get("is_new") is True) if source.is_absolute() else None
