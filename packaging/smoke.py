#!/usr/bin/env python3
"""Gates for a frozen program: `python packaging/smoke.py dist/baleen`. Standard library only; one line a gate.

Run on every folder that becomes a package, and on what an installer has put on a disk.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MAX_MB = {"linux": 130, "win32": 90, "darwin": 150}
"""Installed, in millions of bytes; macOS is an estimate."""
MAX_FILES = 180
MAX_START_RATIO = 1.05
"""Processor time to the first paint, against the same source in the environment of the build."""
START_ROUNDS = 7
MOST_START_ROUNDS = 25
PACKAGE_MB = {".deb": 40, ".rpm": 46, ".AppImage": 46, ".exe": 30, ".dmg": 45}

LATE = {
    "anyio", "asyncio", "httpcore", "httpx", "keyring", "markdown", "ollama", "pydantic", "pygments",
    "qasync", "sqlite3", "ssl", "ziafont", "ziamath",
}  # fmt: skip
"""Not loaded before the first paint."""
FORBIDDEN = re.compile(
    r"lib(gtk|gdk|pango|cairo|atk|gio|glib)\b|opengl32sw|d3dcompiler|Qt6?(Qml|Quick|Pdf|VirtualKeyboard|WebEngine)"
    r"|(^|/)tests?/|\.pyc?$|\.ts$",
    re.IGNORECASE,
)
"""Never in a bundle: the desktop of the build machine, what no widget needs, sources."""

_NOT_EVERYWHERE = re.compile(r"libwayland-")
"""Of systems that can show Wayland windows; Qt goes without where they are missing."""
_OF_THE_BUILD = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "QT_PLUGIN_PATH")


@dataclass(frozen=True)
class Gate:
    name: str
    ok: bool
    detail: str


def gates(
    folder: Path, source: Sequence[str] = (), path: str | None = None, variables: Mapping[str, str] | None = None
) -> Iterator[Gate]:
    """Check a frozen program.

    `source` starts the same from source, for the comparison; `path` finds a server; `variables` are the environment
    where it is another than ours, as under Wine.
    """
    program = next(each for each in (folder / "baleen.exe", folder / "baleen") if each.is_file())
    kind = "win32" if program.suffix else sys.platform
    yield from _of_files(folder, kind)
    if kind == "linux":
        yield _libraries(folder)
    starter = ("wine", str(program)) if program.suffix and sys.platform != "win32" else (str(program),)
    with tempfile.TemporaryDirectory(prefix="baleen-smoke-", ignore_cleanup_errors=True) as scratch:
        yield self_test(starter, Path(scratch), path, variables)
        if starter[0] != "wine":  # its times say nothing about Windows
            yield from _start(starter, source, Path(scratch, "start"))


def app_run(folder: Path) -> Iterator[Gate]:
    """An AppDir runs by its own starter."""
    with tempfile.TemporaryDirectory(prefix="baleen-smoke-", ignore_cleanup_errors=True) as scratch:
        gate = self_test((str(folder / "AppRun"),), Path(scratch))
    yield Gate(f"{folder.name}: {gate.name}", gate.ok, gate.detail)


def package_gate(file: Path) -> Gate:
    """The size of an installer."""
    megabytes, limit = file.stat().st_size / 1e6, PACKAGE_MB[file.suffix]
    return Gate(file.name, megabytes <= limit, f"{megabytes:.1f} MB of {limit}")


def self_test(
    starter: Sequence[str], scratch: Path, path: str | None = None, variables: Mapping[str, str] | None = None
) -> Gate:
    """The program's own check, as on a computer that never saw its build."""
    report = scratch / "self-test.json"
    variables = {**(_clean() if variables is None else variables)} | ({"PATH": path} if path else {})
    command = [*starter, "--profile", str(scratch / "profile"), "--self-test", "--json", str(report)]
    # Windows programs under Wine need pipes; a file or nothing at all makes Python fail as it starts.
    done = subprocess.run(command, env=variables, cwd=scratch, input=b"", capture_output=True, timeout=300, check=False)
    try:
        checks = json.loads(report.read_text(encoding="utf-8"))["checks"]
    except (OSError, ValueError):
        return Gate("self-test", False, f"exit code {done.returncode}: {done.stderr.decode(errors='replace')[-2000:]}")
    failed = [f"{name}: {check['detail']}" for name, check in checks.items() if not check["ok"]]
    said = "; ".join(failed) if failed else f"{len(checks)} checks; message: {checks['message']['detail']}"
    return Gate("self-test", not failed and done.returncode == 0, said)


def _of_files(folder: Path, kind: str) -> Iterator[Gate]:
    # A link costs nothing, and counts for nothing.
    files = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    megabytes = sum(path.stat().st_size for path in files) / 1e6
    yield Gate("installed size", megabytes <= MAX_MB[kind], f"{megabytes:.1f} MB of {MAX_MB[kind]}")
    yield Gate("files", len(files) <= MAX_FILES, f"{len(files)} of {MAX_FILES}")
    names = [path.relative_to(folder).as_posix() for path in files]
    wrong = [name for name in names if FORBIDDEN.search(name)]
    yield Gate("nothing that does not belong", not wrong, ", ".join(wrong[:10]) or "none of it")


def _libraries(folder: Path) -> Gate:
    """Every library of the bundle finds what it needs, in the bundle or in the system."""
    elf = [path for path in folder.rglob("*") if ".so" in path.name and path.is_file() and not path.is_symlink()]
    variables = _clean() | {"LD_LIBRARY_PATH": str(folder / "_internal")}
    lost = set()
    for path in elf:
        said = subprocess.run(["ldd", str(path)], env=variables, capture_output=True, text=True, check=False).stdout
        absent = [line.split()[0] for line in said.splitlines() if "not found" in line]
        lost |= {f"{soname} of {path.name}" for soname in absent if not _NOT_EVERYWHERE.match(soname)}
    return Gate("libraries", not lost, ", ".join(sorted(lost)) or f"{len(elf)} find all that they need")


def _start(frozen: Sequence[str], source: Sequence[str], profile: Path) -> Iterator[Gate]:
    early = LATE & {name.partition(".")[0] for name in _first_paint(frozen, profile)["modules"]}
    yield Gate("nothing heavy before the first paint", not early, ", ".join(sorted(early)) or "none of it")
    if not source:
        return
    _first_paint(source, profile)
    ours, theirs = float("inf"), float("inf")
    for round_ in range(MOST_START_ROUNDS):
        ours = min(ours, float(_first_paint(frozen, profile)["cpu_s"]))
        theirs = min(theirs, float(_first_paint(source, profile)["cpu_s"]))
        if round_ + 1 >= START_ROUNDS and ours / theirs <= MAX_START_RATIO:
            break  # a busy machine needs more rounds until each has had its undisturbed one
    detail = f"{ours * 1000:.0f} ms of processor time, {ours / theirs:.2f} of the {theirs * 1000:.0f} ms from source"
    yield Gate("start", ours / theirs <= MAX_START_RATIO, detail)


def _first_paint(starter: Sequence[str], profile: Path) -> dict[str, Any]:
    variables = _clean() | {"QT_QPA_PLATFORM": "offscreen"}
    variables.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed program keeps its byte code
    done = subprocess.run(
        [*starter, "--first-paint", str(profile)], env=variables, capture_output=True, timeout=120, check=True
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _clean() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _OF_THE_BUILD}


def tell(found: Iterator[Gate], say: Callable[[str], None] = print) -> bool:
    """Print each gate as it is known; whether all are passed."""
    passed = True
    for gate in found:
        passed &= gate.ok
        say(f"{'ok    ' if gate.ok else 'FAILED'}  {gate.name}: {gate.detail}")
    return passed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Gates for a frozen program.")
    parser.add_argument("folder", type=Path, help="the folder with baleen or baleen.exe in it")
    parser.add_argument("--package", type=Path, action="append", default=[], help="an installer, whose size is checked")
    parser.add_argument("--source-python", help="compare the start with this Python and the source in this folder")
    asked = parser.parse_args()
    began_at = time.monotonic()
    is_well = tell(gates(asked.folder.resolve(), (asked.source_python, "-m", "app") if asked.source_python else ()))
    is_well &= tell(package_gate(file) for file in asked.package)
    print(f"{time.monotonic() - began_at:.0f} s")
    sys.exit(not is_well)
