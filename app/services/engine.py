"""Keeps a server ready: finds one, or starts one, watches it, and says how it is doing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from app.domain.computers import computer_url
from app.domain.engine import (
    DEFAULT_URL,
    EngineState,
    Origin,
    Phase,
    ServerKind,
    new_enough,
)
from app.domain.errors import (
    AppError,
    BackendError,
    BadAddress,
    EngineError,
    EngineMissing,
    EngineNotRunnable,
    EngineStartFailed,
    EngineStopped,
    ModelsFolderUnusable,
    ServerAway,
    TooOld,
    Unreachable,
    to_record,
)
from app.domain.found_hardware import FoundHardware
from app.domain.ports import EngineHost, ServerProbe, ServerProcess
from app.services.listeners import Listeners
from app.services.tasks import TaskOwner

LOOK_EVERY_S = 5.0
"""How often a server that is not there, or not ours, is asked."""
ASK_TIMEOUT_S = 5.0
READY_PATIENCE_S = 120.0
"""A server listens at once but answers only after it has looked for graphics cards: up to 90 s on Windows."""
RESTART_DELAYS_S = (0.5, 2.0)
RESTART_WINDOW_S = 60.0
_MISSES_ALLOWED = 1
"""A busy server may miss one question."""

_TASK = "engine"
_SETTLED = {Phase.READY, Phase.MISSING, Phase.FAILED, Phase.STOPPED}


class EngineService:
    """Looks after the one server that the program talks to.

    With an address given that server is used, and waited for. Else, in this order: an Ollama that answers at the
    usual place of this computer, unless the person wants one of our own beside it; a program, started as a server of
    our own, which is started again when it ends; and until there is either, both are looked for every few seconds. A
    server that we did not start is never stopped. Ours is ended by `stop`, and also when the owner of the tasks closes.
    """

    def __init__(
        self,
        probe: ServerProbe,
        host: EngineHost,
        tasks: TaskOwner,
        *,
        address: str = "",
        program: str = "",
        is_own: bool = False,
        kind_of: Callable[[str], ServerKind] = lambda _: ServerKind.OLLAMA,
        before_asking: Callable[[], Awaitable[None]] | None = None,
        can_install: Callable[[], bool] = lambda: True,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`kind_of` tells what kind of server has told its version at an address; before the first question to an
        address that was given, `before_asking` fetches what it takes. `is_own` passes over an Ollama that runs already.
        `can_install` tells whether there is an engine that Baleen could install here.
        """
        self._probe = probe
        self._host = host
        self._tasks = tasks
        self._address = address
        self._program = program
        self._is_own = is_own
        self._kind_of = kind_of
        self._before_asking = before_asking
        self._can_install = can_install
        self._sleep = sleep
        self._monotonic = monotonic
        self._restarted_at: list[float] = []
        self._process: ServerProcess | None = None
        self._state = EngineState(Phase.STOPPED)
        self.changes: Listeners[EngineState] = Listeners()

    @property
    def state(self) -> EngineState:
        return self._state

    @property
    def found(self) -> FoundHardware | None:
        """What our own server has found out about cards and loads; None while none of ours runs."""
        return self._process.found if self._process else None

    def choose(self, *, address: str, program: str, is_own: bool = False) -> None:
        """Other settings, for the next `restart`. Empty looks on this computer."""
        self._address = address
        self._program = program
        self._is_own = is_own

    async def start(self) -> None:
        """Begin to look after a server; returns at once."""
        self._tell(EngineState(Phase.SEARCHING))
        self._tasks.start(_TASK, self._look_after())

    async def restart(self) -> None:
        """Begin anew, with the automatic restarts counted from zero. Ours has ended when this returns."""
        self._tell(EngineState(Phase.SEARCHING))  # at once: to end a server takes a moment, and it is of no use now
        await self._end()
        self._restarted_at = []
        await self.start()

    async def stop(self) -> None:
        """End the server if it is ours, and stop looking."""
        await self._end()
        self._tell(EngineState(Phase.STOPPED))

    async def wait_ready(self, timeout_s: float) -> EngineState:
        """The state as soon as it is READY, MISSING, FAILED or STOPPED; after `timeout_s`, whatever it is then."""
        settled = asyncio.Event()
        remove = self.changes.add(lambda state: settled.set() if state.phase in _SETTLED else None)
        try:
            if self._state.phase not in _SETTLED:
                with suppress(TimeoutError):
                    await asyncio.wait_for(settled.wait(), timeout_s)
        finally:
            remove()
        return self._state

    async def _end(self) -> None:
        self._tasks.cancel(_TASK)
        await self._tasks.join(_TASK)

    def _tell(self, state: EngineState) -> None:
        if _facts(state) != _facts(self._state):
            self._state = state
            self.changes.tell(state)

    def _fail(self, error: AppError, url: str = "", origin: Origin | None = None) -> None:
        phase = Phase.MISSING if isinstance(error, EngineMissing) else Phase.FAILED
        kind = self._kind_of(url) if url else ServerKind.OLLAMA
        self._tell(EngineState(phase, url=url, origin=origin, error=error, kind=kind))

    def _use(self, url: str, version: str, origin: Origin, *, has_looked: bool = False, shared_url: str = "") -> None:
        if not (self._state.is_ready and self._state.url == url):
            self._probe.use(url)
        kind = self._kind_of(url)
        self._tell(EngineState(Phase.READY, url, version, origin, has_looked, kind=kind, shared_url=shared_url))

    async def _look_after(self) -> None:
        try:
            await self._look()
        except Exception as error:
            # What nobody has thought of is told as well: the window would get it ready for ever.
            self._fail(EngineError(f"{type(error).__name__}: {error}"))
            raise

    async def _look(self) -> None:
        if self._address:
            try:
                url = computer_url(self._address)
            except BadAddress as error:
                self._fail(error)
            else:
                if self._before_asking is not None:
                    await self._before_asking()
                await self._follow(url)
        else:
            await self._look_on_this_computer()

    async def _ask(self, url: str) -> str:
        """The version of a server that can be used. Raises: `BackendError`, `TooOld` among them."""
        version = await self._probe.version(url, ASK_TIMEOUT_S)
        return new_enough(version) if self._kind_of(url) is ServerKind.OLLAMA else version

    async def _follow(self, url: str) -> NoReturn:
        """Use somebody's server whenever it is there."""
        misses = 0
        while True:
            try:
                version = await self._ask(url)
            except BackendError as error:
                misses += 1
                if misses > _MISSES_ALLOWED or not self._state.is_ready:
                    away = ServerAway(error.detail, address=url) if isinstance(error, Unreachable) else error
                    self._fail(away, url, Origin.EXTERNAL)
            else:
                misses = 0
                self._use(url, version, Origin.EXTERNAL)
            await self._sleep(LOOK_EVERY_S)

    async def _look_on_this_computer(self) -> NoReturn:
        may_start = True
        while True:
            too_old = None if self._is_own else await self._follow_usual()
            if may_start and (program := self._find(too_old)):
                failure = await self._serve(program)
                if (delay_s := self._restart_delay_s(failure)) is not None:
                    self._tell(EngineState(Phase.RESTARTING, origin=Origin.MANAGED, error=failure))
                    await self._sleep(delay_s)
                    continue
                self._fail(failure, origin=Origin.MANAGED)
                may_start = isinstance(failure, ModelsFolderUnusable)  # its drive may come back, the other end
            await self._sleep(LOOK_EVERY_S)

    async def _follow_usual(self) -> TooOld | None:
        """Follow the server at the usual place if it can be used; returns why not otherwise, None if there is none."""
        try:
            version = await self._ask(DEFAULT_URL)
        except TooOld as error:
            return error
        except BackendError:
            return None
        self._use(DEFAULT_URL, version, Origin.EXTERNAL)
        await self._sleep(LOOK_EVERY_S)
        return await self._follow(DEFAULT_URL)

    def _find(self, too_old: TooOld | None) -> Path | None:
        """A program to start; says what is wrong if there is none."""
        try:
            program = self._host.find(self._program)
        except EngineNotRunnable as error:
            self._fail(error)
            return None
        if program is None:
            self._fail(too_old or EngineMissing(can_install=self._can_install()))
        return program

    async def _serve(self, program: Path) -> AppError:
        """Run a server of our own until it ends; returns why it did."""
        if self._state.phase is not Phase.RESTARTING and not isinstance(self._state.error, ModelsFolderUnusable):
            self._tell(EngineState(Phase.STARTING, origin=Origin.MANAGED))
        try:
            process = await self._host.start(program)
        except EngineError as error:
            return error
        self._process = process
        try:
            version = new_enough(await self._first_answer(process))
            shared_url = process.shared_url
            self._use(process.url, version, Origin.MANAGED, shared_url=shared_url)
            await process.device()
            self._use(process.url, version, Origin.MANAGED, has_looked=True, shared_url=shared_url)
            await process.wait()
            return EngineStopped(process.last_lines())
        except (BackendError, EngineError) as error:
            return error
        finally:
            self._process = None
            await process.stop()

    async def _first_answer(self, process: ServerProcess) -> str:
        """The version that it tells when it is ready. Raises: `EngineStartFailed` if it ends first or never tells."""

        async def ask() -> str | None:
            try:
                return await self._probe.version(process.url, READY_PATIENCE_S)
            except BackendError:
                return None

        async with asyncio.TaskGroup() as group:
            answer = group.create_task(ask())
            end = group.create_task(process.wait())
            await asyncio.wait({answer, end}, return_when=asyncio.FIRST_COMPLETED)
            code = end.result() if end.done() else None
            answer.cancel()
            end.cancel()
        if code is None and not answer.cancelled() and (version := answer.result()):
            return version
        raise EngineStartFailed(process.last_lines(), exit_code=code)

    def _restart_delay_s(self, failure: AppError) -> float | None:
        """How long to wait before starting it again; None to leave that to the person."""
        if isinstance(failure, EngineNotRunnable | TooOld | ModelsFolderUnusable):
            return None
        now = self._monotonic()
        recent = [at for at in self._restarted_at if now - at < RESTART_WINDOW_S]
        if len(recent) >= len(RESTART_DELAYS_S):
            return None
        self._restarted_at = [*recent, now]
        return RESTART_DELAYS_S[len(recent)]


def _facts(state: EngineState) -> object:
    """What tells one state from another: errors are new objects each time, though nothing has changed."""
    return replace(state, error=None), state.error and to_record(state.error)
