"""The space between the items of lists, and room for their numbers."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.render.blocks import split
from app.ui.chat.nesting import gap_before, indent
from app.ui.chat.style import ChatStyle


@pytest.mark.parametrize(
    ("text", "is_tight"),
    [
        ("- a\n- b", True),
        ("- a\n  - b", True),
        ("- a\n  - b\n- c", True),
        ("1. a\n   - b", True),
        ("> - a\n> - b", True),
        ("> - a\n>   - b", True),
        ("- > a\n- b", False),
        ("- a\n\n  more\n- b", False),
        ("- a\n\n1. b", False),
        ("1. a\n\n- b", False),
        ("1. a\n\n1) b", False),
        ("> - a\n\n- b", False),
        ("> - a\n\n> - b", False),
        ("> a\n\n> b", False),
        ("a\n- b", False),
        ("a\n\n- - b", False),
        ("- a\n\n\n- - b", True),
    ],
)
def test_items_of_one_list_stand_together(qtbot: QtBot, text: str, is_tight: bool) -> None:
    style = ChatStyle()
    *_, before, block = split(text)
    assert (gap_before(before, block, style) < style.px(8)) is is_tight


@pytest.mark.parametrize("number", [1, 99, 100, 2024, 123456789])
def test_numbers_have_room_in_the_column(qtbot: QtBot, number: int) -> None:
    style = ChatStyle()
    (block,) = split(f"{number}. text")
    assert indent(block.nesting, style) >= style.body_metrics.horizontalAdvance(f"{number}.")
