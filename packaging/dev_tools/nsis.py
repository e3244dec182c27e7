"""`baleen-VERSION-windows-ARCH.exe`, an installer for one person, from a frozen program folder."""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import subprocess
from pathlib import Path

from dev_tools import release
from dev_tools.places import APP_ICONS, DIST, ON_WINDOWS, ROOT
from dev_tools.say import Stop, say

SCRIPT = ROOT / "packaging" / "windows" / "baleen.nsi"
TARGET = "x86-unicode" if ON_WINDOWS else "amd64-unicode"
"""Debian's NSIS has a starter for 64-bit Windows, which is all that Wine runs; that for Windows has none."""

SIGN = "BALEEN_SIGN_COMMAND"
"""The variable with the command that signs a file, which is put behind it. Nothing is signed where it is not set."""


def make() -> list[Path]:
    """Pack `dist/baleen`, on Windows. Raises: `Stop`."""
    if _makensis() is None:
        say("no installer: makensis is not here (NSIS brings it)")
        return []
    machine = {"AMD64": "x64", "ARM64": "arm64"}.get(platform.machine(), platform.machine().lower())
    return [pack(DIST / "baleen", machine)]


def pack(program: Path, machine: str) -> Path:
    """Pack a program folder for this kind of processor. Raises: `Stop`."""
    if (makensis := _makensis()) is None:
        raise Stop("makensis is not here; NSIS brings it")
    file = DIST / f"{release.COMMAND}-{release.version()}-windows-{machine}.exe"
    values = {
        "TARGET": TARGET,
        "VERSION": release.version(),
        "VERSION4": ".".join(map(str, release.version_numbers())),
        "SOURCE": str(program),
        "ICON": str(APP_ICONS / "baleen.ico"),
        "OUTPUT": str(file),
        "KIB": str(_kib(program)),
    } | ({"GGUF": "1"} if release.OPENS_GGUF else {})
    sign(*_unsigned(program))
    say(f"packing {file.name}")
    command = [makensis, "-V2", "-INPUTCHARSET", "UTF8", *(f"-D{name}={value}" for name, value in values.items())]
    if subprocess.run([*command, str(SCRIPT)], check=False).returncode != 0:
        raise Stop("makensis failed; it says why above")
    sign(file)
    return file


def sign(*files: Path) -> None:
    """Sign these where there is something to sign with. Raises: `Stop`."""
    command = shlex.split(os.environ.get(SIGN, ""), posix=not ON_WINDOWS)
    for file in files if command else ():
        if subprocess.run([*command, str(file)], check=False).returncode != 0:
            raise Stop(f"{file.name} could not be signed; it says why above")


def _makensis() -> str | None:
    return shutil.which("makensis") or shutil.which("makensis", path=r"C:\Program Files (x86)\NSIS")


def _unsigned(program: Path) -> list[Path]:
    """Our program and what PyInstaller made; libraries of Qt and Python carry the signatures of their makers."""
    return [program / f"{release.COMMAND}.exe"]


def _kib(folder: Path) -> int:
    return sum(-(-file.stat().st_size // 1024) for file in folder.rglob("*") if file.is_file())
