"""Selecting without a mouse: across paragraphs and messages, and the view goes along."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.ui.chat.selection import Spot
from app.ui.chat.transcript_view import TranscriptView
from tests.ui.chat.transcripts import answer, opened, question

Key, SHIFT, CTRL = Qt.Key, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def _press(view: TranscriptView, key: Qt.Key, times: int = 1, *, is_ctrl: bool = False) -> None:
    for _ in range(times):
        QTest.keyClick(view, key, SHIFT | CTRL if is_ctrl else SHIFT)


def _caret_is_seen(view: TranscriptView) -> bool:
    caret = view.selecting.selection.caret
    assert caret is not None
    return any((place.entry_index, place.part_index) == (caret.entry, caret.part) for place in view.visible_places)


def _short(qtbot: Any) -> TranscriptView:
    view = opened(qtbot, question(1, "One two"), answer(2, "First **bold** words\n\n- item 🐋 x\n\n```\ncode\n```"))
    view.setFocus()
    return view


def test_a_selection_begins_at_the_first_text_in_view(qtbot: Any) -> None:
    view = _short(qtbot)
    _press(view, Key.Key_Right, 3)
    assert view.selecting.text() == "One"
    _press(view, Key.Key_Right, is_ctrl=True)
    _press(view, Key.Key_Right, is_ctrl=True)
    assert view.selecting.text() == "One two"


def test_it_goes_on_in_the_next_message_and_back(qtbot: Any) -> None:
    view = _short(qtbot)
    _press(view, Key.Key_End)
    _press(view, Key.Key_Right, 6)  # the first one goes over to the answer
    assert view.selecting.text() == "One two\n\nFirst"
    _press(view, Key.Key_Left, 6)
    assert view.selecting.text() == "One two"
    _press(view, Key.Key_Home)
    assert view.selecting.selection.is_empty


def test_lines_go_through_everything(qtbot: Any) -> None:
    view = _short(qtbot)
    _press(view, Key.Key_Down, 8)
    assert view.selecting.text() == "One two\n\nFirst bold words\n\n• item 🐋 x\n\ncode"
    _press(view, Key.Key_Up, 8)
    assert view.selecting.selection.is_empty


def test_to_the_ends_of_the_chat(qtbot: Any) -> None:
    view = _short(qtbot)
    _press(view, Key.Key_End, is_ctrl=True)
    assert view.selecting.text().startswith("One two\n\nFirst")
    assert view.selecting.text().endswith("code")


@pytest.mark.parametrize("key", [Key.Key_Down, Key.Key_Right, Key.Key_PageDown])
def test_the_view_goes_along(qtbot: Any, key: Qt.Key) -> None:
    """Beyond its lower edge, through many messages; and back again."""
    view = opened(qtbot, *(answer(number, "Words here.\n\n- more\n\nEnd") for number in range(1, 30)), height=300)
    view.verticalScrollBar().setValue(0)
    view.setFocus()
    for _ in range(200):
        before = view.selecting.selection.caret
        _press(view, key, is_ctrl=key is Key.Key_Right)
        after = view.selecting.selection.caret
        assert after is not None
        assert before is None or after >= before
        assert _caret_is_seen(view)
        if after == before:
            break
    assert view.selecting.selection.caret is not None
    assert view.selecting.selection.caret > Spot(9, 0, 0)
    back = {Key.Key_Down: Key.Key_Up, Key.Key_Right: Key.Key_Left, Key.Key_PageDown: Key.Key_PageUp}[key]
    _press(view, back, 260, is_ctrl=key is Key.Key_Right)
    assert view.selecting.selection.caret <= Spot(2, 0, 0)
    assert _caret_is_seen(view)
