"""A model that does not fit, and one that crashed: each way on, by the buttons of the window."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.domain.errors import WontFit
from app.domain.hardware import Hardware
from app.domain.settings import GpuMode
from app.presenters.explain import Remedy
from tests.helpers.fake_answers import Answer, said
from tests.helpers.fake_ollama import FakeModel, FakeOllama
from tests.ui.desk import Desk, at_desk

GB = 10**9
BIG, SMALL = "deepseek-r1:70b", "deepseek-r1:8b"
CRASHED = Answer((b'{"error":"model runner has unexpectedly stopped"}\n',), status=500)


@pytest.fixture
async def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    computer = Hardware("p", 8, 16 * GB, 8 * GB, (), 35e9)
    monkeypatch.setattr("app.composition.server.LocalHardware", lambda **_: lambda: computer)
    models = {BIG: FakeModel(size=43 * GB), SMALL: FakeModel(size=5 * GB, context_tokens=131_072)}
    with FakeOllama(models=models, answer=said("Hello.")) as server:
        async with at_desk(server, tmp_path) as desk:
            desk.server = server  # type: ignore[attr-defined]
            await desk.until(lambda: desk.baleen.library.verdict_for(BIG))
            yield desk


def asked(desk: Desk) -> list[tuple[str, int]]:
    return [(chat["model"], chat["options"]["num_ctx"]) for chat in desk.server.chats()]  # type: ignore[attr-defined]


def press(desk: Desk, remedy: Remedy, message: object) -> None:
    desk.view.remedy_requested.emit(message.id, remedy)  # type: ignore[attr-defined]


async def refused(desk: Desk, tag: str) -> tuple[object, WontFit]:
    desk.baleen.presenters.models.choose(tag)
    *_, answer = await desk.ask("Hello?")
    assert isinstance(answer.error, WontFit)
    assert asked(desk) == []
    return answer, answer.error


async def test_the_smaller_model_answers_from_now_on(desk: Desk) -> None:
    answer, error = await refused(desk, BIG)
    assert (error.smaller, error.fitting_context_tokens) == (SMALL, 0)
    press(desk, Remedy.USE_SMALLER, answer)
    await desk.until(lambda: len(asked(desk)) == 1)
    await desk.look()
    await desk.ask("And now?")  # the next question does not meet the same wall
    assert [tag for tag, _ in asked(desk)] == [SMALL, SMALL]
    assert desk.baleen.presenters.models.current == SMALL


async def test_it_is_loaded_anyway(desk: Desk) -> None:
    answer, _ = await refused(desk, BIG)
    press(desk, Remedy.LOAD_ANYWAY, answer)
    await desk.until(lambda: len(asked(desk)) == 1)
    assert asked(desk)[0][0] == BIG
    await desk.look()


async def test_it_remembers_less(desk: Desk) -> None:
    desk.baleen.settings.change("context_tokens", 131_072)
    answer, error = await refused(desk, SMALL)
    assert error.fitting_context_tokens
    press(desk, Remedy.REMEMBER_LESS, answer)
    await desk.until(lambda: len(asked(desk)) == 1)
    assert asked(desk) == [(SMALL, error.fitting_context_tokens)]
    await desk.look()


async def test_after_a_crash_safe_settings_are_one_click_away(desk: Desk) -> None:
    desk.baleen.presenters.models.choose(SMALL)
    server = desk.server  # type: ignore[attr-defined]
    server.answers["/api/chat"] = CRASHED
    desk.baleen.settings.change("model_settings", (f"{SMALL} gpu_mode=custom",))
    *_, answer = await desk.ask("Hello?")
    del server.answers["/api/chat"]
    press(desk, Remedy.SAFE_SETTINGS, answer)
    await desk.until(lambda: server.chats()[-1]["options"].get("num_gpu") == 0)
    await desk.look()
    assert asked(desk)[-1] == (SMALL, 4096)
    assert desk.baleen.settings.current.gpu_mode is GpuMode.PROCESSOR
    assert desk.baleen.settings.current.model_settings == ()
