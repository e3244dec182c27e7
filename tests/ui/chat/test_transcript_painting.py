"""What is on the screen after moving and mending pieces of it equals the picture painted afresh."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from app.domain.chat import State
from app.ui.chat import canvas
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
