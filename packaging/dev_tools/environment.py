"""Virtual environments: made once, filled with the pinned requirements, then only looked at."""

from __future__ import annotations

import hashlib
import importlib.util
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dev_tools.places import BUILD, ON_WINDOWS, REQUIREMENTS, ROOT
from dev_tools.say import Stop, say

_PYTHON = Path("Scripts", "python.exe") if ON_WINDOWS else Path("bin", "python")
_THIS_PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
_QT = ("pyside6-essentials", "shiboken6", "qasync", "pytest-qt")


@dataclass(frozen=True)
class Environment:
    """A folder with a Python of its own, and which requirement files it holds: each includes those after it."""

    folder: Path
    files: tuple[str, ...]
    without: tuple[str, ...] = ()

    @property
    def python(self) -> Path:
        return self.folder / _PYTHON


def for_running() -> Environment:
    return Environment(_development_folder(), ("runtime.txt",))


def for_development() -> Environment:
    return Environment(_development_folder(), ("dev.txt", "runtime.txt"))


def without_qt() -> Environment:
    """Everything of development but Qt: the layers below the presenters must not miss it."""
    return Environment(ROOT / f".venv-{_THIS_PYTHON}-without-qt", ("dev.txt",), without=_QT)


def for_packaging() -> Environment:
    """Only what the program needs and the freezer: nothing else can slip into the bundle."""
    return Environment(BUILD / f"venv-{_THIS_PYTHON}", ("build.txt",))


def for_releasing() -> Environment:
    """What writes the list of parts; apart from the build, whose parts it lists."""
    return Environment(BUILD / f"venv-release-{_THIS_PYTHON}", ("release.txt",))


def ensure(environment: Environment) -> Path:
    """Make the environment where it is missing, out of date or broken, and return its Python.

    Costs two small file reads when nothing is to be done. Raises: `Stop`.
    """
    wanted = _fingerprint(environment)
    stamp = environment.folder / f"baleen-{environment.files[0]}.stamp"
    if environment.python.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return environment.python
    if not _works(environment.python):
        _create(environment.folder)
    _install(environment)
    for name in environment.files:
        fingerprint = _fingerprint(Environment(environment.folder, (name,), environment.without))
        (environment.folder / f"baleen-{name}.stamp").write_text(fingerprint, encoding="utf-8")
    return environment.python


def pip(python: Path, *arguments: str) -> list[str]:
    """The command line of pip for an environment: its own pip, or that of this Python where it has none."""
    if _has_pip(python):
        return [str(python), "-m", "pip", *arguments]
    return [sys.executable, "-m", "pip", "--python", str(python), *arguments]


def select(requirements: str, without: Sequence[str]) -> str:
    """The text of a requirement file less the packages named (normalised names), with their lines of hashes."""
    kept: list[str] = []
    dropping = False
    for line in requirements.splitlines(keepends=True):
        if name := re.match(r"[A-Za-z0-9._-]+(?===)", line):
            dropping = re.sub(r"[-_.]+", "-", name[0]).lower() in without
        elif not line.startswith((" ", "\t")):
            dropping = False
        if not dropping:
            kept.append(line)
    return "".join(kept)


def _development_folder() -> Path:
    """`.venv`, or one named after this Python where `.venv` belongs to another."""
    shared = ROOT / ".venv"
    settings = shared / "pyvenv.cfg"
    if not settings.exists():
        return shared
    version = re.search(r"^version(?:_info)? *= *(\d+\.\d+)", settings.read_text(encoding="utf-8"), re.MULTILINE)
    return shared if version and version[1] == _THIS_PYTHON else ROOT / f".venv-{_THIS_PYTHON}"


def _fingerprint(environment: Environment) -> str:
    digest = hashlib.sha256(repr((sys.version_info[:2], environment.without)).encode())
    digest.update((REQUIREMENTS / environment.files[0]).read_bytes())
    return digest.hexdigest()


def _works(python: Path) -> bool:
    return (
        python.exists()
        and _succeeds([str(python), "-c", "import sys, encodings"])
        and (_has_pip(python) or importlib.util.find_spec("pip") is not None)
    )


def _has_pip(python: Path) -> bool:
    return _succeeds([str(python), "-c", "import pip"])


def _succeeds(command: Sequence[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _create(folder: Path) -> None:
    say(f"making {folder.name} with Python {_THIS_PYTHON}")
    # Debian splits ensurepip off; a pip outside can fill an environment that has none.
    brings_pip = importlib.util.find_spec("ensurepip") is not None
    if not brings_pip and importlib.util.find_spec("pip") is None:
        raise Stop(
            f"{sys.executable} has neither pip nor venv. On Debian and Ubuntu this line helps: "
            "sudo apt-get install python3-venv python3-pip"
        )
    if folder.exists():
        shutil.rmtree(folder)
    import venv  # slow to import, and needed once

    venv.create(folder, with_pip=brings_pip, symlinks=not ON_WINDOWS)


def _install(environment: Environment) -> None:
    say(f"installing packages into {environment.folder.name} (once, about a minute)")
    chosen = environment.folder / "baleen-requirements.txt"
    text = (REQUIREMENTS / environment.files[0]).read_text(encoding="utf-8")
    chosen.write_text(select(text, environment.without), encoding="utf-8")
    command = pip(
        environment.python,
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--require-hashes",
        "--only-binary",
        ":all:",
        "-r",
        str(chosen),
    )
    if subprocess.run(command, check=False).returncode != 0:
        raise Stop("the packages could not be installed; pip says why above. Is this computer online?")
