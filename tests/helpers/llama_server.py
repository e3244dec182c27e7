"""llama.cpp's own server, which speaks as OpenAI does: for the tests the server on somebody's other computer."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType
from typing import Self

_START_S = 60.0
_FOREIGN = re.compile(r"^(OLLAMA|LLAMA|GGML)_|_proxy$", re.IGNORECASE)


def program_beside(ollama: Path) -> Path | None:
    """The `llama-server` that a server of generation 0.30 and later brings along."""
    found = ollama.resolve().parent.parent / "lib" / "ollama" / "llama-server"
    return found if found.is_file() else None


class LlamaServer:
    """Runs for the time of a `with` block on a free port, on one thread of the processor."""

    def __init__(self, program: Path, model: Path, *arguments: str, host: str = "127.0.0.1") -> None:
        self._program = program
        self._arguments = ("-m", str(model), "--threads", "1", "--host", host, *arguments)
        self._process: subprocess.Popen[bytes] | None = None
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the server
        self.url = ""

    @property
    def log(self) -> str:
        """Everything the server has written so far."""
        self._log.seek(0)
        return self._log.read().decode("utf-8", "replace")

    def __enter__(self) -> Self:
        variables = {name: value for name, value in os.environ.items() if not _FOREIGN.search(name)}
        variables["LD_LIBRARY_PATH"] = str(self._program.parent)
        self._process = subprocess.Popen(
            [self._program, *self._arguments, "--port", "0"],
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        deadline = time.monotonic() + _START_S
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self._end()
                raise AssertionError("the server did not start")
            time.sleep(0.05)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _is_ready(self) -> bool:
        if not self.url and (found := re.search(r"listening on (http://127\.\d+\.\d+\.\d+:\d+)", self.log)):
            self.url = found[1]
        if not self.url:
            return False
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(f"{self.url}/health", timeout=5) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def _end(self) -> None:
        assert self._process
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
