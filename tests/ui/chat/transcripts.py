"""Messages and views for the tests of the transcript."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from app.domain.chat import ChatId, Message, MessageId, Role, State
from app.domain.stream import Usage
from app.ui.chat.maths_service import FormulaKey, FormulaState, MathsService
from app.ui.chat.transcript_view import TranscriptView

WRITTEN = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


class NoMaths(MathsService):
    """Every formula is shown as its source: no helper process in these tests."""

    def request(self, key: FormulaKey) -> FormulaState:
        return FormulaState.FAILED

    def warm_up(self) -> None:
        """There is no helper."""


def question(number: int, text: str, **more: Any) -> Message:
    return Message(MessageId(number), ChatId(1), None, Role.USER, text, State.SENT, WRITTEN, **more)


def answer(number: int, text: str, state: State = State.DONE, **more: Any) -> Message:
    more.setdefault("model", "deepseek-r1:8b")
    more.setdefault("usage", Usage(100, 500, 9.0))
    return Message(MessageId(number), ChatId(1), None, Role.ASSISTANT, text, state, WRITTEN, **more)


def opened(qtbot: Any, *messages: Message, width: int = 860, height: int = 600) -> TranscriptView:
    """A visible transcript with these messages."""
    view = TranscriptView(maths=NoMaths())
    qtbot.addWidget(view)
    view.resize(width, height)
    view.set_messages(messages, "chat")
    with qtbot.waitActive(view):
        view.show()
        view.activateWindow()
    settled(qtbot, view)
    return view


def settled(qtbot: Any, view: TranscriptView) -> None:
    """Wait until everything visible is laid out and painted."""
    width = view.column_rect.width()
    qtbot.waitUntil(lambda: all(place.part.laid_out_width == width for place in view.visible_places))
