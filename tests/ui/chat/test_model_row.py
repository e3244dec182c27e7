"""Who answers from here on."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from app.ui.chat.model_line import ModelLine
from app.ui.chat.model_row import ModelChanges
from tests.ui.chat.transcripts import answer, opened, question


def test_only_a_change_is_said() -> None:
    """Not for the first answer, nor for the same model again; questions in between do not matter."""
    messages = [
        question(1, "a"),
        answer(2, "b", model="one"),
        question(3, "c"),
        answer(4, "d", model="one"),
        answer(5, "e", model="two"),
        question(6, "f"),
        answer(7, "g", model="one"),
    ]
    changes = ModelChanges(messages)
    assert [message.id for message in messages if message in changes] == [5, 7]


def test_the_line_stands_above_the_answer(qtbot: QtBot) -> None:
    """In a chat that is opened, and for an answer that is added."""
    view = opened(qtbot, question(1, "a"), answer(2, "b", model="one:1b"), question(3, "c"))
    assert not _lines(view)
    view.append_message(answer(4, "d", model="two:7b"))
    qtbot.waitUntil(lambda: _lines(view) == ["Now answering: Two 7B"])


def _lines(view: object) -> list[str]:
    lines = view.findChildren(ModelLine)  # type: ignore[attr-defined]
    return [line.words for line in lines if line.isVisible()]
