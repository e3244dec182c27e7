"""The Windows program and its installer, made and tried on Linux."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import smoke
from smoke import Gate

from dev_tools import environment, nsis, wine
from dev_tools.places import APP_ICONS, BUILD, DIST, ROOT
from dev_tools.say import Stop, say

PROGRAM = DIST / "windows" / "baleen"
_KEY = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Baleen"
REMOVED_WITHIN_S = 60


def gates() -> Iterator[Gate]:
    """Freeze, check, pack, install, install over it, test, remove. Raises: `Stop`."""
    python = wine.ensure()
    freeze(python)
    yield from _named("folder", smoke.gates(PROGRAM, variables=wine.variables()))
    installer = nsis.pack(PROGRAM, "x64")
    yield smoke.package_gate(installer)
    yield from trial(installer)


def freeze(python: Path) -> None:
    """Freeze with the Python of Windows into `dist/windows/baleen`. Raises: `Stop`."""
    build = environment.ensure(environment.for_packaging())
    subprocess.run([str(build), str(ROOT / "packaging" / "app_icons.py"), str(APP_ICONS)], check=True)
    say("freezing for Windows under Wine (about four minutes)")
    shutil.rmtree(PROGRAM, ignore_errors=True)
    done = wine.run([
        str(python), "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "ERROR",
        "--distpath", wine.path(PROGRAM.parent), "--workpath", wine.path(BUILD / "frozen-windows"),
        wine.path(ROOT / "packaging" / "baleen.spec"),
    ])  # fmt: skip
    if done.returncode != 0 or not (PROGRAM / "baleen.exe").is_file():
        raise Stop(f"PyInstaller failed under Wine:\n{(done.stdout + done.stderr).decode(errors='replace')[-3000:]}")


def trial(installer: Path) -> Iterator[Gate]:
    """What a person does with an installer, without a question asked: all of it leaves the chats alone."""
    local = next(each for each in (wine.drive_c() / "users").glob("*/AppData/Local"))
    program, chats = local / "Programs" / "Baleen", local / "baleen" / "chats.db"
    shutil.rmtree(program, ignore_errors=True)
    chats.parent.mkdir(parents=True, exist_ok=True)
    chats.write_bytes(b"what a person wrote")
    yield _ran("silent installation", installer, program / "baleen.exe")
    # A module that the next version does not have any more, and a file that is not ours.
    stale, foreign = program / "_internal" / "former.pyd", program / "mine.txt"
    stale.write_bytes(b"")
    foreign.write_text("kept", encoding="utf-8")
    over = _ran("installation over it", installer, program / "baleen.exe")
    yield Gate(over.name, over.ok and not stale.exists(), over.detail)
    yield _registered()
    yield from _named("installed", smoke.gates(program, variables=wine.variables()))
    yield _removed(program, foreign, chats)


def _ran(name: str, installer: Path, outcome: Path) -> Gate:
    done = wine.run([str(installer), "/S"], seconds=300)
    return Gate(name, done.returncode == 0 and outcome.is_file(), f"exit code {done.returncode}")


def _registered() -> Gate:
    """What Windows shows in its list of programs, and winget reads."""
    said = wine.run(["reg", "query", _KEY]).stdout.decode(errors="replace")
    wanted = ("DisplayName", "DisplayVersion", "Publisher", "InstallLocation", "UninstallString",
              "QuietUninstallString", "EstimatedSize")  # fmt: skip
    missing = [name for name in wanted if name not in said]
    return Gate("in the list of programs", not missing, f"missing: {missing}" if missing else "all that is asked for")


def _removed(program: Path, foreign: Path, chats: Path) -> Gate:
    done = wine.run([str(program / "uninstall.exe"), "/S"], seconds=120)
    # It works from a copy of itself, which outlives it.
    until = time.monotonic() + REMOVED_WITHIN_S
    while (left := [path.name for path in program.rglob("*") if path != foreign]) and time.monotonic() < until:
        time.sleep(0.2)
    listed = wine.run(["reg", "query", _KEY]).returncode == 0
    kept = chats.is_file() and foreign.is_file()
    shutil.rmtree(program, ignore_errors=True)
    ok = done.returncode == 0 and not left and not listed and kept
    return Gate("silent removal", ok, f"left: {left}; still listed: {listed}; chats and foreign files kept: {kept}")


def _named(prefix: str, found: Iterator[Gate]) -> Iterator[Gate]:
    for gate in found:
        yield Gate(f"Windows, {prefix}: {gate.name}", gate.ok, gate.detail)
