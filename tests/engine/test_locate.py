"""Programs are found where each system keeps them, whatever system the tests run on."""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from app.domain.errors import EngineNotRunnable
from app.engine.locate import Locator, is_program

LINUX_HOME = PurePosixPath("/home/ada")
MAC_HOME = PurePosixPath("/Users/ada")
WINDOWS_HOME = PureWindowsPath(r"C:\Users\ada")
WINDOWS_VARIABLES = {"LOCALAPPDATA": r"C:\Users\ada\AppData\Local", "PROGRAMFILES": r"C:\Program Files"}


def locator(system: str, *programs: str, path: str = "") -> Locator:
    home: PurePath = {"win32": WINDOWS_HOME, "darwin": MAC_HOME}.get(system, LINUX_HOME)
    there = {type(home)(program) for program in programs}
    return Locator(system, WINDOWS_VARIABLES | {"PATH": path}, home, lambda candidate: candidate in there)


@pytest.mark.parametrize(
    ("system", "program"),
    [
        ("linux", "/usr/local/bin/ollama"),
        ("linux", "/usr/bin/ollama"),
        ("linux", "/home/ada/.local/bin/ollama"),
        ("linux", "/home/linuxbrew/.linuxbrew/bin/ollama"),
        ("darwin", "/Applications/Ollama.app/Contents/Resources/ollama"),
        ("darwin", "/Users/ada/Applications/Ollama.app/Contents/Resources/ollama"),
        ("darwin", "/opt/homebrew/bin/ollama"),
        ("darwin", "/usr/local/bin/ollama"),
        ("win32", r"C:\Users\ada\AppData\Local\Programs\Ollama\ollama.exe"),
        ("win32", r"C:\Program Files\Ollama\ollama.exe"),
    ],
)
def test_the_usual_places(system: str, program: str) -> None:
    assert str(locator(system, program).find()) == program


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_nothing_anywhere(system: str) -> None:
    assert locator(system).find() is None


def test_path_comes_before_the_usual_places() -> None:
    found = locator("linux", "/usr/bin/ollama", "/opt/x/ollama", path="/nowhere:/opt/x").find()
    assert str(found) == "/opt/x/ollama"


def test_path_on_windows_may_be_quoted() -> None:
    found = locator("win32", r"D:\a b\ollama.exe", path=r'C:\x;"D:\a b"').find()
    assert str(found) == r"D:\a b\ollama.exe"


def test_relative_entries_of_path_are_not_trusted() -> None:
    assert locator("linux", "ollama", "./ollama", "bin/ollama", path=":.:bin:").find() is None


@pytest.mark.parametrize(
    ("preferred", "program"),
    [
        ("/opt/o/bin/ollama", "/opt/o/bin/ollama"),
        ("/opt/o", "/opt/o/bin/ollama"),
        ("/opt/o", "/opt/o/ollama"),
        ("~/o", "/home/ada/o/ollama"),
        (" /x/Ollama.app ", "/x/Ollama.app/Contents/Resources/ollama"),
        ("/opt/renamed", "/opt/renamed"),
    ],
)
def test_the_preferred_program_or_its_folder(preferred: str, program: str) -> None:
    assert str(locator("linux", program, "/usr/bin/ollama").find(preferred)) == program


def test_a_preferred_path_that_is_no_program_is_not_silently_replaced() -> None:
    with pytest.raises(EngineNotRunnable) as raised:
        locator("linux", "/usr/bin/ollama").find("/opt/typo")
    assert raised.value.path == "/opt/typo"


@pytest.mark.skipif(os.name == "nt", reason="there is no execute bit")
def test_only_files_that_may_be_run_are_programs(tmp_path: Path) -> None:
    program = tmp_path / "ollama"
    program.write_text("#!/bin/sh\n")
    program.chmod(stat.S_IRUSR)
    assert not is_program(program)
    program.chmod(stat.S_IRWXU)
    assert is_program(program)
    assert not is_program(tmp_path)


def test_a_path_that_cannot_be_looked_at_leads_to_no_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_program(tmp_path / ("x" * 5_000))

    def closed(_: Path) -> bool:
        raise PermissionError

    monkeypatch.setattr(Path, "is_file", closed)  # as for a stranger's folder, which the tests' user may look into
    assert not is_program(tmp_path / "ollama")
