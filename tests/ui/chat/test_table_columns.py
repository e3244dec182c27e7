"""The columns of a table are as wide as what may not be broken in them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.ui.chat.maths_service import FormulaKey, FormulaState, MathsImage, MathsService
from app.ui.chat.table_document import column_edges
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


def test_all_rows_of_a_long_table_have_the_columns_of_its_widest_cells(qtbot: QtBot) -> None:
    """Also where they come long after the first rows, which are in another part."""
    top = ["| n | v |", "|---|---|", *(f"| {number} | row |" for number in range(1, 41))]
    below = [f"| {10**6 + number} | Communication |" for number in range(5)]
    narrow = _table(opened(qtbot, answer(2, "\n".join(top)), height=2600)).columns
    view = opened(qtbot, answer(2, "\n".join([*top, *below])), height=2600)
    tables = [place.part for place in view.visible_places if isinstance(place.part, TablePart)]
    assert len(tables) >= 2
    qtbot.waitUntil(lambda: len({tuple(part.columns) for part in tables}) == 1)
    settled(qtbot, view)
    assert all(wide > least for wide, least in zip(tables[0].columns, narrow, strict=True))
    documents = [part._document for part in tables if part._document is not None]
    assert len(documents) == len(tables)
    for document in documents:
        assert column_edges(document) == column_edges(documents[0])
        block = document.begin()
        while block.isValid():
            assert block.layout().lineCount() <= 1, block.text()
            block = block.next()


def test_a_long_table_has_no_seams(qtbot: QtBot) -> None:
    """From the first row of a part to the last one of the part before it is as far as between any two rows."""
    rows = [f"| {number} | row |" for number in range(1, 61)]
    view = opened(qtbot, answer(2, "\n".join(["| n | v |", "|---|---|", *rows])), height=2600)
    tables = [place for place in view.visible_places if isinstance(place.part, TablePart)]
    assert len(tables) >= 2
    tops = []
    for place in tables:
        document = place.part._document  # type: ignore[attr-defined]
        block = document.begin()
        while block.isValid():
            if block.text() == "row":
                tops.append(place.y + place.part.rect_of(block.position()).y())
            block = block.next()
    steps = {round(below - above) for above, below in pairwise(tops)}
    assert len(tops) > 21
    assert len(steps) == 1, steps


ARABIC = "| الاسم | العمر | [المدينة](https://a.example) |\n|---|---|---|\n| أحمد | 30 | القاهرة |\n"


def test_a_table_reads_from_its_words_side(qtbot: QtBot) -> None:
    """The first column of an Arabic table stands at the right, and pointing at a word means that word."""
    view = opened(qtbot, answer(2, ARABIC))
    part = _table(view)
    text = part.text()
    places = [part.rect_of(text.index(word) + 1) for word in ("الاسم", "العمر", "المدينة")]
    assert places[0].x() > places[1].x() > places[2].x() > part.laid_out_width / 2
    for word, place in zip(("الاسم", "العمر", "المدينة"), places, strict=True):
        begin = text.index(word)
        assert begin <= part.position_at(place.x() - 1, place.center().y()) <= begin + len(word)
    assert part.link_at(places[2].x() - 3, places[2].center().y()) == "https://a.example"
    assert part.link_at(places[0].x() - 3, places[0].center().y()) == ""


def test_a_wide_arabic_table_begins_at_the_right_and_scrolls_to_the_left(qtbot: QtBot) -> None:
    words = [f"{'طويل' * 5}{n}" for n in range(12)]
    view = opened(qtbot, answer(2, f"| {' | '.join(words)} |\n{'|---' * 12}|\n| 1 |\n"))
    part = _table(view)
    first = part.rect_of(part.text().index(words[0]) + 1)
    assert part.laid_out_width - 60 < first.right() <= part.laid_out_width
    assert not part.scroll_sideways(10), "there is nothing at the right of it"
    assert part.scroll_sideways(-100_000)
    view.repaint_text()
    view.grab()
    last = part.rect_of(part.text().index(words[11]) + 1)
    assert 0 <= last.x() < part.laid_out_width
