"""Steps from schema to schema."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.errors import Damaged, NewerSchema, StoreBug
from app.store import migrations
from app.store.database import connect
from app.store.migrations import APPLICATION_ID, migrate, schema_version, steps


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(connect(tmp_path / "x.sqlite")) as opened:
        yield opened


def add_steps(monkeypatch: pytest.MonkeyPatch, *more: str) -> None:
    known = steps()
    monkeypatch.setattr(migrations, "steps", lambda: (*known, *more))


def test_an_empty_file_gets_the_whole_schema(connection: sqlite3.Connection) -> None:
    migrate(connection, before_step=lambda: pytest.fail("nothing to back up"))
    assert schema_version(connection) == len(steps())
    assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    migrate(connection)


def test_every_table_is_strict(connection: sqlite3.Connection) -> None:
    migrate(connection)
    rows = connection.execute("SELECT name, strict FROM pragma_table_list WHERE type='table'").fetchall()
    strict = {name: bool(strict) for name, strict in rows}
    assert strict["chat"] is strict["message"] is True


def test_a_step_keeps_the_texts_and_is_preceded_by_a_backup(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate(connection)
    connection.execute("INSERT INTO chat (title, created_at, updated_at, sequence) VALUES ('t', 1, 1, 1)")
    add_steps(monkeypatch, "ALTER TABLE chat ADD COLUMN colour TEXT;", "ALTER TABLE chat ADD COLUMN size INTEGER;")
    seen: list[int] = []
    migrate(connection, before_step=lambda: seen.append(schema_version(connection)))
    assert seen == [len(steps()), len(steps()) + 1]
    assert connection.execute("SELECT title, colour, size FROM chat").fetchall() == [("t", None, None)]


def test_a_step_that_fails_changes_nothing(connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(connection)
    add_steps(monkeypatch, "ALTER TABLE chat ADD COLUMN colour TEXT;\nnonsense;\n")
    with pytest.raises(StoreBug):
        migrate(connection)
    assert schema_version(connection) == len(steps())
    with pytest.raises(sqlite3.OperationalError):
        connection.execute("SELECT colour FROM chat")


def test_no_backup_no_step(connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(connection)
    add_steps(monkeypatch, "ALTER TABLE chat ADD COLUMN colour TEXT;")

    def fail() -> None:
        raise StoreBug("no backup")

    with pytest.raises(StoreBug):
        migrate(connection, before_step=fail)
    assert schema_version(connection) == len(steps())


def test_a_newer_file_and_a_foreign_one_are_refused(connection: sqlite3.Connection) -> None:
    migrate(connection)
    connection.execute("PRAGMA user_version=99")
    with pytest.raises(NewerSchema) as caught:
        migrate(connection)
    assert (caught.value.found, caught.value.known) == (99, len(steps()))
    connection.execute("PRAGMA application_id=5")
    with pytest.raises(Damaged):
        migrate(connection)
