"""Where the model's memory begins."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.ui.chat.memory_row import MemoryRow
from app.ui.chat.transcript_view import TranscriptView
from tests.ui.chat.transcripts import answer, opened, question


def test_the_line_stands_where_the_last_answer_began_to_know(qtbot: QtBot) -> None:
    """It comes with the answer, moves with the next one and goes when all is known again; also after a reload."""
    messages = [question(1, "a"), answer(2, "b"), question(3, "c"), answer(4, "d"), question(5, "e")]
    view = opened(qtbot, *messages)
    assert not _line(view)
    view.append_message(answer(6, "f"))
    view.update_message(answer(6, "f", left_out=2))
    qtbot.waitUntil(lambda: _line(view) == [3])
    assert view.findChild(MemoryRow).words == "The model remembers the chat from here on"
    view.append_message(question(7, "g"))
    view.append_message(answer(8, "h"))
    view.update_message(answer(8, "h", left_out=4))
    view.verticalScrollBar().setValue(0)
    qtbot.waitUntil(lambda: _line(view) == [5])
    view.set_messages([*messages, answer(6, "f", left_out=2)], "another")
    view.verticalScrollBar().setValue(0)
    qtbot.waitUntil(lambda: _line(view) == [3])
    view.update_message(answer(6, "f"))
    qtbot.waitUntil(lambda: not _line(view))


def _line(view: TranscriptView) -> list[int]:
    rows = view.findChildren(MemoryRow)
    return [row.entry.message.id for row in rows if row.isVisible() and row.entry is not None]
