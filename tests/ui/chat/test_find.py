"""Find in the chat: thinking, folded code, and answers that are being written are searched, too."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtGui import QColor

from app.domain.chat import State
from app.domain.settings import ShowThinking
from app.domain.settings import Theme as ThemeMode
from app.ui.chat.find import THINKING
from app.ui.chat.find_bar import FindBar
from app.ui.chat.newest_button import NewestButton
from app.ui.chat.style import ChatStyle
from app.ui.chat.thinking_fold import ThoughtBox
from app.ui.chat.transcript_view import TranscriptView
from app.ui.theme import theme
from tests.ui.chat.transcripts import answer, opened, question

LONG = "\n\n".join(f"Paragraph {number} with a few words in it." for number in range(60))
THOUGHTS = "".join(f"Thought {number} is about krill.\n" for number in range(40))


def search(view: TranscriptView, text: str) -> None:
    view.finding.open()
    bar = view.findChild(FindBar)
    assert bar is not None
    bar.field.setText(text)
    view.finding.step(1)


def count(view: TranscriptView) -> str:
    bar = view.findChild(FindBar)
    assert bar is not None
    return bar.count.text()


def box_of(view: TranscriptView) -> ThoughtBox:
    return next(box for box in view.findChildren(ThoughtBox) if box.isVisible())


def test_folded_thinking_is_searched_and_unfolds_at_its_hit(qtbot: Any) -> None:
    """The hit is inside of the box, which has a scroll bar of its own, and is marked there."""
    view = opened(qtbot, question(1, "Hi"), answer(2, LONG, thinking=THOUGHTS), question(3, "So krill?"))
    search(view, "KRILL")
    assert len(view.finding.finder.hits) == 41
    assert count(view) == "41 of 41"  # the reader is at the end
    for _ in range(36):
        view.finding.step(1)
    assert count(view) == "36 of 41"
    qtbot.waitUntil(lambda: any(box.isVisible() for box in view.findChildren(ThoughtBox)))
    text_edit = box_of(view).text_edit
    assert len(text_edit.extraSelections()) == 40

    def line_in_the_middle() -> int:
        return int(text_edit.cursorForPosition(text_edit.viewport().rect().center()).block().blockNumber())

    qtbot.waitUntil(lambda: abs(line_in_the_middle() - 35) < 9)
    view.finding.close()
    assert not text_edit.extraSelections()


def test_hidden_thinking_is_not_searched(qtbot: Any) -> None:
    view = opened(qtbot, question(1, "Hi"), answer(2, "Krill.", thinking=THOUGHTS))
    view.folding.set_show_thinking(ShowThinking.HIDDEN)
    search(view, "krill")
    assert [hit.content == THINKING for hit in view.finding.finder.hits] == [False]


def test_an_answer_that_grows_gets_more_hits(qtbot: Any) -> None:
    """The reader stays at the hit where they are; a new question is found, too."""
    view = opened(qtbot, question(1, "About krill?"), answer(2, "Krill.", State.STREAMING), height=300)
    search(view, "krill")
    assert count(view) == "1 of 2"
    for number in range(30):
        view.append_text(2, f"\n\nKrill number {number}.")
    qtbot.waitUntil(lambda: count(view) == "1 of 32")
    view.append_message(question(3, "More krill"))
    qtbot.waitUntil(lambda: count(view) == "1 of 33")
    view.set_messages([question(1, "About krill?"), answer(2, "Krill and krill.")], "chat")
    assert count(view) == "1 of 3"


@pytest.mark.parametrize("mode", [ThemeMode.LIGHT, ThemeMode.DARK])
def test_marked_text_can_be_read(qtbot: Any, mode: ThemeMode) -> None:
    """4.5 to 1, as all text; and the current hit differs from the others."""
    theme().set_mode(mode)
    try:
        style = ChatStyle()
        text = QColor(theme().tokens.text)
        for ground in (style.hit, style.current_hit):
            assert contrast(text, ground) >= 4.5
        assert contrast(style.hit, style.current_hit) >= 1.25
    finally:
        theme().set_mode(ThemeMode.SYSTEM)


def contrast(one: QColor, other: QColor) -> float:
    """The ratio of WCAG 2."""
    lower, higher = sorted(map(luminance, (one, other)))
    return (higher + 0.05) / (lower + 0.05)


def luminance(colour: QColor) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_bar_goes_out_of_the_way_of_a_hit_at_the_very_beginning(qtbot: Any) -> None:
    """Nothing scrolls further up than the first message."""
    view = opened(qtbot, question(1, "A question about krill"), answer(2, LONG + "\n\nKrill at the end."))
    search(view, "krill")
    bar = view.findChild(FindBar)
    assert bar is not None
    assert count(view) == "2 of 2"
    at_the_top = bar.y()
    assert at_the_top < 70
    view.finding.step(1)
    assert count(view) == "1 of 2"
    assert view.verticalScrollBar().value() == 0
    assert bar.y() > view.viewport().height() // 2
    assert bar.geometry().bottom() < view.viewport().height()
    newest = view.findChild(NewestButton)
    assert newest is not None
    assert newest.isVisible()
    assert bar.geometry().bottom() < newest.geometry().top(), "each has its place"
    view.finding.step(1)
    assert bar.y() == at_the_top
