"""The message that is read by keyboard: a real text widget in its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.chat import State
from app.ui.chat.message_footer import MessageFooter
from app.ui.chat.reader import MessageReader
from app.ui.chat.text_parts import BubblePart
from app.ui.chat.transcript_view import TranscriptView
from tests.helpers.audit import canary, canary_works
from tests.render.hostile_corpus import with_targets
from tests.ui.chat.transcripts import answer, opened, question

LONG_TABLE = "| a | $b$ |\n|---|---|\n" + "".join(f"| {n} | $x_{{{n}}}$ |\n" for n in range(60))


def read(view: TranscriptView, index: int) -> MessageReader:
    view.reading.open(index)
    reader = view.findChild(MessageReader)
    assert reader is not None
    return reader


def focused() -> str:
    widget = QApplication.focusWidget()
    assert isinstance(widget, QWidget)
    return widget.accessibleIdentifier()


def test_no_hostile_text_has_a_file_read(qtbot: Any, tmp_path: Path) -> None:
    """Qt's text widget would load pictures by itself."""
    if not canary_works(tmp_path):
        pytest.skip("this file system keeps no access times")
    bird = canary(tmp_path)
    view = opened(qtbot, question(1, "Hi"), answer(2, "x"))
    for name, text in with_targets(bird.url):
        if bird.path.name not in text:
            continue
        view.set_messages([question(1, "Hi"), answer(2, text)], name)
        read(view, 1).grab()
        assert not bird.was_read, name


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Mass \\(a_1 + b_1\\) **is** $x^2$, 🎉 \\[y\\] so.", "Mass \\(a_1 + b_1\\) is $x^2$, 🎉 \\[y\\] so."),
        ("$$\n\\frac{a_1}{b_1}\n$$", "\\frac{a_1}{b_1}"),
        ("![A cat](https://pictures.example.org/cat.png)", "Picture from pictures.example.org – not loaded: A cat"),
        ("# So ![A cat](/etc/cat.png)\n\n- one $x$", "So Picture – not loaded: A cat one $x$"),
        ("Two<br>lines[^1].\n\n[^1]: A note.", "Two lines¹. ¹ A note."),
        ("| a | b |\n|---|---|\n| $x$ | y |", "a b $x$ y"),
    ],
)
def test_formulas_and_pictures_are_words(qtbot: Any, text: str, shown: str) -> None:
    view = opened(qtbot, answer(1, text))
    assert read(view, 0).toPlainText().split() == shown.split()


def test_each_row_of_a_long_table_has_its_own_formula(qtbot: Any) -> None:
    """Pieces of a table repeat the header for the screen, not for who reads."""
    view = opened(qtbot, answer(1, LONG_TABLE))
    words = read(view, 0).toPlainText().split()
    assert [word for word in words if word.startswith("$")] == ["$b$", *(f"$x_{{{n}}}$" for n in range(60))]


@pytest.mark.parametrize("text", ["Hi", "A question of many words. " * 20])
def test_the_own_message_is_read_in_its_bubble(qtbot: Any, text: str) -> None:
    """With all of its lines in view, and its actions not covered."""
    view = opened(qtbot, question(1, text), answer(2, "So."))
    reader = read(view, 0)
    first = view.visible_places[0].part
    assert isinstance(first, BubblePart)
    assert reader.width() == round(first.bubble.width())
    assert not reader.verticalScrollBar().isVisible()
    footer = next(row for row in view.findChildren(MessageFooter) if row.isVisible() and row.entry is reader.entry)
    assert reader.geometry().bottom() <= footer.y() + 2


def test_tab_goes_from_the_text_to_what_can_be_done_with_it(qtbot: Any) -> None:
    """Thinking, code, then the actions of the message; also where another message was read before."""
    code = "Look:\n\n```python\nx = 1\n```\n"
    view = opened(qtbot, question(1, "Hi"), answer(2, code, thinking="Hm."), answer(3, "Half", State.STOPPED))
    expected = {
        1: ["message.thinking", "code.save", "code.copy", "message.copy", "message.again", "message.more"],
        2: ["ended.continue", "ended.again", "message.copy", "message.again", "message.more"],
        0: ["message.copy", "message.edit", "message.more"],
    }
    for index, order in expected.items():
        read(view, index)
        seen = []
        for _ in order:
            widget = QApplication.focusWidget()
            assert widget is not None
            QTest.keyClick(widget, Qt.Key.Key_Tab)
            seen.append(focused())
        assert sorted(seen) == sorted(order)
        assert seen[0] == order[0]
        assert seen[-1] == order[-1]
        widget = QApplication.focusWidget()
        assert widget is not None
        for _ in order:
            QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        assert focused() == "message.reader"
