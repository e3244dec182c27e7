"""The columns of a table are as wide as what may not be broken in them."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.ui.chat.maths_service import FormulaKey, FormulaState, MathsImage, MathsService
from app.ui.chat.table_part import TablePart
from app.ui.chat.transcript_view import TranscriptView
from tests.ui.chat.transcripts import answer, opened, settled


class Wide(MathsService):
    """Every formula is drawn, 200 pixels wide."""

    def warm_up(self) -> None:
        """There is no helper."""

    def request(self, key: FormulaKey) -> FormulaState:
        return FormulaState.DRAWN

    def image(self, key: FormulaKey, font_px: float, colour: QColor, device_pixel_ratio: float) -> MathsImage | None:
        image = QImage(200, 20, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(colour)
        return MathsImage(image, 200, 20, 4)


def _table(view: TranscriptView) -> TablePart:
    return next(place.part for place in view.visible_places if isinstance(place.part, TablePart))


@pytest.mark.parametrize("width", [860, 400])
def test_no_word_is_broken(qtbot: QtBot, width: int) -> None:
    """Also in the header and in bold cells, and where the table is wider than the view."""
    words = ["Population", "Elevation", "formula", "Wavelength", "Millimetres", "Communication"]
    strong = " | ".join(f"**{word}**" for word in words)
    source = f"| {' | '.join(words)} |\n{'|---' * 6}|\n| 1 | 2 | 3 | 4 | 5 | 6 |\n| {strong} |\n"
    view = opened(qtbot, answer(2, source), width=width)
    document = _table(view)._document
    assert document is not None
    block = document.begin()
    while block.isValid():
        assert block.layout().lineCount() <= 1, block.text()
        block = block.next()


def test_a_formula_has_its_width(qtbot: QtBot) -> None:
    view = TranscriptView(maths=Wide())
    qtbot.addWidget(view)
    view.set_messages([answer(2, "| f | g |\n|---|---|\n| $x$ | 1 |\n")], "chat")
    view.show()
    settled(qtbot, view)
    assert _table(view).columns[0] >= 200
