"""Numbered steps from one schema to the next. `PRAGMA user_version` is the number of the last one that ran."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from functools import cache
from importlib.resources import files

from app.domain.errors import Damaged, NewerSchema
from app.store.faults import translated

APPLICATION_ID = 0x42414C4E
"""The letters BALN in the header of the file, so that `file` and we know whose it is."""


@cache
def steps() -> tuple[str, ...]:
    """The scripts in order; step n is `steps()[n - 1]`."""
    folder = files("app.store") / "schema"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return tuple((folder / name).read_text(encoding="utf-8") for name in names)


def schema_version(connection: sqlite3.Connection) -> int:
    """The number of the last step that ran, 0 for an empty file.

    Raises: `NewerSchema` for a file of a newer Baleen, `Damaged` for a database that is not Baleen's.
    """
    with translated():
        found = int(connection.execute("PRAGMA user_version").fetchone()[0])
        owner = int(connection.execute("PRAGMA application_id").fetchone()[0])
        is_empty = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if not (owner == APPLICATION_ID or (is_empty and found == 0)):
        raise Damaged("not a database of Baleen")
    if found > len(steps()):
        raise NewerSchema(found=found, known=len(steps()))
    return found


def migrate(connection: sqlite3.Connection, before_step: Callable[[], None] | None = None) -> None:
    """Bring the file to the schema of this program. Each step is one transaction.

    `before_step` is called before each step that changes a file with content (for a backup); if it raises, the file
    stays as it is. Raises: `StoreError`.
    """
    is_new = not schema_version(connection)
    while (found := schema_version(connection)) < len(steps()):
        if not is_new and before_step:
            before_step()
        with translated():
            connection.execute("BEGIN IMMEDIATE")
            try:
                if schema_version(connection) == found:  # else another process was faster
                    for statement in _statements(steps()[found]):
                        connection.execute(statement)
                    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
                    connection.execute(f"PRAGMA user_version={found + 1}")
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise


def _statements(script: str) -> Iterator[str]:
    """The script cut at its semicolons, those inside triggers left alone; `executescript` would commit first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
