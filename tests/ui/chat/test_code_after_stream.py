"""Long code is open while it streams, and folded once the answer has ended; never under the eyes of the reader."""

from __future__ import annotations

from typing import Any

from app.domain.chat import MessageId, State
from app.ui.chat.code_part import FOLDED_LINES, CodePart
from app.ui.chat.transcript_view import TranscriptView
from tests.ui.chat.transcripts import answer, opened, question, settled

CODE = "```python\n" + "\n".join(f"line_{number} = {number}" for number in range(90)) + "\n```\n\n"
TEXT = "\n\n".join(f"Paragraph {number} says something." for number in range(60))


def streamed(qtbot: Any, *pieces: str) -> TranscriptView:
    view = opened(qtbot, question(1, "Write it"), answer(2, "", State.STREAMING))
    for piece in pieces:
        view.append_text(2, piece)
        view.flush()
    settled(qtbot, view)
    return view


def end(qtbot: Any, view: TranscriptView, text: str) -> None:
    view.update_message(answer(2, text))
    settled(qtbot, view)


def shown_lines(view: TranscriptView) -> list[int]:
    entry = view.entry_of(2)
    assert entry is not None
    return [part.shown_lines for part in entry.parts if isinstance(part, CodePart)]


def test_code_above_the_reader_is_folded_when_the_answer_ends_and_nothing_seen_moves(qtbot: Any) -> None:
    view = streamed(qtbot, "Here it is:\n\n", CODE, TEXT)
    view.scroll_to_end()
    settled(qtbot, view)
    assert shown_lines(view) == [90]
    seen = [(place.part_index, view.origin_of(place).y()) for place in view.visible_places]
    last = seen[-5]
    end(qtbot, view, "Here it is:\n\n" + CODE + TEXT)
    assert shown_lines(view) == [FOLDED_LINES]
    after = {place.part_index: view.origin_of(place).y() for place in view.visible_places}
    footer = view.entry_of(2).frame_parts[-1].height  # type: ignore[union-attr]
    assert abs(after[last[0]] - last[1]) <= footer + 4, "only the row of actions came below"


def test_code_that_the_reader_sees_stays_open_until_the_chat_is_opened_again(qtbot: Any) -> None:
    view = streamed(qtbot, "Here it is:\n\n", CODE, CODE)
    view.scroll_to(MessageId(2), 1, 300)
    settled(qtbot, view)
    top = view.verticalScrollBar().value()
    end(qtbot, view, "Here it is:\n\n" + CODE + CODE)
    assert shown_lines(view) == [90, FOLDED_LINES]
    assert view.verticalScrollBar().value() == top
    messages = (question(1, "Write it"), answer(2, "Here it is:\n\n" + CODE + CODE))
    view.set_messages([], "another chat")
    view.set_messages(messages, "chat")
    settled(qtbot, view)
    assert shown_lines(view) == [FOLDED_LINES, FOLDED_LINES]


def test_selected_code_stays_open(qtbot: Any) -> None:
    view = streamed(qtbot, "Here it is:\n\n", CODE, TEXT)
    view.selecting.select_all()
    end(qtbot, view, "Here it is:\n\n" + CODE + TEXT)
    assert shown_lines(view) == [90]
