"""All chats in one file, written while the window stays free."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

Writer = Callable[[Path], Coroutine[Any, Any, int]]
"""Writes every chat to a file and returns how many there were. Raises: `StoreError`."""


class ExportService:
    """Runs the writer on a thread of its own: to read and write everything may take seconds."""

    def __init__(self, write: Writer) -> None:
        self._write = write

    async def export(self, target: Path) -> int:
        """Write all chats to `target`; how many there were.

        A cancel comes back at once; the file is then there whole a moment later, or as it was before.
        Raises: `StoreError`.
        """
        return await asyncio.to_thread(lambda: asyncio.run(self._write(target)))
