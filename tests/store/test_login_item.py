"""Opening at login: the files and values that each system reads, and what the person changed there."""

from __future__ import annotations

import os
import plistlib
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.domain.errors import ReadOnly
from app.store import windows_run_key
from app.store.login_item import ID, LoginItem


def item(home: Path, system: str = "linux", *arguments: str, **environment: str) -> LoginItem:
    return LoginItem(arguments=arguments, system=system, environment=environment, home=home)


def test_linux(tmp_path: Path) -> None:
    login = item(tmp_path, "linux", "--profile", '/a b/%1$`"\\')
    assert not login.is_on()
    login.switch(False)
    login.switch(True)
    file = tmp_path / ".config/autostart" / f"{ID}.desktop"
    text = file.read_text("utf-8")
    assert f'Exec="{sys.executable}" "-m" "app" "--profile" ' in text
    assert '"/a b/%%1\\\\$\\\\`\\\\"\\\\\\\\"' in text
    assert f"Path={Path(__file__).parents[2]}" in text
    assert login.is_on()
    for switched_off in ("Hidden=true\n", "X-GNOME-Autostart-enabled=false\n"):  # as desktops do it
        file.write_text(text + switched_off)
        assert not login.is_on()
    login.switch(True)
    assert login.is_on()
    login.switch(False)
    assert not file.exists()


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="no desktop-file-validate")
def test_the_entry_is_one(tmp_path: Path) -> None:
    item(tmp_path, "linux", "--profile", "/a b/$x").switch(True)
    file = tmp_path / ".config/autostart" / f"{ID}.desktop"
    subprocess.run(["desktop-file-validate", str(file)], check=True)


def test_the_folder_of_settings_is_the_desktop_s(tmp_path: Path) -> None:
    item(tmp_path, XDG_CONFIG_HOME=str(tmp_path / "conf")).switch(True)
    assert (tmp_path / "conf/autostart" / f"{ID}.desktop").is_file()
    item(tmp_path, XDG_CONFIG_HOME="relative").switch(True)
    assert (tmp_path / ".config/autostart" / f"{ID}.desktop").is_file()


def test_an_appimage_is_started_itself_and_a_sandbox_is_left_alone(tmp_path: Path) -> None:
    item(tmp_path, APPIMAGE="/opt/Baleen.AppImage").switch(True)
    text = (tmp_path / ".config/autostart" / f"{ID}.desktop").read_text("utf-8")
    assert 'Exec="/opt/Baleen.AppImage"\n' in text
    assert "Path=" not in text
    assert not item(tmp_path, FLATPAK_ID=ID).is_possible
    assert not item(tmp_path, SNAP="/snap/x").is_possible
    assert item(tmp_path).is_possible


def test_macos(tmp_path: Path) -> None:
    login = item(tmp_path, "darwin", "--profile", "/a b")
    login.switch(True)
    agent = plistlib.loads((tmp_path / "Library/LaunchAgents" / f"{ID}.plist").read_bytes())
    assert agent["Label"] == ID
    assert agent["ProgramArguments"] == [sys.executable, "-m", "app", "--profile", "/a b"]
    assert agent["RunAtLoad"] is True
    assert login.is_on()
    login.switch(False)
    assert not login.is_on()


def test_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[str] = [""]
    monkeypatch.setattr(windows_run_key, "registered", lambda: kept[-1])
    monkeypatch.setattr(windows_run_key, "register", kept.append)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", r"C:\Program Files\Baleen\baleen.exe")
    login = item(tmp_path, "win32", "--profile", r"D:\my profile")
    assert not login.is_on()
    login.switch(True)
    assert kept[-1] == r'"C:\Program Files\Baleen\baleen.exe" --profile "D:\my profile"'
    assert login.is_on()
    login.switch(False)
    assert kept[-1] == ""


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / ".config").write_text("a file, where a folder should be")
    with pytest.raises(ReadOnly):
        item(tmp_path).switch(True)
    assert not item(tmp_path).is_on()


@pytest.mark.skipif(sys.platform != "linux", reason="runs the entry as a Linux desktop does")
@pytest.mark.skipif(shutil.which("gio") is None and shutil.which("dex") is None, reason="no gio")
def test_a_desktop_starts_what_the_entry_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """GLib reads the line as the desktops do: the arguments arrive as they were."""
    program = tmp_path / "a $program"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$(dirname "$0")/got"\n')
    program.chmod(0o755)
    odd = 'x "y" \\z `b` %f 100%'
    item(tmp_path, "linux", odd, APPIMAGE=str(program)).switch(True)
    file = tmp_path / ".config/autostart" / f"{ID}.desktop"
    subprocess.run(["gio", "launch", str(file)], check=True, env={**os.environ, "HOME": str(tmp_path)})
    for _ in range(200):
        if (tmp_path / "got").exists() and (tmp_path / "got").read_text().endswith("\n"):
            break
        time.sleep(0.02)
    assert (tmp_path / "got").read_text() == odd + "\n"
