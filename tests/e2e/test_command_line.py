"""The command line, and what damaged or forbidden files do to a start."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app import __version__
from app.store.opening import FILE_NAME, open_store
from tests.helpers.fake_ollama import FakeOllama
from tests.helpers.program import Program, baleen, export

Start = Callable[..., Program]


def newer_chats(data: Path) -> bytes:
    """Make chats as a newer Baleen would; the content of their file."""

    async def make() -> None:
        store = await open_store(data)
        await store.chats.create_chat("From the future", None)
        await store.close()

    asyncio.run(make())
    with closing(sqlite3.connect(data / FILE_NAME)) as newer:
        newer.execute("PRAGMA user_version = 999")
    return (data / FILE_NAME).read_bytes()


def test_version() -> None:
    """Scripts can ask which Baleen this is."""
    done = baleen("--version")
    assert (done.returncode, done.stdout.strip()) == (0, f"Baleen {__version__}")


def test_help_documents_every_option_and_exit_code() -> None:
    """What scripts rest on is written down."""
    text = baleen("--help").stdout
    for option in ("--profile", "--ollama-url", "--export", "--self-test", "--json", "--version", "exit codes"):
        assert option in text


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--no-such-option"], 2),
        (["--ollama-url", "not an address"], 2),
        (["--ollama-url", "ftp://x"], 2),
        (["--json", "x.json"], 2),
        (["--export", "x.json", "--self-test"], 2),
        (["no-such-model.gguf"], 2),
        (["pyproject.toml", "--export", "x.json"], 2),
    ],
)
def test_wrong_arguments_are_refused_in_a_sentence(arguments: list[str], code: int) -> None:
    """Exit code 2, a sentence, never a traceback."""
    done = baleen(*arguments)
    assert done.returncode == code
    assert "baleen: " in done.stderr
    assert "Traceback" not in done.stderr


def test_a_profile_that_is_a_file(tmp_path: Path) -> None:
    """Exit code 3; the file is left alone."""
    file = tmp_path / "file"
    file.write_text("mine")
    done = baleen("--profile", str(file))
    assert done.returncode == 3
    assert "is not a folder" in done.stderr
    assert file.read_text() == "mine"


def test_no_screen(tmp_path: Path) -> None:
    """Exit code 6 and what works without one."""
    done = baleen("--profile", str(tmp_path), DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert done.returncode == 6
    assert "--export" in done.stderr


@pytest.mark.parametrize("environment", [{"DISPLAY": ":4242"}, {"QT_QPA_PLATFORM": "bogus"}])
def test_a_screen_that_does_not_answer(tmp_path: Path, environment: dict[str, str]) -> None:
    """The same exit code and a sentence; Qt would abort the process."""
    done = baleen("--profile", str(tmp_path), **{"WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": "", **environment})
    assert done.returncode == 6
    assert "There is no screen" in done.stderr


def test_an_empty_name_is_no_profile() -> None:
    """Nothing is dropped into the folder that one happens to be in."""
    assert baleen("--profile", "").returncode == 2


def test_export_of_damaged_chats_says_what_mends_them(tmp_path: Path) -> None:
    """Exit code 4 and a way out; neither this nor a self test touches the file."""
    data = tmp_path / "data"
    data.mkdir()
    (data / FILE_NAME).write_bytes(b"not a database at all" * 1000)
    done = baleen("--profile", str(tmp_path), "--export", str(tmp_path / "x.json"))
    assert done.returncode == 4
    assert "Start Baleen once" in done.stderr
    assert baleen("--profile", str(tmp_path), "--self-test").returncode == 1
    assert baleen("--profile", str(tmp_path), "--self-test").returncode == 1
    assert (data / FILE_NAME).read_bytes().startswith(b"not a database")


def test_export_of_nothing(tmp_path: Path) -> None:
    """A profile that was never used has no chats; that is no error."""
    assert export(tmp_path) == {"format": "baleen-export", "version": 1, "chats": []}


def test_export_to_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    """Exit code 5 and a sentence with a way out."""
    done = baleen("--profile", str(tmp_path), "--export", str(tmp_path / "no" / "such" / "folder" / "x.json"))
    assert done.returncode == 5
    assert "Choose another place" in done.stderr


def test_export_of_chats_of_a_newer_baleen(tmp_path: Path) -> None:
    """Exit code 4; the file is not touched."""
    data = tmp_path / "data"
    before = newer_chats(data)
    done = baleen("--profile", str(tmp_path), "--export", str(tmp_path / "x.json"))
    assert done.returncode == 4
    assert "newer Baleen" in done.stderr
    assert (data / FILE_NAME).read_bytes() == before


def test_self_test(tmp_path: Path) -> None:
    """One JSON object, exit code 0, and the same in the file."""
    file = tmp_path / "report.json"
    done = baleen("--self-test", "--json", str(file))
    report = json.loads(done.stdout)
    assert report["ok"] is True, report
    assert done.returncode == 0
    assert json.loads(file.read_text("utf-8")) == report
    assert set(report["checks"]) >= {"icons", "fonts", "database", "window", "message", "documents", "server"}


def test_self_test_fails_where_the_server_asked_for_is_not_there() -> None:
    """A script can rely on the exit code."""
    done = baleen("--self-test", "--ollama-url", "127.0.0.1:9")
    assert done.returncode == 1
    assert json.loads(done.stdout)["checks"]["server"]["ok"] is False


def test_damaged_settings(program: Start, server: FakeOllama, tmp_path: Path) -> None:
    """The window opens with defaults, says so, and the damaged file is kept."""
    profile = tmp_path / "profile"
    profile.mkdir()
    (profile / "settings.toml").write_bytes(b"\xff\x00 this is = = not toml")
    run = program("--ollama-url", server.url)
    run.find(name="Your settings could not be read.")
    assert any(path.name != "settings.toml" and "settings" in path.name for path in profile.iterdir())


def test_damaged_chats(program: Start, server: FakeOllama, tmp_path: Path) -> None:
    """Chats that are rubbish are set aside, and a new chat can be written and kept."""
    data = tmp_path / "profile" / "data"
    data.mkdir(parents=True)
    (data / FILE_NAME).write_bytes(b"not a database at all" * 1000)
    run = program("--ollama-url", server.url)
    run.find(name="Your chats")
    run.write("Hello?")
    run.answer("Hello there")
    assert len(run.export()["chats"]) == 1
    assert any(b"not a database" in path.read_bytes() for path in data.iterdir() if path.name != FILE_NAME)


def test_chats_of_a_newer_baleen(program: Start, server: FakeOllama, tmp_path: Path) -> None:
    """Said in a sentence; the file stays as it is."""
    data = tmp_path / "profile" / "data"
    before = newer_chats(data)
    run = program("--ollama-url", server.url)
    run.find(name="newer Baleen")
    run.quit()
    assert (data / FILE_NAME).read_bytes() == before


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting needs root")
def test_a_data_folder_that_cannot_be_written(program: Start, server: FakeOllama, tmp_path: Path) -> None:
    """The window opens, and says that nothing is saved, before anybody writes."""
    profile = tmp_path / "profile"
    data = profile / "data"
    data.mkdir(parents=True)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "none", str(data)], check=False).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        run = program("--ollama-url", server.url)
        run.find(name="Chats can't be saved here.")
        run.quit()
    finally:
        subprocess.run(["umount", str(data)], check=True)
