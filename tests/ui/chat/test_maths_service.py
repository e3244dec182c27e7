"""Formulas come back as pictures without anything waiting for them, whatever the helper does."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from app.render.maths_protocol import INK
from app.ui.chat import maths_process, maths_service
from app.ui.chat.maths_process import MathsProcess
from app.ui.chat.maths_service import FormulaKey, FormulaState, MathsService

KEY = FormulaKey(r"\frac{a}{b}", False)
BLACK = QColor("#000000")

DIES_ON_BOOM = """
import sys, json
for line in sys.stdin:
    request = json.loads(line)
    if "boom" in request["tex"]:
        sys.exit(1)
    answer = {"id": request["id"], "svg": "<svg/>", "width_em": 1, "height_em": 1, "depth_em": 0.2}
    print(json.dumps(answer), flush=True)
"""
TOO_SLOW = """
import sys, json, os
for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps({"id": request["id"], "fault": "too_slow", "detail": ""}), flush=True)
    os._exit(3)
"""


def service_of(script: str, folder: Path) -> MathsService:
    program = folder / "helper.py"
    program.write_text(script)
    return MathsService(MathsProcess([sys.executable, str(program)]))


@pytest.fixture
def service(qtbot: QtBot) -> Iterator[MathsService]:
    service = MathsService()
    yield service
    service.stop()


def settle(qtbot: QtBot, service: MathsService, *keys: FormulaKey) -> list[FormulaState]:
    for key in keys:
        service.request(key)
    qtbot.waitUntil(lambda: FormulaState.PENDING not in [service.request(key) for key in keys], timeout=20_000)
    return [service.request(key) for key in keys]


def test_formula_is_drawn_in_the_colour_and_size_asked_for(qtbot: QtBot, service: MathsService) -> None:
    assert service.request(KEY) is FormulaState.PENDING
    assert service.image(KEY, 16, BLACK, 1) is None
    assert settle(qtbot, service, KEY) == [FormulaState.DRAWN]

    red = service.image(KEY, 16, QColor("#ff0000"), 2)
    large = service.image(KEY, 32, BLACK, 1)

    assert red is not None
    assert large is not None
    assert red.image.devicePixelRatio() == 2
    assert 0 < red.depth < red.height
    assert large.width == pytest.approx(2 * red.width, abs=1)
    inks = {red.image.pixelColor(x, y).name() for x in range(red.image.width()) for y in range(red.image.height())}
    assert "#ff0000" in inks
    assert INK not in inks
    assert service.image(KEY, 16, QColor("#ff0000"), 2) is red


def test_east_asian_text_has_ink(qtbot: QtBot, service: MathsService) -> None:
    """Where the computer has such fonts; else the source is shown."""
    key = FormulaKey(r"\text{速度}", True)
    if settle(qtbot, service, key) == [FormulaState.FAILED]:
        pytest.skip("no East Asian font on this computer")
    image = service.image(key, 20, BLACK, 1)
    assert image is not None
    columns = [
        any(image.image.pixelColor(x, y).alpha() > 100 for y in range(image.image.height()))
        for x in range(image.image.width())
    ]
    assert any(columns[:20])
    assert any(columns[20:])


def test_what_cannot_be_drawn_fails_and_the_rest_does_not(qtbot: QtBot, service: MathsService) -> None:
    bad, good = FormulaKey(r"\pu{5 kg}", True), FormulaKey("x", True)
    assert settle(qtbot, service, bad, good) == [FormulaState.FAILED, FormulaState.DRAWN]


def test_helper_that_dies_is_started_again(qtbot: QtBot, tmp_path: Path) -> None:
    """The formula it died of fails; those behind it are drawn by the next one."""
    service = service_of(DIES_ON_BOOM, tmp_path)
    keys = [FormulaKey("a", True), FormulaKey("boom", True), FormulaKey("b", True), FormulaKey("c", True)]
    states = settle(qtbot, service, *keys)
    assert states == [FormulaState.DRAWN, FormulaState.FAILED, FormulaState.DRAWN, FormulaState.DRAWN]
    service.stop()


def test_helper_that_keeps_dying_is_given_up(qtbot: QtBot, tmp_path: Path) -> None:
    service = service_of(DIES_ON_BOOM, tmp_path)
    keys = [FormulaKey(f"boom {n}", True) for n in range(6)]
    assert set(settle(qtbot, service, *keys)) == {FormulaState.FAILED}
    assert service.request(FormulaKey("late", True)) is FormulaState.FAILED


def test_too_slow_formula_does_not_blame_the_next_one(qtbot: QtBot, tmp_path: Path) -> None:
    service = service_of(TOO_SLOW, tmp_path)
    keys = [FormulaKey("a", True), FormulaKey("b", True)]
    assert settle(qtbot, service, *keys) == [FormulaState.FAILED] * 2
    service.stop()


def test_missing_program_means_source_text(qtbot: QtBot, tmp_path: Path) -> None:
    service = MathsService(MathsProcess([str(tmp_path / "absent")]))
    assert settle(qtbot, service, KEY) == [FormulaState.FAILED]


def test_helper_ends_when_idle_and_comes_back(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maths_process, "IDLE_LIMIT_S", 0.05)
    process = MathsProcess()
    service = MathsService(process)
    assert settle(qtbot, service, KEY) == [FormulaState.DRAWN]
    qtbot.waitUntil(lambda: not process.is_running, timeout=10_000)
    assert service.request(KEY) is FormulaState.DRAWN
    assert settle(qtbot, service, FormulaKey("y", True)) == [FormulaState.DRAWN]
    qtbot.waitUntil(lambda: not process.is_running, timeout=10_000)


def test_queue_and_memory_are_bounded(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(maths_process, "WAITING_LIMIT", 3)
    monkeypatch.setattr(maths_service, "DRAWINGS_LIMIT", 2)
    service = service_of(DIES_ON_BOOM, tmp_path)
    keys = [FormulaKey(str(n), True) for n in range(6)]
    for key in keys:
        service.request(key)
    qtbot.waitUntil(lambda: not service._pending, timeout=20_000)
    assert len(service._drawings) == 2
    service.stop()
