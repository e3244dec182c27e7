"""The row over an answer that says how long it was thought, and the thoughts below it."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtWidgets import QPlainTextEdit

from app.domain.chat import State
from app.ui.chat.thinking_fold import ThinkingRow
from app.ui.chat.transcript_view import TranscriptView
from tests.ui.chat.transcripts import answer, opened, question, settled


def row_of(view: TranscriptView) -> ThinkingRow:
    return next(row for row in view.findChildren(ThinkingRow) if row.isVisible())


def test_the_seconds_go_on_where_a_chat_is_opened_while_it_thinks(qtbot: Any) -> None:
    """They are those of the thinking, not those since the chat was opened."""
    view = opened(qtbot, question(1, "Hi"), answer(2, "", State.STREAMING, thinking="One.\n", thinking_s=40.0))
    view.append_thinking(2, "Two.\n")
    view.flush()
    seconds = re.fullmatch(r"Thinking… (\d+) s", row_of(view).fold.text())
    assert seconds is not None
    assert int(seconds[1]) >= 40
    view.append_text(2, "So.")
    view.flush()
    done = re.fullmatch(r"Thought for (\d+) second.*", row_of(view).fold.text())
    assert done is not None
    assert int(done[1]) >= 40


def test_a_line_end_at_the_end_of_the_thoughts_takes_no_line(qtbot: Any) -> None:
    """Also while they grow: the box is as high as what is in it, and its last line is a thought."""
    view = opened(qtbot, question(1, "Hi"), answer(2, "", State.STREAMING))
    for piece in ("One.\n", "\nTwo.", "\n\n"):
        view.append_thinking(2, piece)
        view.flush()
        if piece == "One.\n":
            row_of(view).fold.click()
    qtbot.waitUntil(lambda: any(box.isVisible() for box in view.findChildren(QPlainTextEdit)))
    box = next(box for box in view.findChildren(QPlainTextEdit) if box.isVisible())
    assert box.toPlainText() == "One.\n\nTwo."


def test_what_is_selected_in_the_thoughts_is_not_when_one_leaves(qtbot: Any) -> None:
    view = opened(qtbot, question(1, "Hi"), answer(2, "So.", thinking="One. Two. Three."))
    row_of(view).fold.click()
    qtbot.waitUntil(lambda: any(box.isVisible() for box in view.findChildren(QPlainTextEdit)))
    box = next(box for box in view.findChildren(QPlainTextEdit) if box.isVisible())
    box.setFocus()
    box.selectAll()
    assert box.textCursor().hasSelection()
    view.setFocus()
    assert not box.textCursor().hasSelection()


def test_the_row_stays_where_it_is_pressed(qtbot: Any) -> None:
    """Also at the end of the chat, where the view would follow what grows."""
    text = "\n\n".join(f"Paragraph {number}." for number in range(8))
    messages = [answer(number, text, thinking="A thought.\n" * 30) for number in range(1, 6)]
    view = opened(qtbot, *messages)
    assert view.is_at_end
    row = next(row for row in view.findChildren(ThinkingRow) if row.isVisible() and row.entry is view.column.entries[4])
    before = row.y(), view.verticalScrollBar().value()
    row.fold.click()
    qtbot.waitUntil(lambda: any(box.isVisible() for box in view.findChildren(QPlainTextEdit)))
    settled(qtbot, view)
    assert row.isVisible()
    assert (row.y(), view.verticalScrollBar().value()) == before


def test_what_the_person_unfolded_is_so_when_they_come_back(qtbot: Any) -> None:
    """Each chat by itself; what was chosen for all thoughts of a chat too."""
    here = [answer(1, "One.", thinking="First thought."), answer(2, "Two.", thinking="Second thought.")]
    there = [answer(11, "Eleven.", thinking="Other thought.")]
    view = opened(qtbot, *here)

    def come_back() -> list[bool]:
        view.set_messages(there, "another")
        assert [entry.is_thought_shown for _, entry in view.column.entries.made()] == [False]
        view.set_messages(here, "chat")
        settled(qtbot, view)
        return [entry.is_thought_shown for _, entry in view.column.entries.made()]

    view.folding.toggle_thinking(1)
    assert come_back() == [True, False]
    view.folding.toggle_thinking(1)
    assert come_back() == [False, False]
    view.folding.toggle_all_thinking()
    assert come_back() == [True, True]
    view.folding.toggle_thinking(2)
    assert come_back() == [True, False]
