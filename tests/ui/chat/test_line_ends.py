"""A comma stays with the formula that it follows."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.ui.chat.text_parts import BlockPart
from app.ui.chat.transcript_view import TranscriptView
from tests.ui.chat.test_table_columns import Wide
from tests.ui.chat.transcripts import answer, settled


def _lines(part: BlockPart) -> list[str]:
    document = part._document
    assert document is not None
    text, layout = document.begin().text(), document.begin().layout()
    lines = [layout.lineAt(number) for number in range(layout.lineCount())]
    return [text[line.textStart() : line.textStart() + line.textLength()] for line in lines]


@pytest.mark.parametrize("mark", [",", ".", ")", "，"])
def test_no_line_begins_with_the_mark_after_a_formula(qtbot: QtBot, mark: str) -> None:
    """At any width of the view; the words are as before, and a formula that has room stays where it is."""
    view = TranscriptView(maths=Wide())
    qtbot.addWidget(view)
    source = " ".join(f"word{number} $x_{number}${mark}" for number in range(12))
    view.set_messages([answer(2, source)], "chat")
    view.show()
    moved = 0
    for width in range(560, 860, 3):
        view.resize(width, 500)
        settled(qtbot, view)
        part = next(place.part for place in view.visible_places if isinstance(place.part, BlockPart))
        lines = _lines(part)
        assert not any(line.startswith(mark) for line in lines), (width, lines)
        assert "".join(lines) == " ".join(f"word{number} \ufffc{mark}" for number in range(12))
        moved += part._has_moved
    assert 0 < moved < 100
