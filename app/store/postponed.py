"""Which draft waits for which model, as a small file."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from app.domain.chat import ChatId
from app.domain.postponed import Postponed
from app.store.faults import translated
from app.store.private_files import write_atomically


class PostponedFile:
    """Implements `domain.ports.PostponedStore`. A file that is damaged counts as empty: the words are a draft."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._turn = asyncio.Lock()

    async def postponed(self) -> Postponed | None:
        return await asyncio.to_thread(self._read)

    async def save_postponed(self, postponed: Postponed | None) -> None:
        async with self._turn:
            await asyncio.to_thread(self._write, postponed)

    def _write(self, postponed: Postponed | None) -> None:
        with translated():
            if postponed is None:
                self._file.unlink(missing_ok=True)
                return
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._file, json.dumps({"chat": postponed.chat_id, "model": postponed.model}).encode())

    def _read(self) -> Postponed | None:
        try:
            record = json.loads(self._file.read_bytes())
            chat_id, model = record["chat"], str(record["model"])
            return Postponed(None if chat_id is None else ChatId(int(chat_id)), model) if model else None
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
