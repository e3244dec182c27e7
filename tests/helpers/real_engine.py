"""A real Ollama server as a child of the tests."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

_FOREIGN = re.compile(r"^(OLLAMA|LLAMA|GGML|CUDA|HIP|ROCR|GPU)_|_proxy$", re.IGNORECASE)
_START_S = 60.0


class RealEngine:
    """Runs `ollama serve` on a free port for the time of a `with` block.

    Its home, models and working folder lie under `folder`; it uses one thread, so that several tests share two cores.
    Leaving the block ends it with SIGTERM: a server killed hard leaves its runner behind.
    """

    def __init__(self, program: Path, folder: Path, host: str = "127.0.0.1") -> None:
        """Any address 127.x.y.z is as good on Linux; one that is not the usual one stands for another computer."""
        self._host = host
        self._program = program
        self._folder = folder
        self._log: list[str] = []
        self._has_started = threading.Event()
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None
        self.url = ""

    @property
    def pid(self) -> int:
        assert self._process, "not started"
        return self._process.pid

    @property
    def log(self) -> str:
        """Everything the server has written so far."""
        return "".join(self._log)

    def __enter__(self) -> Self:
        home = self._folder / "home"
        home.mkdir(parents=True, exist_ok=True)
        variables = {name: value for name, value in os.environ.items() if not _FOREIGN.search(name)}
        variables |= {
            "HOME": str(home),
            "USERPROFILE": str(home),
            "OLLAMA_HOST": f"{self._host}:0",
            "OLLAMA_MODELS": str(self._folder / "models"),
            "OLLAMA_NO_CLOUD": "1",
            "LLAMA_ARG_THREADS": "1",
        }
        self._process = subprocess.Popen(
            [self._program, "serve"],
            env=variables,
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
        self._reader = threading.Thread(target=self._read, name="engine log", daemon=True)
        self._reader.start()
        if not self._has_started.wait(_START_S) or not self.url:
            self._end()
            raise AssertionError(f"the server did not start:\n{self.log}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _read(self) -> None:
        assert self._process
        assert self._process.stdout
        for line in self._process.stdout:
            self._log.append(line)
            if not self.url and (found := re.search(r"Listening on (127\.\d+\.\d+\.\d+:\d+)", line)):
                self.url = f"http://{found[1]}"
                self._has_started.set()
        self._has_started.set()

    def _end(self) -> None:
        assert self._process
        assert self._reader
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(20)
        if self._process.stdout:
            self._process.stdout.close()
