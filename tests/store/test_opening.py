"""How a start finds the chats, whatever happened to them."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.chat import State
from app.domain.errors import Damaged, NewerSchema, ReadOnly
from app.store import migrations
from app.store.backup import FOLDER, Backups, is_sound, wanted_backups
from app.store.opening import FILE_NAME, RESERVE_NAME, open_store
from tests.store.building import ask, assert_sound, fill, opened, texts

PAGE = 4096


def backups(data_dir: Path) -> list[Path]:
    return sorted((data_dir / FOLDER).glob("*.sqlite"))


def overwrite(path: Path, offset: int, content: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(content)


async def on_screen(data_dir: Path) -> tuple[object, list[str]]:
    """What is told, and the texts of the only chat."""
    async with opened(data_dir) as store:
        (chat,) = await store.chats.chats()
        return store.problem, await texts(store.chats, chat)


async def test_a_first_start_makes_private_files(tmp_path: Path) -> None:
    data_dir = tmp_path / "a" / "b"
    async with opened(data_dir) as store:
        assert store.problem is None
        assert store.is_writable
        assert await store.chats.chats() == ()
        assert (data_dir / RESERVE_NAME).stat().st_size == 16 * 2**20
    assert not (data_dir / FOLDER).exists(), "nothing to back up"
    if os.name == "posix":
        assert data_dir.stat().st_mode & 0o777 == 0o700
        assert all(path.stat().st_mode & 0o777 == 0o600 for path in data_dir.iterdir())


async def test_an_answer_that_was_being_written_is_interrupted(tmp_path: Path) -> None:
    async with opened(tmp_path) as store:
        chat = await store.chats.create_chat("a", "m")
        _, answer = await store.chats.add_question(chat.id, None, "q", "m")
        await store.chats.save_answer(replace(answer, text="half an ans"))
    async with opened(tmp_path) as store:
        last = (await store.chats.path(chat.id))[-1]
        assert (last.state, last.text) == (State.INTERRUPTED, "half an ans")
        assert len(await store.chats.search("half an")) == 1
    assert_sound(tmp_path)


async def test_what_was_deleted_a_month_ago_is_gone(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    async with opened(tmp_path) as store:
        kept, deleted = await store.chats.create_chat("kept", None), await store.chats.create_chat("deleted", None)
        await ask(store.chats, deleted, "narwhal", "yes")
        _, answer = await ask(store.chats, kept, "q", "a")
        await store.chats.delete_chat(deleted.id)
        await store.chats.delete_from(answer.id)
    for days, messages in ((29, 4), (31, 1)):
        later = await open_store(tmp_path, now=lambda days=days: now + timedelta(days=days))  # type: ignore[misc]
        await later.close()
        with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection:
            assert connection.execute("SELECT count(*) FROM message").fetchone() == (messages,)
    assert await on_screen(tmp_path) == (None, ["q"])
    assert_sound(tmp_path)


async def test_a_backup_is_made_at_the_end_if_anything_changed_and_daily(tmp_path: Path) -> None:
    await fill(tmp_path, 1)
    assert len(backups(tmp_path)) == 1
    async with opened(tmp_path):
        pass
    assert len(backups(tmp_path)) == 1, "nothing changed"
    later = await open_store(tmp_path, now=lambda: datetime.now(UTC) + timedelta(hours=25))
    await later.close()
    assert len(backups(tmp_path)) == 2
    assert all(is_sound(path) for path in backups(tmp_path))
    assert all(path.stat().st_mode & 0o077 == 0 for path in backups(tmp_path)) or os.name != "posix"


def test_three_newest_seven_days_and_four_weeks_are_kept() -> None:
    start = datetime(2026, 6, 30, 12, tzinfo=UTC)
    times = [start - timedelta(hours=6 * n) for n in range(4 * 60)]
    paths = [Path(f"chats-{time:%Y%m%dT%H%M%S%f}Z.sqlite") for time in times]
    kept = wanted_backups(paths)
    assert kept[:3] == paths[:3]
    days = sorted({path.stem[6:14] for path in kept}, reverse=True)
    assert days[:7] == [f"{start - timedelta(days=n):%Y%m%d}" for n in range(7)]
    assert len({datetime.strptime(day, "%Y%m%d").isocalendar()[1] for day in days}) == 4  # noqa: DTZ007
    assert len(kept) <= 14
    assert wanted_backups(kept) == kept


async def test_no_older_backup_is_dropped_for_one_that_is_bad(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await fill(tmp_path, 2)
    before = backups(tmp_path)
    monkeypatch.setattr("app.store.backup.copy_database", lambda _connection, target: target.write_bytes(b"junk"))
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as connection, pytest.raises(Damaged):
        Backups(tmp_path, lambda: datetime.now(UTC)).make(connection)
    assert list((tmp_path / FOLDER).iterdir()) == before


async def test_a_damaged_page_costs_nothing_that_the_file_or_the_backup_has(tmp_path: Path) -> None:
    written = await fill(tmp_path, 60, size=900)
    async with opened(tmp_path) as store:
        (chat,) = await store.chats.chats()
        await ask(store.chats, chat, "after", "the backup")
    backups(tmp_path)[-1].unlink()
    path = tmp_path / FILE_NAME
    overwrite(path, PAGE * (path.stat().st_size // PAGE // 2), random.Random(1).randbytes(PAGE))
    problem, found = await on_screen(tmp_path)
    assert isinstance(problem, Damaged)
    assert problem.restored
    assert Path(problem.set_aside).stat().st_size > 0, "the damaged file is kept"
    assert found == [*written, "after", "the backup"]
    assert_sound(tmp_path)
    assert (await on_screen(tmp_path))[0] is None


async def test_random_damage_up_to_64_kb_leaves_99_percent(tmp_path: Path) -> None:
    source = tmp_path / "source"
    written = await fill(source, 40, size=600)
    chance = random.Random(20)
    for number, size in enumerate([1, 64, 512, 4096, 16384, 65536] * 3):
        data_dir = tmp_path / str(number)
        shutil.copytree(source, data_dir)
        path = data_dir / FILE_NAME
        overwrite(path, chance.randrange(0, max(1, path.stat().st_size - size)), chance.randbytes(size))
        async with opened(data_dir) as store:
            assert store.is_writable
            found = {message.text for chat in await store.chats.chats() for message in await store.chats.path(chat.id)}
        assert len(found & set(written)) >= 0.99 * len(written), (number, size)
        assert_sound(data_dir, with_index=False)


@pytest.mark.parametrize("garbage", [b"unswer", b"\xff\xfenswe"])
async def test_changed_bytes_in_a_message_are_found_and_mended(tmp_path: Path, garbage: bytes) -> None:
    """SQLite itself does not notice this."""
    written = await fill(tmp_path, 3)
    path = tmp_path / FILE_NAME
    overwrite(path, path.read_bytes().index(b"answer 1 0001"), garbage)
    problem, found = await on_screen(tmp_path)
    assert isinstance(problem, Damaged)
    assert found == written


async def test_changed_bytes_in_a_message_that_no_backup_has_cost_no_more_than_themselves(tmp_path: Path) -> None:
    written = await fill(tmp_path, 3)
    shutil.rmtree(tmp_path / FOLDER)
    path = tmp_path / FILE_NAME
    overwrite(path, path.read_bytes().index(b"answer 1 0001"), b"\xffnswer")
    problem, found = await on_screen(tmp_path)
    assert isinstance(problem, Damaged)
    assert found == [text if number != 3 else "\ufffd" + text[1:] for number, text in enumerate(written)]


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 99, b"\0" * PAGE, None])
async def test_a_file_that_is_none_is_replaced_by_the_backup(tmp_path: Path, content: bytes | None) -> None:
    written = await fill(tmp_path, 2)
    path = tmp_path / FILE_NAME
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    problem, found = await on_screen(tmp_path)
    assert isinstance(problem, Damaged)
    assert problem.restored
    assert found == written
    if content is not None:
        assert Path(problem.set_aside).read_bytes() == content


async def test_an_empty_file_without_backups_is_a_first_start(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).touch()
    async with opened(tmp_path) as store:
        assert store.problem is None
        assert store.is_writable


async def test_the_first_page_destroyed(tmp_path: Path) -> None:
    written = await fill(tmp_path, 20)
    overwrite(tmp_path / FILE_NAME, 0, random.Random(2).randbytes(PAGE))
    problem, found = await on_screen(tmp_path)
    assert isinstance(problem, Damaged)
    assert found == written


async def test_all_backups_damaged_too_still_starts_and_keeps_every_file(tmp_path: Path) -> None:
    written = await fill(tmp_path, 40, size=900)
    for backup in backups(tmp_path):
        backup.write_bytes(b"junk")
    path = tmp_path / FILE_NAME
    overwrite(path, PAGE * (path.stat().st_size // PAGE // 2), random.Random(3).randbytes(PAGE))
    problem, found = await on_screen(tmp_path)
    assert isinstance(problem, Damaged)
    assert problem.restored
    assert len(set(found) & set(written)) >= 0.9 * len(written)
    overwrite(path, 0, b"\0" * PAGE)
    for backup in backups(tmp_path):
        backup.write_bytes(b"junk")
    async with opened(tmp_path) as store:
        assert isinstance(store.problem, Damaged)
        assert not store.problem.restored
        assert await store.chats.chats() == ()
    assert len(list(tmp_path.glob("chats.damaged-*.sqlite"))) == 2


async def test_a_database_of_another_program_is_set_aside(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as foreign:
        foreign.execute("CREATE TABLE recipes (name)")
    content = (tmp_path / FILE_NAME).read_bytes()
    async with opened(tmp_path) as store:
        assert isinstance(store.problem, Damaged)
        assert Path(store.problem.set_aside).read_bytes() == content


async def test_a_file_of_a_newer_baleen_is_read_and_not_touched(tmp_path: Path) -> None:
    written = await fill(tmp_path, 2)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as newer:
        newer.execute("ALTER TABLE chat ADD COLUMN colour TEXT")
        newer.execute("PRAGMA user_version=9")
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    async with opened(tmp_path) as store:
        assert isinstance(store.problem, NewerSchema)
        assert (store.problem.found, store.problem.known) == (9, len(migrations.steps()))
        assert not store.is_writable
        (chat,) = await store.chats.chats()
        assert await texts(store.chats, chat) == written
        with pytest.raises(ReadOnly):
            await store.chats.create_chat("no", None)
    assert {path: path.read_bytes() for path in before} == before


async def test_a_newer_schema_that_cannot_be_read_still_starts(tmp_path: Path) -> None:
    await fill(tmp_path, 1)
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as newer:
        newer.execute("ALTER TABLE message RENAME COLUMN left_out TO omitted")
        newer.execute("PRAGMA user_version=9")
    async with opened(tmp_path) as store:
        assert isinstance(store.problem, NewerSchema)
        assert not store.is_writable
        assert await store.chats.chats() == ()


async def test_before_a_migration_there_is_a_backup_of_the_old_schema(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = await fill(tmp_path, 2)
    shutil.rmtree(tmp_path / FOLDER)
    known = migrations.steps()
    both = (*known, "ALTER TABLE chat ADD COLUMN colour TEXT;")
    monkeypatch.setattr(migrations, "steps", lambda: both)
    assert await on_screen(tmp_path) == (None, written)
    with closing(sqlite3.connect(backups(tmp_path)[0])) as old:
        assert old.execute("PRAGMA user_version").fetchone() == (len(known),)


async def test_a_folder_that_cannot_be_made_gives_chats_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    async with opened(tmp_path / "file" / "data") as store:
        assert isinstance(store.problem, ReadOnly)
        assert not store.is_writable
        chat = await store.chats.create_chat("a", None)
        await ask(store.chats, chat, "q", "a")
        assert await texts(store.chats, chat) == ["q", "a"]
