"""What a person sees of the server: found, started, started again, given up, back again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.domain.engine import DEFAULT_URL, EngineState, Origin, Phase
from app.domain.errors import (
    BackendError,
    BadAddress,
    EngineError,
    EngineMissing,
    EngineNotRunnable,
    EngineStartFailed,
    EngineStopped,
    ModelsFolderInUse,
    NotOllama,
    ServerAway,
    TooOld,
    Unreachable,
)
from app.services.engine import EngineService
from app.services.tasks import TaskOwner

OWN_URL = "http://127.0.0.1:40001"
PROGRAM = Path("/somewhere/ollama")


class FakeProbe:
    """Addresses and what answers there; all others are unreachable."""

    def __init__(self) -> None:
        self.answers: dict[str, str | BackendError] = {}
        self.silent: set[str] = set()
        self.used: list[str] = []

    async def version(self, url: str, timeout_s: float) -> str:
        if url in self.silent:
            await asyncio.Event().wait()
        answer = self.answers.get(url, Unreachable())
        if isinstance(answer, BackendError):
            raise answer
        return answer

    def use(self, url: str) -> None:
        self.used.append(url)


class FakeProcess:
    def __init__(self, number: int) -> None:
        self.url = OWN_URL
        self.shared_url = ""
        self.pid = number
        self.ended: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.was_stopped = False

    def last_lines(self) -> str:
        return f"last words of {self.pid}"

    def end(self, code: int) -> None:
        self.ended.set_result(code)

    async def device(self) -> str:
        return "NVIDIA H200"

    async def wait(self) -> int:
        return await asyncio.shield(self.ended)

    async def stop(self) -> None:
        self.was_stopped = True
        if not self.ended.done():
            self.end(0)


class FakeHost:
    def __init__(self) -> None:
        self.program: Path | None = None
        self.problem: EngineNotRunnable | None = None
        self.start_problem: EngineError | None = None
        self.asked_for: list[str] = []
        self.processes: list[FakeProcess] = []

    def find(self, preferred: str) -> Path | None:
        self.asked_for.append(preferred)
        if self.problem:
            raise self.problem
        return self.program

    async def start(self, program: Path, extra_env: Mapping[str, str] | None = None) -> FakeProcess:
        assert program == self.program
        process = FakeProcess(len(self.processes) + 1)
        self.processes.append(process)
        if self.start_problem:
            raise self.start_problem
        return process


class Time:
    """Time that stands still until a test lets it go by."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.slept: list[float] = []
        self._sleepers: list[tuple[float, asyncio.Event]] = []

    def monotonic(self) -> float:
        return self.now_s

    async def sleep(self, delay_s: float) -> None:
        self.slept.append(delay_s)
        woken = asyncio.Event()
        self._sleepers.append((self.now_s + delay_s, woken))
        await woken.wait()

    async def passes(self, seconds: float) -> None:
        """Let time go by and everything happen that is due."""
        end_s = self.now_s + seconds
        await settle()
        while due := [sleeper for sleeper in self._sleepers if sleeper[0] <= end_s]:
            first = min(due, key=lambda sleeper: sleeper[0])
            self._sleepers.remove(first)
            self.now_s = first[0]
            first[1].set()
            await settle()
        self.now_s = end_s


async def settle() -> None:
    """Let every task run until all wait for something."""
    for _ in range(30):
        await asyncio.sleep(0)


class World:
    def __init__(self, tasks: TaskOwner, address: str, program: str) -> None:
        self.probe = FakeProbe()
        self.host = FakeHost()
        self.time = Time()
        self.told: list[EngineState] = []
        self.can_install = True
        self.service = EngineService(
            self.probe,
            self.host,
            tasks,
            address=address,
            program=program,
            can_install=lambda: self.can_install,
            sleep=self.time.sleep,
            monotonic=self.time.monotonic,
        )
        self.service.changes.add(self.told.append)

    @property
    def state(self) -> EngineState:
        return self.service.state

    @property
    def phases(self) -> list[Phase]:
        return [state.phase for state in self.told]

    async def begins(self) -> None:
        await self.service.start()
        await settle()

    async def process_ends(self, code: int = -9) -> None:
        self.host.processes[-1].end(code)
        await settle()


@asynccontextmanager
async def world(address: str = "", program: str = "") -> AsyncIterator[World]:
    def fail(error: BaseException) -> None:
        failures.append(error)

    failures: list[BaseException] = []
    async with TaskOwner(fail) as tasks:
        yield World(tasks, address, program)
    assert not failures


async def test_an_ollama_that_runs_already_is_used_and_never_stopped() -> None:
    async with world() as w:
        w.probe.answers[DEFAULT_URL] = "0.34.4"
        w.host.program = PROGRAM
        await w.begins()
        assert w.state == EngineState(Phase.READY, DEFAULT_URL, "0.34.4", Origin.EXTERNAL)
        assert w.phases == [Phase.SEARCHING, Phase.READY]
        assert w.probe.used == [DEFAULT_URL]
        await w.service.stop()
        assert w.state.phase is Phase.STOPPED
        assert not w.host.processes


async def test_our_own_beside_one_that_runs_when_the_person_wants_that() -> None:
    async with world() as w:
        w.probe.answers |= {DEFAULT_URL: "0.34.4", OWN_URL: "0.35.0"}
        w.host.program = PROGRAM
        await w.begins()
        assert w.state.url == DEFAULT_URL
        w.service.choose(address="", program="", is_own=True)
        await w.service.restart()
        await settle()
        assert (w.state.url, w.state.origin) == (OWN_URL, Origin.MANAGED)
        w.service.choose(address="", program="")
        await w.service.restart()
        await settle()
        assert (w.state.url, w.state.origin) == (DEFAULT_URL, Origin.EXTERNAL)
        assert w.host.processes[0].was_stopped


async def test_without_a_program_the_one_that_runs_is_still_not_used_unasked() -> None:
    async with world() as w:
        w.probe.answers[DEFAULT_URL] = "0.34.4"
        w.service.choose(address="", program="", is_own=True)
        await w.begins()
        assert w.state.phase is Phase.MISSING
        w.host.program = PROGRAM
        w.probe.answers[OWN_URL] = "0.35.0"
        await w.time.passes(5)
        assert w.state.url == OWN_URL


async def test_a_fault_that_nobody_thought_of_is_told_and_the_next_look_begins_anew() -> None:
    faults: list[BaseException] = []
    async with TaskOwner(faults.append) as tasks:
        w = World(tasks, "", "")

        def odd(_: str) -> Path | None:
            raise OSError("name too long")

        w.host.find, usual = odd, w.host.find  # type: ignore[method-assign]
        await w.begins()
        assert w.state.phase is Phase.FAILED
        assert isinstance(w.state.error, EngineError)
        assert [str(fault) for fault in faults] == ["name too long"]
        w.host.find = usual  # type: ignore[method-assign]
        await w.begins()
        assert w.state.phase is Phase.MISSING


async def test_a_models_folder_in_use_is_waited_for() -> None:
    async with world() as w:
        w.host.program, w.probe.answers[OWN_URL] = PROGRAM, "0.35.0"
        w.host.start_problem = ModelsFolderInUse(path="/m")
        await w.begins()
        assert isinstance(w.state.error, ModelsFolderInUse)
        w.host.start_problem = None
        await w.time.passes(5)
        assert w.state.is_ready


async def test_without_one_a_server_of_our_own_is_started() -> None:
    async with world(program="/mine") as w:
        w.host.program = PROGRAM
        w.probe.answers[OWN_URL] = "0.24.0"
        await w.begins()
        assert w.state == EngineState(Phase.READY, OWN_URL, "0.24.0", Origin.MANAGED, has_looked=True)
        assert w.phases == [Phase.SEARCHING, Phase.STARTING, Phase.READY, Phase.READY]
        assert not w.told[2].has_looked
        assert w.probe.used == [OWN_URL]
        assert w.host.asked_for == ["/mine"]


async def test_something_else_at_the_usual_port_does_not_matter() -> None:
    async with world() as w:
        w.probe.answers |= {DEFAULT_URL: NotOllama(), OWN_URL: "0.34.4"}
        w.host.program = PROGRAM
        await w.begins()
        assert w.state.url == OWN_URL


async def test_an_old_ollama_at_the_usual_port_is_left_alone_and_ours_runs_beside_it() -> None:
    async with world() as w:
        w.probe.answers |= {DEFAULT_URL: "0.9.0", OWN_URL: "0.34.4"}
        w.host.program = PROGRAM
        await w.begins()
        assert (w.state.phase, w.state.origin) == (Phase.READY, Origin.MANAGED)


async def test_an_old_ollama_and_no_program_says_too_old() -> None:
    async with world() as w:
        w.probe.answers[DEFAULT_URL] = "0.9.0"
        await w.begins()
        assert w.state.phase is Phase.FAILED
        assert isinstance(w.state.error, TooOld)
        assert (w.state.error.version, w.state.error.minimum) == ("0.9.0", "0.17.1")


async def test_a_program_that_is_too_old_is_ended_and_not_started_again() -> None:
    async with world() as w:
        w.host.program = PROGRAM
        w.probe.answers[OWN_URL] = "0.9.0"
        await w.begins()
        await w.time.passes(60)
        assert isinstance(w.state.error, TooOld)
        assert len(w.host.processes) == 1
        assert w.host.processes[0].was_stopped


async def test_where_no_archive_is_for_this_system_nothing_is_offered_to_install() -> None:
    async with world() as w:
        w.can_install = False
        await w.begins()
        assert isinstance(w.state.error, EngineMissing)
        assert not w.state.error.can_install


async def test_nothing_found_says_so_once_and_goes_on_looking_for_a_server() -> None:
    async with world() as w:
        await w.begins()
        await w.time.passes(21)
        assert w.phases == [Phase.SEARCHING, Phase.MISSING]
        assert isinstance(w.state.error, EngineMissing)
        w.probe.answers[DEFAULT_URL] = "0.34.4"
        await w.time.passes(5)
        assert w.state.is_ready


async def test_a_program_that_appears_is_started() -> None:
    async with world() as w:
        await w.begins()
        w.host.program = PROGRAM
        w.probe.answers[OWN_URL] = "0.34.4"
        await w.time.passes(5)
        assert w.phases == [Phase.SEARCHING, Phase.MISSING, Phase.STARTING, Phase.READY, Phase.READY]


async def test_a_preferred_path_that_is_no_program_is_named_until_it_is_one() -> None:
    async with world(program="/x") as w:
        w.host.problem = EngineNotRunnable(path="/x")
        await w.begins()
        assert w.state.phase is Phase.FAILED
        assert isinstance(w.state.error, EngineNotRunnable)
        w.host.problem, w.host.program = None, PROGRAM
        w.probe.answers[OWN_URL] = "0.34.4"
        await w.time.passes(5)
        assert w.state.is_ready


async def test_a_server_that_crashes_is_started_again_twice_then_the_person_decides() -> None:
    async with world() as w:
        w.host.program = PROGRAM
        w.probe.answers[OWN_URL] = "0.34.4"
        await w.begins()

        await w.process_ends()
        assert w.state.phase is Phase.RESTARTING
        await w.time.passes(0.5)
        assert w.state.is_ready

        await w.process_ends()
        await w.time.passes(1.9)
        assert w.state.phase is Phase.RESTARTING
        await w.time.passes(0.1)
        assert w.state.is_ready

        await w.process_ends()
        assert w.state.phase is Phase.FAILED
        assert isinstance(w.state.error, EngineStopped)
        assert w.state.error.detail == "last words of 3"
        await w.time.passes(300)
        assert len(w.host.processes) == 3

        await w.service.restart()
        await settle()
        assert w.state.is_ready
        await w.process_ends()
        assert w.state.phase is Phase.RESTARTING


async def test_crashes_far_apart_are_each_forgiven() -> None:
    async with world() as w:
        w.host.program = PROGRAM
        w.probe.answers[OWN_URL] = "0.34.4"
        await w.begins()
        for _ in range(5):
            await w.process_ends()
            await w.time.passes(61)
            assert w.state.is_ready
        assert [delay_s for delay_s in w.time.slept if delay_s < 5] == [0.5] * 5


async def test_after_giving_up_a_server_of_the_person_is_taken() -> None:
    async with world() as w:
        w.host.program = PROGRAM
        w.host.start_problem = EngineStartFailed("boom", exit_code=1)
        await w.begins()
        await w.time.passes(10)
        assert w.state.phase is Phase.FAILED
        assert isinstance(w.state.error, EngineStartFailed)
        assert w.state.error.detail == "boom"
        assert len(w.host.processes) == 3
        w.probe.answers[DEFAULT_URL] = "0.34.4"
        await w.time.passes(5)
        assert (w.state.phase, w.state.origin) == (Phase.READY, Origin.EXTERNAL)


async def test_a_file_that_the_system_will_not_run_is_not_tried_twice() -> None:
    async with world() as w:
        w.host.program = PROGRAM
        w.host.start_problem = EngineNotRunnable(path=str(PROGRAM))
        await w.begins()
        await w.time.passes(60)
        assert isinstance(w.state.error, EngineNotRunnable)
        assert len(w.host.processes) == 1


async def test_a_server_that_ends_before_it_answers_tells_its_last_lines() -> None:
    async with world() as w:
        w.host.program = PROGRAM
        w.probe.silent.add(OWN_URL)
        await w.begins()
        assert w.state.phase is Phase.STARTING
        await w.process_ends(code=2)
        assert w.state.phase is Phase.RESTARTING
        assert isinstance(w.state.error, EngineStartFailed)
        assert (w.state.error.exit_code, w.state.error.detail) == (2, "last words of 1")


async def test_a_server_that_never_answers_is_ended() -> None:
    async with world() as w:
        w.host.program = PROGRAM
        await w.begins()
        await w.time.passes(10)
        assert isinstance(w.state.error, EngineStartFailed)
        assert all(process.was_stopped for process in w.host.processes)


async def test_when_ollama_took_the_usual_place_meanwhile_it_is_used_instead_of_a_restart() -> None:
    async with world() as w:
        w.host.program = PROGRAM
        w.probe.answers[OWN_URL] = "0.34.4"
        await w.begins()
        w.probe.answers[DEFAULT_URL] = "0.34.5"
        await w.process_ends()
        await w.time.passes(0.5)
        assert (w.state.url, w.state.origin) == (DEFAULT_URL, Origin.EXTERNAL)
        assert len(w.host.processes) == 1


async def test_an_external_server_may_miss_one_question_then_is_waited_for() -> None:
    async with world() as w:
        w.probe.answers[DEFAULT_URL] = "0.34.4"
        w.host.program = PROGRAM
        await w.begins()
        await w.time.passes(5)
        del w.probe.answers[DEFAULT_URL]
        await w.time.passes(5)
        assert w.state.is_ready
        await w.time.passes(5)
        assert w.state.phase is Phase.FAILED
        assert isinstance(w.state.error, ServerAway)
        assert w.state.error.address == w.state.url
        assert not w.host.processes
        w.probe.answers[DEFAULT_URL] = "0.34.5"
        await w.time.passes(5)
        assert (w.state.phase, w.state.version) == (Phase.READY, "0.34.5")
        assert w.probe.used == [DEFAULT_URL, DEFAULT_URL]


@pytest.mark.parametrize(
    ("answer", "error"), [(None, ServerAway), (NotOllama(), NotOllama), ("0.1.0", TooOld), ("nonsense", TooOld)]
)
async def test_a_given_address_is_used_alone_and_waited_for(
    answer: str | BackendError | None, error: type[BackendError]
) -> None:
    async with world(address="example:1234") as w:
        w.host.program = PROGRAM
        if answer is not None:
            w.probe.answers["http://example:1234"] = answer
        w.probe.answers |= {DEFAULT_URL: "0.34.4", OWN_URL: "0.34.4"}
        await w.begins()
        await w.time.passes(30)
        assert w.phases == [Phase.SEARCHING, Phase.FAILED]
        assert isinstance(w.state.error, error)
        assert w.state.url == "http://example:1234"
        w.probe.answers["http://example:1234"] = "0.34.4"
        await w.time.passes(5)
        assert w.state == EngineState(Phase.READY, "http://example:1234", "0.34.4", Origin.EXTERNAL)


async def test_an_address_that_is_none_is_refused_until_another_is_chosen() -> None:
    async with world(address="not an address") as w:
        await w.begins()
        assert w.state.phase is Phase.FAILED
        assert isinstance(w.state.error, BadAddress)
        w.probe.answers["http://other:11434"] = "0.34.4"
        w.service.choose(address="other", program="")
        await w.service.restart()
        await settle()
        assert w.state.url == "http://other:11434"


async def test_stop_ends_ours() -> None:
    async with world() as w:
        w.host.program = PROGRAM
        w.probe.answers[OWN_URL] = "0.34.4"
        await w.begins()
        await w.service.stop()
        assert w.host.processes[0].was_stopped
        assert w.state == EngineState(Phase.STOPPED)


@pytest.mark.parametrize("prepare", [lambda w: None, lambda w: w.probe.silent.add(OWN_URL)])
async def test_closing_the_tasks_ends_ours_in_every_phase(prepare: Callable[[World], None]) -> None:
    async with world() as w:
        w.host.program = PROGRAM
        w.probe.answers[OWN_URL] = "0.34.4"
        prepare(w)
        await w.begins()
    assert w.host.processes[0].was_stopped


async def test_wait_ready_returns_when_it_is_decided() -> None:
    async with world() as w:
        w.host.program = PROGRAM
        w.probe.silent.add(OWN_URL)
        await w.begins()
        assert (await w.service.wait_ready(0.01)).phase is Phase.STARTING
        w.probe.silent.clear()
        w.probe.answers[OWN_URL] = "0.34.4"
        async with asyncio.TaskGroup() as group:
            waiting = group.create_task(w.service.wait_ready(10))
            await settle()
            await w.process_ends()
            await w.time.passes(0.5)
        assert waiting.result().is_ready
        assert (await w.service.wait_ready(10)).is_ready
