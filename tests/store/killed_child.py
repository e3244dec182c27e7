"""A start that migrates and backs up, and is killed before the statement or file operation that was asked for."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.store import database, migrations, opening

STEPS = (
    "ALTER TABLE chat ADD COLUMN colour TEXT;\nCREATE TABLE palette (name TEXT) STRICT;\n",
    "UPDATE chat SET colour = 'blue';\n",
)
"""What the file has yet to go through."""


def start(data_dir: Path, killed_at: int) -> None:
    """Open and close the chats of a folder; ends by SIGKILL at point `killed_at`, if there are so many."""
    count = 0

    def point(*_: object) -> None:
        nonlocal count
        count += 1
        if count == killed_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(operation: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*arguments: Any, **named: Any) -> Any:
            point()
            return operation(*arguments, **named)

        return counted

    real = database._connect

    def traced(address: str) -> sqlite3.Connection:
        connection = real(address)
        connection.set_trace_callback(point)
        return connection

    database._connect = traced  # type: ignore[assignment]
    os.fsync = before(os.fsync)
    Path.replace = before(Path.replace)  # type: ignore[method-assign]
    Path.unlink = before(Path.unlink)  # type: ignore[method-assign]
    add_steps()
    asyncio.run(_open_and_close(data_dir))


def add_steps() -> None:
    """Have this process know two more steps than the program."""
    more = (*migrations.steps(), *STEPS)
    migrations.steps = opening.steps = lambda: more  # type: ignore[assignment]


async def _open_and_close(data_dir: Path) -> None:
    store = await opening.open_store(data_dir)
    assert store.problem is None, store.problem
    [chat] = await store.chats.chats()
    await store.chats.rename_chat(chat.id, "touched")  # so that closing makes a backup, too
    await store.close()
