"""Formulas in the transcript come calmly: room first, the source only where the drawing takes long."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtGui import QColor, QImage

from app.domain.chat import State
from app.ui.chat import formulas
from app.ui.chat.maths_part import MathsPart
from app.ui.chat.maths_service import FormulaKey, FormulaState, MathsImage, MathsService
from app.ui.chat.parts import Part
from app.ui.chat.transcript_view import TranscriptView
from tests.ui.chat.transcripts import answer, settled

BOTH = "Mass $E = mc^2$ here.\n\n$$\n\\int_0^1 x\\,dx\n$$\n\nThe end."


class SlowMaths(MathsService):
    """Draws when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[FormulaKey] = []
        self.is_done = False
        self.warmed = 0

    def request(self, key: FormulaKey) -> FormulaState:
        if key not in self.asked:
            self.asked.append(key)
        return FormulaState.DRAWN if self.is_done else FormulaState.PENDING

    def image(self, key: FormulaKey, font_px: float, colour: QColor, device_pixel_ratio: float) -> MathsImage:
        image = QImage(60, 30, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(colour)
        return MathsImage(image, 60, 30, 8)

    def warm_up(self) -> None:
        self.warmed += 1

    def finish(self) -> None:
        self.is_done = True
        for key in self.asked:
            self.ready.emit(key)


@pytest.fixture
def maths() -> SlowMaths:
    return SlowMaths()


@pytest.fixture
def view(qtbot: Any, maths: SlowMaths) -> TranscriptView:
    view = TranscriptView(maths=maths)
    qtbot.addWidget(view)
    view.resize(860, 600)
    with qtbot.waitExposed(view):
        view.show()
    return view


def part(view: TranscriptView, kind: type[Part]) -> Part:
    return next(place.part for place in view.visible_places if type(place.part) is kind)


def shown(view: TranscriptView) -> str:
    return "\n".join(place.part.text() for place in view.visible_places)


def test_quick_drawings_never_show_their_source(qtbot: Any, view: TranscriptView, maths: SlowMaths) -> None:
    view.set_messages([answer(1, BOTH)])
    settled(qtbot, view)
    assert "mc" not in shown(view)
    assert "int" not in shown(view)
    maths.finish()
    qtbot.waitUntil(lambda: part(view, MathsPart).text() == "\ufffc")
    settled(qtbot, view)
    assert "mc" not in shown(view)


def test_a_slow_drawing_shows_its_source_until_it_comes(
    qtbot: Any, view: TranscriptView, maths: SlowMaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formulas, "PATIENCE_S", 0.05)
    view.set_messages([answer(1, BOTH)])
    qtbot.waitUntil(lambda: "$E = mc^2$" in shown(view) and "\\int" in shown(view))
    maths.finish()
    qtbot.waitUntil(lambda: "$E" not in shown(view) and "\\int" not in shown(view))


def test_a_formula_being_written_has_its_room(qtbot: Any, view: TranscriptView) -> None:
    """Its place is free and keeps its height while it grows."""
    view.set_messages([answer(1, "Text\n\n$$\n\\frac{a}", State.STREAMING)])
    settled(qtbot, view)
    before = part(view, MathsPart).height
    view.append_text(1, "{b} = c")
    view.flush()
    assert "frac" not in shown(view)
    assert part(view, MathsPart).height == before


def test_the_helper_is_warm_before_the_formula_ends(qtbot: Any, view: TranscriptView, maths: SlowMaths) -> None:
    view.set_messages([answer(1, "No maths", State.STREAMING)])
    view.append_text(1, "Consider ")
    assert maths.warmed == 0
    view.append_text(1, "\\(")
    assert maths.warmed == 1
    view.set_messages([answer(1, BOTH)])
    qtbot.waitUntil(lambda: maths.warmed == 2)


def test_neighbours_are_drawn_together(qtbot: Any, view: TranscriptView, maths: SlowMaths) -> None:
    """However many formulas of a paragraph become ready at once, it is laid out once for all."""
    view.set_messages([answer(1, " ".join(f"$x_{{{number}}}$" for number in range(40)))])
    settled(qtbot, view)
    changes: list[int] = []
    view._formulas.parts_changed.connect(lambda: changes.append(1))
    maths.finish()
    qtbot.waitUntil(lambda: bool(changes))
    assert len(changes) == 1


def test_late_formulas_keep_the_readers_place(qtbot: Any, view: TranscriptView, maths: SlowMaths) -> None:
    """What stands at the upper edge stays there, however high the drawings above it and below it turn out."""
    view.set_messages([answer(1, "\n\n".join([BOTH] * 30))])
    view.verticalScrollBar().setValue(500)
    settled(qtbot, view)
    first = next(place for place in view.visible_places if view.origin_of(place).y() >= 0 and place.part.text())
    y = view.origin_of(first).y()
    maths.finish()
    qtbot.waitUntil(lambda: part(view, MathsPart).text() == "\ufffc")
    settled(qtbot, view)
    again = next(place for place in view.visible_places if place.part is first.part)
    assert abs(view.origin_of(again).y() - y) <= 60
