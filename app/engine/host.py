"""Servers on this computer: found, started, and cleaned up after."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import psutil

from app.domain.errors import EngineNotRunnable, EngineStartFailed, ModelsFolderInUse, ModelsFolderMissing
from app.engine.dead_links import set_dead_links_aside
from app.engine.environment import server_environment
from app.engine.leftovers import ServerRecord, end_leftovers, remove_record, write_record
from app.engine.listening import listen_address, outside_host
from app.engine.locate import Locator
from app.engine.models_disk import models_path
from app.engine.neighbours import is_used_by, other_servers
from app.engine.process import OllamaProcess
from app.engine.server_log import ServerLog
from app.engine.threads import in_thread


class LocalEngineHost:
    """Implements `domain.ports.EngineHost`.

    Which models our server has: a person who installed Ollama expects the models of that Ollama, so by default it
    uses the same folder (`OLLAMA_MODELS`, else `~/.ollama/models`) and nothing is downloaded twice. But two servers
    that write one folder spoil each other's downloads. So while another Ollama of this user runs, ours keeps its
    models in a folder of its own; where that other one can be used, `EngineService` uses it and starts none, unless
    the person wants ours beside it: then ours always has a folder of its own where there is another Ollama. A folder
    that the person chose, and that a running Ollama uses, is refused. An Ollama that is started later shares the
    folder with ours until ours is started again; only a download of the same model through both at once is at risk,
    and the server checks the sums of what it downloads.

    `models_dir` and `home` are for a run that keeps everything in one place (`--profile`): then the models are
    there, unless the person set `OLLAMA_MODELS`, and so is the server's key.
    """

    def __init__(
        self,
        *,
        data_dir: Path,
        state_dir: Path,
        log_dir: Path,
        models_dir: Path | None = None,
        home: Path | None = None,
        environment: Mapping[str, str] | None = None,
        installed: Callable[[], Path | None] = lambda: None,
        variables: Callable[[], Mapping[str, str]] = dict,
        before_start: Callable[[Path], None] = lambda _: None,
        is_shared: Callable[[], bool] = lambda: False,
        models_chosen: Callable[[], str] = lambda: "",
        is_beside: Callable[[], bool] = lambda: False,
    ) -> None:
        """`installed` tells the program that Baleen installed, if it did: preferred to what lies elsewhere.

        `variables` tells what the person's settings add to the environment of the next server. `before_start` is
        called in a worker with the folder of its models. `is_shared` tells whether other devices may use the next
        server; no server asks who they are (design: reliability S-2). `models_chosen` tells the folder of models that
        the person chose in Baleen, which goes before all others; empty for none. `is_beside` tells whether ours is to
        run beside whatever other Ollama there is.
        """
        self._own_models_dir = data_dir / "engine" / "models"
        self._state_dir = state_dir / "engine"
        # Empty and ours alone: the server also looks for its runner below the folder it is started in.
        self._work_dir = self._state_dir / "work"
        self.log_file = log_dir / "engine.log"
        self._models_dir = models_dir
        self._home = home
        self._environment = os.environ if environment is None else environment
        self._installed = installed
        self._variables = variables
        self._before_start = before_start
        self._is_shared = is_shared
        self._models_chosen = models_chosen
        self._is_beside = is_beside
        self._is_chosen = False
        self._process: OllamaProcess | None = None
        self.models_folder = Path(models_chosen() or self.usual_models_folder)
        """Of the server that was started last; before that, of the one that would be."""

    @property
    def usual_models_folder(self) -> Path:
        """Where the models are when the person chooses no folder, and no other Ollama runs."""
        if self._models_dir is None and self._is_beside_another():
            return self._own_models_dir
        return models_path(self._models_dir, self._environment)

    @property
    def others_models_folder(self) -> Path:
        """Where an Ollama of this computer that we did not start keeps its models, most of the time."""
        return models_path(None, self._environment)

    def find(self, preferred: str) -> Path | None:
        self._is_chosen = bool(preferred.strip())
        if not self._is_chosen and (ours := self._installed()) is not None:
            return ours
        found = Locator(sys.platform, self._environment, Path.home()).find(preferred)
        return None if found is None else Path(found)

    async def start(self, program: Path, extra_env: Mapping[str, str] | None = None) -> OllamaProcess:
        is_shared = self._is_shared()
        try:
            environment = await in_thread(self._prepared_environment)
            if is_shared:
                environment["OLLAMA_HOST"] = listen_address(is_shared=True)
        except OSError as error:
            raise EngineStartFailed(str(error)) from error
        try:
            process = await OllamaProcess.start(
                program,
                environment=environment | dict(self._variables()) | dict(extra_env or {}),
                folder=self._work_dir,
                log=ServerLog(self.log_file),
                on_end=lambda pid: remove_record(self._state_dir, pid),
                shared_host=outside_host() if is_shared else "",
            )
        except EngineNotRunnable as error:
            error.is_chosen = self._is_chosen
            raise
        self._process = process
        # Without a record only the clean-up after a crash of everything at once is lost.
        with suppress(psutil.Error, OSError):
            write_record(self._state_dir, ServerRecord.of(process.pid, program, process.group_id))
        return process

    def has_runner(self) -> bool:
        """Whether the server that was started last has a process that can hold a model; see `OllamaProcess`."""
        return self._process is None or self._process.has_runner()

    def _prepared_environment(self) -> dict[str, str]:
        self._work_dir.mkdir(parents=True, exist_ok=True)
        if self._home:
            self._home.mkdir(parents=True, exist_ok=True)
        end_leftovers(self._state_dir)
        chosen = self._chosen_models_dir()
        if self._models_chosen() and not (Path(self._models_chosen()) / "blobs").is_dir():
            raise ModelsFolderMissing(path=self._models_chosen())  # the server would make an empty one
        self.models_folder = chosen or models_path(None, self._environment)
        if is_used_by(self.models_folder, other_servers()):
            raise ModelsFolderInUse(path=str(self.models_folder))
        set_dead_links_aside(Path(self.models_folder))
        self._before_start(self.models_folder)
        bundle = getattr(sys, "_MEIPASS", None)
        return server_environment(
            self._environment,
            ram_bytes=psutil.virtual_memory().total,
            models_dir=chosen,
            home=self._home or (None if "HOME" in self._environment else Path.home()),
            bundle=Path(bundle) if bundle else None,
        )

    def _chosen_models_dir(self) -> Path | None:
        if chosen := self._models_chosen():
            return Path(chosen)
        if self._models_dir:
            return None if self._environment.get("OLLAMA_MODELS") else self._models_dir
        return self._own_models_dir if other_servers() or self._is_beside_another() else None

    def _is_beside_another(self) -> bool:
        """Whether ours is to have nothing in common with an Ollama that is on this computer, running or not."""
        if not self._is_beside():
            return False
        found = Locator(sys.platform, self._environment, Path.home()).find()
        return found is not None and Path(found) != self._installed()
