"""`dev.py package`: the program as a folder that needs no Python, its installers, and the gates that both must pass."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import smoke

from dev_tools import engine, environment, release, system
from dev_tools.places import APP_ICONS, BUILD, DIST, ON_LINUX, ON_WINDOWS, ROOT
from dev_tools.say import Stop, say


def main(arguments: Sequence[str]) -> int:
    """Freeze into `dist/baleen`, check it, and pack it for this system.

    `--folder-only` leaves the packages out; `--windows`, on Linux, adds the program for Windows and its installer,
    made and tried under Wine; `--only-windows` makes nothing else; `--sbom` adds the list of parts. What else there is
    goes to PyInstaller. Raises: `Stop`.
    """
    parser = argparse.ArgumentParser(prog="dev.py package", add_help=False)
    parser.add_argument("--folder-only", action="store_true")
    parser.add_argument("--windows", action="store_true")
    parser.add_argument("--only-windows", action="store_true")
    parser.add_argument("--sbom", action="store_true")
    own, others = parser.parse_known_args(arguments)
    passed = True
    if not own.only_windows:
        passed = _for_this_system(others, folder_only=own.folder_only)
    if own.windows or own.only_windows:
        from dev_tools import windows_under_wine

        passed &= smoke.tell(windows_under_wine.gates(), say)
    if own.sbom:
        _list_parts()
    say("all gates are passed" if passed else "a gate FAILED, see above")
    return 0 if passed else 1


def _for_this_system(arguments: Sequence[str], *, folder_only: bool) -> bool:
    system.ensure((*system.QT_ON_X, *system.FREEZING))
    if not folder_only:
        system.ensure_if_possible(system.PACKING)
    python = environment.ensure(environment.for_packaging())
    freeze(python, arguments)
    source = (str(python), "-m", "app")
    passed = smoke.tell(smoke.gates(DIST / "baleen", source, _path_with_server()), say)
    if not folder_only:
        for make in _packers():
            passed &= smoke.tell((smoke.package_gate(file) for file in make()), say)
    return passed


def freeze(python: Path, arguments: Sequence[str] = ()) -> None:
    """Freeze for this system with the Python of an environment into `dist/baleen`. Raises: `Stop`."""
    _run([str(python), str(ROOT / "packaging" / "app_icons.py"), str(APP_ICONS)])
    _run([str(python), "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "ERROR",
          "--distpath", str(DIST), "--workpath", str(BUILD / "frozen"), *arguments,
          str(ROOT / "packaging" / "baleen.spec")])  # fmt: skip


def _list_parts() -> None:
    build = environment.ensure(environment.for_packaging())
    site_packages = _said([str(build), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"])
    system_ = {"darwin": "macos", "win32": "windows"}.get(sys.platform, sys.platform)
    file = DIST / f"{release.COMMAND}-{release.version()}-{system_}-{platform.machine().lower()}.cdx.json"
    lister = environment.ensure(environment.for_releasing())
    _run([str(lister), str(ROOT / "packaging" / "sbom.py"), str(file), site_packages])
    say(f"parts are listed in {file.name}")


def _said(command: Sequence[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _packers() -> list[Callable[[], list[Path]]]:
    """What makes the packages of this system; each tells which files it made."""
    names = ("appdir", "deb", "rpm") if ON_LINUX else ("nsis",) if ON_WINDOWS else ("dmg",)
    return [importlib.import_module(f"dev_tools.{name}").make for name in names]


def _path_with_server() -> str | None:
    """A `PATH` on which the self-test finds a server, where the tests' own is there."""
    server = None if engine.installed_program() else engine.cached(engine.TODAY)
    return engine.path_with(server) if server else None


def _run(command: Sequence[str]) -> None:
    # Modules are laid out by their hashes otherwise, and no two builds agree.
    variables = {**os.environ, "PYTHONHASHSEED": "0"}
    if subprocess.run(command, env=variables, check=False).returncode != 0:
        raise Stop(f"{Path(command[0]).name} {command[1]} failed; it says why above")
