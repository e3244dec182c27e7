"""Real faults: kills, torn logs, full disks, folders that cannot be written."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import multiprocessing
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.chat import State
from app.domain.errors import DiskFull
from app.store.export import export_file
from app.store.migrations import migrate, steps
from app.store.opening import FILE_NAME, RESERVE_NAME, open_store
from tests.store.building import ask, assert_sound, fill, opened, texts
from tests.store.killed_child import start
from tests.store.streaming_child import stream

KILLS = 200
TEARS = 50
IS_ROOT = os.name == "posix" and os.geteuid() == 0
linux_root = pytest.mark.skipif(
    not (IS_ROOT and sys.platform == "linux"), reason="NOT TRIED HERE: needs Linux and root (mount, setpriv)"
)


def test_after_a_kill_every_acknowledged_word_is_there(fast_path: Path) -> None:
    """SIGKILL in mid-stream, 200 times on the same file."""
    chance = random.Random(5)
    starting = multiprocessing.get_context("forkserver" if os.name == "posix" else "spawn")
    if os.name == "posix":
        starting.set_forkserver_preload(["tests.store.streaming_child"])
    acknowledged: dict[int, int] = {}
    for _ in range(KILLS):
        last = chance.randrange(1, 60)
        here, there = starting.Pipe(duplex=False)
        child = starting.Process(target=stream, args=(fast_path, there))
        child.start()
        there.close()
        with here, contextlib.suppress(EOFError):
            for number in itertools.count(1):
                id_, length = here.recv()
                acknowledged[id_] = length
                if number == last:
                    child.kill()
        child.join(10)
        assert child.exitcode == -9 or os.name != "posix"
        child.close()
    asyncio.run(_reopen(fast_path))
    assert_sound(fast_path)
    with closing(sqlite3.connect(fast_path / FILE_NAME)) as connection:
        stored = dict(connection.execute("SELECT id, length(text) FROM message"))
        assert connection.execute("SELECT count(*) FROM message WHERE state='streaming'").fetchone() == (0,)
    assert len(acknowledged) >= KILLS
    assert {id_: length for id_, length in acknowledged.items() if stored.get(id_, -1) < length} == {}


async def _reopen(data_dir: Path) -> None:
    async with opened(data_dir) as store:
        assert store.problem is None


def test_a_torn_log_opens_at_a_commit(fast_path: Path) -> None:
    """Power loss: the tail of the log cut, scribbled over or zeroed at 50 random places."""
    source = fast_path / "source"
    source.mkdir()
    with closing(sqlite3.connect(source / FILE_NAME, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode=WAL")
        writer.execute("PRAGMA wal_autocheckpoint=0")
        migrate(writer)
        for number in range(60):
            writer.execute(
                "INSERT INTO chat (title, created_at, updated_at, sequence) VALUES (?, 0, 0, ?)",
                (f"chat {number}", number),
            )
        for name in (FILE_NAME, FILE_NAME + "-wal"):
            shutil.copy(source / name, fast_path / name)
    asyncio.run(_tear(fast_path, (fast_path / (FILE_NAME + "-wal")).read_bytes()))


async def _tear(folder: Path, log: bytes) -> None:
    chance = random.Random(6)
    seen = set()
    for number in range(TEARS):
        data_dir = folder / str(number)
        data_dir.mkdir()
        shutil.copy(folder / FILE_NAME, data_dir)
        at = chance.randrange(len(log))
        tail = (b"", chance.randbytes(min(len(log) - at, 8192)), b"\0" * (len(log) - at))[number % 3]
        (data_dir / (FILE_NAME + "-wal")).write_bytes(log[:at] + tail)
        (data_dir / RESERVE_NAME).write_bytes(b"")
        async with opened(data_dir) as store:
            assert store.problem is None
            titles = [chat.title for chat in reversed(await store.chats.chats())]
        assert titles == [f"chat {n}" for n in range(len(titles))], "an exact prefix of the commits"
        seen.add(len(titles))
    assert len(seen) > TEARS // 3


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], check=False, capture_output=True)
    if done.returncode:
        pytest.skip(f"NOT TRIED HERE: cannot mount ({done.stderr.decode().strip()})")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def use_up(disk: Path) -> Path:
    """Fill the disk to the last byte."""
    ballast = disk / "ballast"
    with ballast.open("ab", buffering=0) as file:
        for size in (4096, 1):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError:
                continue
    return ballast


@linux_root
async def test_on_a_full_disk_the_reserve_saves_the_pending_write(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.reserve.RESERVE_BYTES", 256 * 1024)
    monkeypatch.setattr("app.store.opening.Reserve.__init__.__defaults__", (256 * 1024,))
    async with opened(small_disk) as store:
        reserve = small_disk / RESERVE_NAME
        assert reserve.stat().st_size == 256 * 1024
        chat = await store.chats.create_chat("a", "m")
        ballast = use_up(small_disk)
        question = "long question " * 2000
        _, answer = await store.chats.add_question(chat.id, None, question, "m")
        assert not reserve.exists(), "it was given up"
        with pytest.raises(DiskFull):
            await store.chats.save_answer(replace(answer, text="y" * 3_000_000))
        assert (await store.chats.path(chat.id))[0].text == question, "reading goes on"
        ballast.unlink()
        await store.chats.save_answer(replace(answer, text="there is room again", state=State.DONE))
        assert (await texts(store.chats, chat))[1] == "there is room again"
        monkeypatch.setattr("app.store.reserve.time.monotonic", lambda: 1e12)
        await store.chats.rename_chat(chat.id, "b")
        assert reserve.exists(), "it is kept again"
    assert_sound(small_disk)


@linux_root
async def test_a_start_on_a_full_disk_reads(small_disk: Path) -> None:
    written = await fill(small_disk, 3)
    use_up(small_disk)
    async with opened(small_disk) as store:
        (chat,) = await store.chats.chats()
        assert await texts(store.chats, chat) == written
        assert isinstance(store.problem, DiskFull | None)
        assert store.is_writable is (store.problem is None)


@pytest.mark.skipif(os.name != "posix", reason="no such limit")
async def test_a_quota_is_a_full_disk(tmp_path: Path) -> None:
    """A limit on file sizes gives SQLITE_IOERR_WRITE instead of SQLITE_FULL."""
    run_child(
        tmp_path,
        """
        import resource, signal
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        async with opened(data_dir) as store:
            chat = await store.chats.create_chat("a", "m")
            resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
            try:
                for n in range(100):
                    await ask(store.chats, chat, "q" * 9000, "a")
            except DiskFull:
                print("refused after", n)
            else:
                raise AssertionError("no limit")
        """,
    )
    async with opened(tmp_path):
        pass  # an answer that was still growing is ended, and indexed
    assert_sound(tmp_path)


@linux_root
async def test_a_read_only_folder_is_read_and_words_are_rescued(tmp_path: Path) -> None:
    as_nobody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
    if subprocess.run([*as_nobody, sys.executable, "-c", "import tests.store.building"], check=False).returncode:
        pytest.skip("NOT TRIED HERE: another user cannot run this Python")
    written = await fill(tmp_path / "data", 2)
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == 0 and folder != Path("/") and folder.name.startswith("pytest-"):
            folder.chmod(0o755)
    tmp_path.chmod(0o755)
    for path in (tmp_path / "data").rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    (tmp_path / "data").chmod(0o755)
    run_child(
        tmp_path / "data",
        f"""
        async with opened(data_dir) as store:
            assert isinstance(store.problem, ReadOnly), store.problem
            assert not store.is_writable
            (chat,) = await store.chats.chats()
            assert await texts(store.chats, chat) == {written!r}
            try:
                await store.chats.save_draft(chat.id, "not lost")
            except ReadOnly:
                pass
        from app.store.export import export_file
        assert await export_file(data_dir, Path(tempfile.gettempdir()) / "baleen-test-export.json") == 1
        from app.store.rescue import rescue_paths
        found = rescue_paths(data_dir)[1]
        assert "not lost" in found.read_text()
        shutil.rmtree(found.parent)
        (Path(tempfile.gettempdir()) / "baleen-test-export.json").unlink()
        """,
        *as_nobody,
    )


@linux_root
async def test_a_crash_before_the_disk_became_read_only_loses_nothing(small_disk: Path, tmp_path: Path) -> None:
    """What is still in the log file only is read too."""
    store = await open_store(small_disk)
    chat = await store.chats.create_chat("a", "m")
    await ask(store.chats, chat, "q", "in the log")
    copy = {path: path.read_bytes() for path in small_disk.iterdir() if path.is_file() and "reserve" not in path.name}
    await store.close()
    for path, content in copy.items():
        if not path.name.endswith("-shm"):
            path.write_bytes(content)
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    async with opened(small_disk) as again:
        assert not again.is_writable
        assert await texts(again.chats, chat) == ["q", "in the log"]
    assert await export_file(small_disk, tmp_path / "out.json") == 1
    assert "in the log" in (tmp_path / "out.json").read_text()


def run_child(data_dir: Path, body: str, *prefix: str) -> None:
    """Run the body of a coroutine in a process of its own."""
    code = textwrap.dedent("""
        import asyncio, shutil, sys, tempfile
        from pathlib import Path
        from app.domain.errors import DiskFull, ReadOnly
        from tests.store.building import ask, opened, texts

        async def main(data_dir):
        {body}

        asyncio.run(main(Path(sys.argv[1])))
    """).replace("{body}", textwrap.indent(textwrap.dedent(body), "    "))
    done = subprocess.run(
        [*prefix, sys.executable, "-c", code, data_dir], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(os.name == "nt", reason="kills as POSIX does")
def test_a_kill_at_every_point_of_a_migration_and_a_backup(fast_path: Path) -> None:
    """P3: before each statement and file operation in turn. The file is of the old or the new schema, never between."""
    written = asyncio.run(fill(fast_path / "before", 3, size=60))
    shutil.rmtree(fast_path / "before" / "backup", ignore_errors=True)
    starting = multiprocessing.get_context("forkserver")
    starting.set_forkserver_preload(["tests.store.killed_child"])
    old = len(steps())
    found: set[int] = set()
    for point in itertools.count(1):
        folder = fast_path / "now"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(fast_path / "before", folder)
        child = starting.Process(target=start, args=(folder, point))
        child.start()
        child.join(60)
        was_killed = child.exitcode == -9
        assert was_killed or child.exitcode == 0
        child.close()
        assert_sound(folder)
        with closing(sqlite3.connect(folder / FILE_NAME)) as connection:
            found.add(connection.execute("PRAGMA user_version").fetchone()[0])
            stored = [text for (text,) in connection.execute("SELECT text FROM message ORDER BY id")]
            assert sorted(stored) == sorted(written)
        for backup in (folder / "backup").glob("*.sqlite"):
            assert is_sound_copy(backup, written)
        if not was_killed:
            break
    assert point > 40, "there are more points than that"
    assert found == {old, old + 1, old + 2}


def is_sound_copy(path: Path, written: list[str]) -> bool:
    """Whether a finished backup is without damage and has every text."""
    with closing(sqlite3.connect(path)) as connection:
        stored = [text for (text,) in connection.execute("SELECT text FROM message")]
        return connection.execute("PRAGMA integrity_check").fetchone() == ("ok",) and sorted(stored) == sorted(written)
