"""How fast answers came, by the part of the model on the graphics cards, as a small file."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

from app.domain.card_speed import MeasuredSpeed
from app.store.faults import translated
from app.store.private_files import write_atomically


class CardSpeedFile:
    """Implements `domain.ports.CardSpeedStore`. A file that is damaged counts as empty: answers fill it again."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._turn = asyncio.Lock()

    async def speeds(self) -> tuple[MeasuredSpeed, ...]:
        return await asyncio.to_thread(self._read)

    async def save_speeds(self, speeds: Sequence[MeasuredSpeed]) -> None:
        async with self._turn:
            await asyncio.to_thread(self._write, tuple(speeds))

    def _write(self, speeds: tuple[MeasuredSpeed, ...]) -> None:
        rows = [[one.tag, one.card, one.percent, one.tokens_per_s] for one in speeds]
        with translated():
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._file, json.dumps(rows).encode())

    def _read(self) -> tuple[MeasuredSpeed, ...]:
        try:
            rows = json.loads(self._file.read_bytes())
            speeds = (MeasuredSpeed(str(tag), str(card), int(part), float(speed)) for tag, card, part, speed in rows)
            return tuple(one for one in speeds if one.tokens_per_s > 0)
        except (OSError, ValueError, TypeError, RecursionError):
            return ()
