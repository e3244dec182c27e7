"""`dev.py package`: the program as a folder that needs no Python, which tests itself before anybody gets it."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence

from dev_tools import engine, environment, system
from dev_tools.places import BUILD, DIST, ON_WINDOWS, ROOT
from dev_tools.say import Stop, say

_OF_THE_BUILD = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "QT_PLUGIN_PATH")


def main(arguments: Sequence[str]) -> int:
    """Freeze into `dist/baleen` in an environment of its own, then run its self-test.

    `arguments` go to PyInstaller. Raises: `Stop`.
    """
    system.ensure((*system.QT_ON_X, *system.FREEZING))
    python = environment.ensure(environment.for_packaging())
    command = [str(python), "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN",
               "--distpath", str(DIST), "--workpath", str(BUILD / "frozen"), *arguments,
               str(ROOT / "packaging" / "baleen.spec")]  # fmt: skip
    if subprocess.run(command, check=False).returncode != 0:
        raise Stop("PyInstaller failed; it says why above")
    folder = DIST / "baleen"
    files = [path for path in folder.rglob("*") if path.is_file()]
    megabytes = sum(path.stat().st_size for path in files) / 1e6
    say(f"{folder}: {megabytes:.1f} MB in {len(files)} files; now it tests itself")
    return _self_test([str(folder / ("baleen.exe" if ON_WINDOWS else "baleen"))])


def _self_test(program: Sequence[str]) -> int:
    """Run a frozen program's own check, as on a computer that never saw its build."""
    variables = {name: value for name, value in os.environ.items() if name not in _OF_THE_BUILD}
    if not engine.installed_program() and (server := engine.cached(engine.TODAY)):
        variables["PATH"] = engine.path_with(server)
    with tempfile.TemporaryDirectory(prefix="baleen-self-test-") as profile:
        command = [*program, "--profile", profile, "--self-test"]
        result = subprocess.run(command, env=variables, cwd=profile, check=False).returncode
    say("the self-test passed" if result == 0 else f"the self-test FAILED (exit code {result})")
    return result
