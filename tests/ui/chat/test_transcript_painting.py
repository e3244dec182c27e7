"""What is on the screen after moving and mending pieces of it equals the picture painted afresh."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QColor, QImage

from app.domain.chat import State
from app.ui.chat import canvas
from app.ui.chat.maths_service import FormulaKey, FormulaState, MathsImage, MathsService
from app.ui.chat.transcript_view import TranscriptView
from tests.benchmarks.answer_texts import realistic
from tests.ui.chat.transcripts import answer, opened, question, settled

FEW_PIXELS = 12
"""Corners that are blended twice."""


def _differing(view: TranscriptView) -> int:
    width = view.column_rect.right() + 8
    shown = view.screen().grabWindow(view.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)
    fresh = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    if shown == fresh:
        return 0
    return sum(shown.pixel(x, y) != fresh.pixel(x, y) for y in range(fresh.height()) for x in range(width))


def _painted(qtbot: Any, view: TranscriptView) -> None:
    settled(qtbot, view)
    for _ in range(5):
        QCoreApplication.processEvents()


@pytest.mark.parametrize("budget_s", [canvas.LAYOUT_BUDGET_S, 0.0])
def test_streaming_and_scrolling_leave_no_traces(qtbot: Any, monkeypatch: pytest.MonkeyPatch, budget_s: float) -> None:
    """Only what changed is painted, and nothing that changed is missed; also where a frame has no time for it all."""
    monkeypatch.setattr(canvas, "LAYOUT_BUDGET_S", budget_s)
    view = opened(qtbot, question(1, "Question?"), answer(2, "", State.STREAMING), height=500)
    text = realistic(1_500, seed=5)
    for number, start in enumerate(range(0, len(text), 60)):
        view.append_text(2, text[start : start + 60])
        view.flush()
        QCoreApplication.processEvents()
        if number % 25 == 24:
            _painted(qtbot, view)
            assert _differing(view) <= FEW_PIXELS
    bar = view.verticalScrollBar()
    for up in (50, 333, 700, 90):
        bar.setValue(bar.value() - up)
        _painted(qtbot, view)
        assert _differing(view) <= FEW_PIXELS


class DrawnLater(MathsService):
    """Every formula is drawn, as a dark square, when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: dict[FormulaKey, bool] = {}

    def warm_up(self) -> None:
        """There is no helper."""

    def request(self, key: FormulaKey) -> FormulaState:
        return FormulaState.DRAWN if self.asked.setdefault(key, False) else FormulaState.PENDING

    def image(self, key: FormulaKey, font_px: float, colour: QColor, device_pixel_ratio: float) -> MathsImage | None:
        size = 20 + 12 * (len(key.tex) % 7)
        image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(colour)
        return MathsImage(image, size, size, 4)

    def draw(self, key: FormulaKey) -> None:
        self.asked[key] = True
        self.ready.emit(key)


@pytest.mark.parametrize("is_at_end", [True, False])
def test_late_formulas_leave_no_traces(qtbot: Any, is_at_end: bool) -> None:
    """What is above a drawing and what is below it move apart: each is painted where it then is."""
    maths = DrawnLater()
    text = "\n\n".join(f"Line {n} with $x{'+y' * n}$ in it.\n\n$$z{'+w' * n}$$" for n in range(12))
    view = TranscriptView(maths=maths)
    qtbot.addWidget(view)
    view.resize(700, 400)
    view.set_messages([question(1, "Question?"), answer(2, text + "\n\nLast line.")], "chat")
    view.show()
    if not is_at_end:
        view.verticalScrollBar().setValue(60)
    _painted(qtbot, view)
    for _ in range(3):
        for key in [key for key, is_drawn in maths.asked.items() if not is_drawn][::2]:
            maths.draw(key)
            view._formulas.parts_changed.emit()
            _painted(qtbot, view)
            assert _differing(view) <= FEW_PIXELS
