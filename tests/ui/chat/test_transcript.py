"""What a reader of the transcript notices."""

from __future__ import annotations

from dataclasses import replace
from itertools import accumulate
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QFont, QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QWidget

from app.domain.chat import Message, MessageId, State
from app.domain.errors import OutOfMemory
from app.domain.settings import ShowThinking
from app.domain.settings import Theme as ThemeMode
from app.presenters.actions import MessageAction
from app.presenters.explain import Remedy
from app.render.blocks import split
from app.ui.chat.code_part import FOLDED_LINES, CodePart
from app.ui.chat.find_bar import FindBar
from app.ui.chat.selection import Spot
from app.ui.chat.style import ChatStyle
from app.ui.chat.text_parts import BlockPart
from app.ui.chat.transcript_view import TranscriptView
from app.ui.controls.label import Label
from app.ui.theme import theme
from app.ui.tokens import FontRole
from tests.ui.chat.transcripts import NoMaths, answer, opened, question, settled

LONG = "\n\n".join(f"Paragraph {number} with a few words in it." for number in range(60))
MIXED = "# Title\n\nText with **bold**.\n\n- one\n- two\n\n```python\nx = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"


def texts(view: TranscriptView) -> str:
    return "\n".join(place.part.text() for place in view.visible_places if place.part.text())


def press(view: TranscriptView, name: str) -> None:
    button = next(b for b in view.findChildren(QPushButton) if b.isVisible() and name in (b.accessibleName(), b.text()))
    button.click()


def test_an_answer_grows_and_the_view_follows(qtbot: Any) -> None:
    """Streamed text appears, and its end stays in sight."""
    view = opened(qtbot, question(1, "Hi"), answer(2, "", State.STREAMING))
    for word in LONG.split(" "):
        view.append_text(2, word + " ")
    qtbot.waitUntil(lambda: "Paragraph 59" in texts(view))
    assert view.is_at_end
    assert view.plain_text() == "Hi\n\n" + "".join(word + " " for word in LONG.split(" "))


def test_who_scrolled_up_is_left_alone(qtbot: Any) -> None:
    """New text does not move what is being read; a button leads to it."""
    view = opened(qtbot, question(1, "Hi"), answer(2, LONG, State.STREAMING))
    settled(qtbot, view)
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    before = [(place.part, view.origin_of(place)) for place in view.visible_places]
    view.append_text(2, "\n\nnew text " * 30)
    view.flush()
    assert [(place.part, view.origin_of(place)) for place in view.visible_places] == before
    press(view, "To the newest")
    assert view.is_at_end
    assert bar.value() == bar.maximum()


def top_of(view: TranscriptView, index: int) -> int:
    return view.rect_of_entry(index).top()


def test_a_question_goes_to_the_top_and_its_answer_grows_below(qtbot: Any) -> None:
    """Nothing moves until the answer reaches the lower edge; then its end is followed."""
    view = opened(qtbot, question(1, "Hi"), answer(2, LONG))
    view.append_message(question(3, "And then?"))
    view.append_message(answer(4, "", State.STREAMING))
    settled(qtbot, view)
    place = top_of(view, 2)
    assert 0 <= place < 40
    for _ in range(5):
        view.append_text(4, "A few words.\n\n")
        view.flush()
        assert top_of(view, 2) == place
    view.append_text(4, LONG)
    view.flush()
    settled(qtbot, view)
    assert "Paragraph 59" in texts(view)
    assert view.is_at_end


def test_who_scrolls_away_while_the_answer_grows_is_left_alone(qtbot: Any) -> None:
    view = opened(qtbot, question(1, "Hi"), answer(2, LONG))
    view.append_message(question(3, "And then?"))
    view.append_message(answer(4, "", State.STREAMING))
    bar = view.verticalScrollBar()
    bar.setValue(bar.value() - 200)
    place = top_of(view, 2)
    view.append_text(4, LONG)
    view.flush()
    settled(qtbot, view)
    assert top_of(view, 2) == place


def test_a_question_as_long_as_the_view_shows_its_end(qtbot: Any) -> None:
    view = opened(qtbot, question(1, "Hi"), answer(2, LONG), height=400)
    view.append_message(question(3, "line\n" * 30))
    settled(qtbot, view)
    assert 150 < view.rect_of_entry(2).bottom() < 300


def test_a_chat_that_is_reopened_has_no_room_below(qtbot: Any) -> None:
    view = opened(qtbot, question(1, "Hi"), answer(2, LONG))
    view.append_message(question(3, "And then?"))
    messages = [question(1, "Hi"), answer(2, LONG), question(3, "And then?"), answer(4, "Nothing.")]
    view.append_message(messages[-1])
    view.set_messages([question(8, "other")], "other")
    view.set_messages(messages, "chat")
    settled(qtbot, view)
    assert view.rect_of_entry(3).bottom() > view.viewport().height() - 40


def test_resizing_keeps_the_place(qtbot: Any) -> None:
    view = opened(qtbot, question(1, "Hi"), answer(2, LONG))
    settled(qtbot, view)
    view.verticalScrollBar().setValue(700)
    first = view.visible_places[0].part
    view.resize(620, 600)
    settled(qtbot, view)
    assert view.visible_places[0].part is first


def test_the_theme_changes_in_place(qtbot: Any) -> None:
    """Other colours at once, and the reader's place stays."""
    view = opened(qtbot, question(1, "Hi"), answer(2, LONG))
    view.verticalScrollBar().setValue(700)
    first = view.visible_places[0].part
    theme().set_mode(ThemeMode.DARK)
    try:
        settled(qtbot, view)
        assert view.visible_places[0].part is first
        corner = view.grab().toImage().pixelColor(3, 300).name().upper()
        assert corner == theme().tokens.bg
    finally:
        theme().set_mode(ThemeMode.SYSTEM)


def test_unfolded_thinking_follows_the_theme(qtbot: Any) -> None:
    """Its ground is that of the page, also when the theme changes while it is open."""
    view = opened(qtbot, answer(1, "Answer", thinking="A thought."))
    view.folding.toggle_thinking(1)
    settled(qtbot, view)
    theme().set_mode(ThemeMode.DARK)
    try:
        settled(qtbot, view)
        box = view.viewport().findChild(QPlainTextEdit)
        corner = box.mapTo(view, QPoint(box.width() - 3, box.height() // 2))
        assert view.grab().toImage().pixelColor(corner).name().upper() == theme().tokens.bg
    finally:
        theme().set_mode(ThemeMode.SYSTEM)


def test_a_chat_is_reopened_where_it_was_left(qtbot: Any) -> None:
    messages = [question(1, "Hi"), answer(2, LONG)]
    view = opened(qtbot, *messages)
    settled(qtbot, view)
    view.verticalScrollBar().setValue(500)
    first = view.visible_places[0].part_index
    view.set_messages([question(8, "other"), answer(9, LONG)], "other")
    assert view.is_at_end
    view.set_messages(messages, "chat")
    settled(qtbot, view)
    assert view.visible_places[0].part_index == first


def test_a_long_chat_costs_what_is_visible(qtbot: Any) -> None:
    """Of two thousand messages only those on the screen have parts."""
    view = opened(qtbot, *(answer(number, MIXED) for number in range(1, 2001)))
    settled(qtbot, view)
    assert sum(1 for _ in view.column.entries.made()) < 30


@pytest.mark.parametrize("size", [1, 3, 17])
def test_streamed_and_reloaded_look_the_same(qtbot: Any, size: int) -> None:
    """However the text arrives, the blocks are those of the stored text."""
    view = opened(qtbot, answer(1, "", State.STREAMING), height=1200)
    for start in range(0, len(MIXED), size):
        view.append_text(1, MIXED[start : start + size])
        view.flush()
    view.update_message(answer(1, MIXED))
    settled(qtbot, view)
    streamed = view.grab().toImage()
    again = opened(qtbot, answer(1, MIXED), height=1200)
    settled(qtbot, again)
    assert texts(view) == texts(again)
    assert streamed.size() == again.grab().toImage().size()


def test_thinking_is_folded_and_unfolds(qtbot: Any) -> None:
    view = opened(qtbot, answer(1, "", State.STREAMING))
    view.append_thinking(1, "First thought.\nSecond thought.")
    view.flush()
    row = next(b for b in view.findChildren(QPushButton) if b.isVisible() and b.text().startswith("Thinking…"))
    row.click()
    assert any("First thought." in place for place in _shown_thoughts(view))
    view.append_text(1, "Answer")
    view.flush()
    assert row.text().startswith("Thought for")
    view.folding.set_show_thinking(ShowThinking.HIDDEN)
    assert not row.isVisible()


def _shown_thoughts(view: TranscriptView) -> list[str]:
    return [box.toPlainText() for box in view.findChildren(QPlainTextEdit) if box.isVisible()]


def test_a_key_unfolds_all_thoughts(qtbot: Any) -> None:
    """Also of messages that come into view later; again it folds them."""
    view = opened(qtbot, *(answer(number, LONG, thinking=f"Thought {number}.") for number in range(1, 5)))
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    for number in (4, 1):
        view.scroll_to(MessageId(number))
        settled(qtbot, view)
        assert _shown_thoughts(view) == [f"Thought {number}."]
    QTest.keyClick(view, Qt.Key.Key_Period, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot, view)
    assert _shown_thoughts(view) == []


def test_answer_now_is_offered_while_it_thinks(qtbot: Any) -> None:
    view = opened(qtbot, answer(1, "", State.STREAMING))
    view.append_thinking(1, "Hm")
    view.flush()
    with qtbot.waitSignal(view.action_requested) as asked:
        press(view, "Answer now")
    assert asked.args == [1, MessageAction.ANSWER_NOW]


@pytest.mark.parametrize(
    ("state", "words"), [(State.STOPPED, "Stopped."), (State.INTERRUPTED, "The answer was interrupted.")]
)
def test_a_stopped_answer_can_go_on(qtbot: Any, state: State, words: str) -> None:
    view = opened(qtbot, question(1, "Hi"), answer(2, "Half", state))
    assert words in [label.text() for label in view.findChildren(Label) if label.isVisible()]
    with qtbot.waitSignal(view.action_requested) as asked:
        press(view, "Continue")
    assert asked.args == [2, MessageAction.CONTINUE]


def test_an_error_offers_what_helps(qtbot: Any) -> None:
    view = opened(qtbot, question(1, "Hi"), answer(2, "", State.ERROR, error=OutOfMemory("raw text")))
    with qtbot.waitSignal(view.remedy_requested) as asked:
        press(view, "Choose another model")
    assert asked.args == [2, Remedy.CHOOSE_MODEL]
    press(view, "Details")
    assert "raw text" in [label.text() for label in view.findChildren(Label) if label.isVisible()]


def test_versions_are_counted(qtbot: Any) -> None:
    view = opened(qtbot, answer(2, "Second", sibling_ids=(1, 2, 3)))
    assert "2/3" in [label.text() for label in view.findChildren(Label) if label.isVisible()]
    with qtbot.waitSignal(view.action_requested) as asked:
        press(view, "Next version")
    assert asked.args == [2, MessageAction.NEXT_VERSION]


def test_waiting_is_shown_until_the_first_word(qtbot: Any) -> None:
    view = opened(qtbot, answer(1, "", State.STREAMING))
    view.set_waiting(1, "Getting DeepSeek R1 8B ready…")
    labels = [label for label in view.findChildren(Label) if label.isVisible()]
    assert "Getting DeepSeek R1 8B ready…" in [label.text() for label in labels]
    view.append_text(1, "Hello")
    view.flush()
    assert not any(label.isVisible() and label.text().startswith("Getting") for label in labels)


def test_long_code_is_folded_and_unfolds(qtbot: Any) -> None:
    code = "\n".join(f"line_{number}" for number in range(100))
    view = opened(qtbot, answer(1, f"```python\n{code}\n```"), height=2600)
    settled(qtbot, view)
    part = next(place.part for place in view.visible_places if isinstance(place.part, CodePart))
    assert part.shown_lines == FOLDED_LINES
    button = next(b for b in view.findChildren(QPushButton) if b.isVisible() and "100" in b.text())
    button.click()
    assert part.shown_lines == 100
    press(view, "Copy code")
    assert QGuiApplication.clipboard().text() == code


def test_code_gets_its_colours(qtbot: Any) -> None:
    view = opened(qtbot, answer(1, "```python\ndef f(x):\n    return 'text'\n```"))
    part = next(place.part for place in view.visible_places if isinstance(place.part, CodePart))
    qtbot.waitUntil(lambda: part.coloured_lines == 2)


def test_dragging_selects_across_messages(qtbot: Any) -> None:
    view = opened(qtbot, question(1, "The question"), answer(2, "First *block*.\n\nSecond block."))
    settled(qtbot, view)
    viewport = view.viewport()
    last = view.visible_places[-3]
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=view.origin_of(view.visible_places[0]) + QPoint(0, 2))
    QTest.mouseMove(viewport, view.origin_of(last) + QPoint(700, last.part.height - 2))
    QTest.mouseRelease(
        viewport, Qt.MouseButton.LeftButton, pos=view.origin_of(last) + QPoint(700, last.part.height - 2)
    )
    assert view.selecting.text() == "The question\n\nFirst block.\n\nSecond block."
    assert view.selecting.text(as_markdown=True) == "The question\n\nFirst *block*.\n\nSecond block."


def test_formulas_are_copied_as_their_source(qtbot: Any) -> None:
    view = opened(qtbot, answer(1, "Mass is $E = mc^2$.\n\n$$\nx^2\n$$"))
    view.selecting.select_all()
    assert view.selecting.text(as_markdown=True) == "Mass is $E = mc^2$.\n\n$$\nx^2\n$$"


@pytest.mark.parametrize(
    "source",
    [
        "Some **bold words**, *slanted*, ***both***, ~~gone~~, `code` and [a link](https://example.org/a?b=1) there.",
        "Mass 🐋 is $E = mc^2$, *not* \\(x_1\\), says **who**.",
        "你好 **世界** and العربية *here* it ends.",
        "## A **heading** with *words*",
    ],
)
def test_a_part_of_a_paragraph_keeps_its_marks(qtbot: Any, source: str) -> None:
    view = opened(qtbot, answer(1, f"{source}\n\nEnd."))
    settled(qtbot, view)
    part = view.visible_places[0].part
    cuts = list(accumulate((len(letter.encode("utf-16-le")) // 2 for letter in part.text()), initial=0))
    length = cuts[-1]
    whole = part.copied_as_markdown(0, length)
    assert whole == source.removeprefix("## ").replace("**heading**", "heading")
    for cut in cuts:
        left, right = part.copied_as_markdown(0, cut), part.copied_as_markdown(cut, length)
        assert part.copied(0, cut) + part.copied(cut, length) == part.copied(0, length)
        assert cut < 8 or left.startswith(whole[:4])
        assert cut > length - 8 or right.endswith(whole[-4:])


def test_the_keyboard_copies(qtbot: Any) -> None:
    view = opened(qtbot, question(1, "One"), answer(2, "- two\n- three"))
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "One\n\n• two\n• three"
    assert "<li>" in QGuiApplication.clipboard().mimeData().html()
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.selecting.selection.is_empty


def test_tasks_and_quotes_are_copied_as_they_look(qtbot: Any) -> None:
    """A box says whether it is ticked, and a list after a quote begins after an empty line."""
    view = opened(qtbot, answer(1, "> Said so.\n\n- [x] done\n- [ ] open\n  1. first\n\nEnd."))
    view.selecting.select_all()
    assert view.selecting.text() == "Said so.\n\n☑ done\n☐ open\n  1. first\n\nEnd."


def test_copying_all_is_of_what_was_never_seen_too(qtbot: Any) -> None:
    view = opened(qtbot, *(answer(number, f"Answer **{number}**\n\n{LONG}") for number in range(1, 20)))
    view.selecting.select_all()
    for as_markdown in (True, False):
        text = view.selecting.text(as_markdown=as_markdown)
        assert text.count("Paragraph 59") == 19
        assert ("Answer **7**" if as_markdown else "Answer 7") in text


def test_a_text_too_long_for_a_frame_comes_in_pieces(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """And is whole in the end: shown, found, and finished like any other."""
    monkeypatch.setattr("app.ui.chat.text_cutter.BUDGET_S", 0.0)
    text = "\n\n".join(f"Paragraph {number} of many words." for number in range(1_000)) + "\n\n| a |\n|---|\n| end |"
    view = TranscriptView(maths=NoMaths())
    qtbot.addWidget(view)
    view.resize(860, 600)
    view.set_messages([question(1, "Hi"), answer(2, text)], "chat")
    assert view.column.entries[1].has_more
    view.finding.finder.search("Paragraph")
    view.finding.finder.go_on(60)
    assert len(view.finding.finder.hits) == 1_000
    qtbot.waitUntil(lambda: not view.column.entries[1].has_more)
    settled(qtbot, view)
    assert view.column.entries[1].blocks == list(split(text))
    assert "end" in texts(view)


def test_a_word_is_selected_by_two_clicks(qtbot: Any) -> None:
    view = opened(qtbot, answer(1, "Some wonderful words"))
    settled(qtbot, view)
    place = next(place for place in view.visible_places if isinstance(place.part, BlockPart))
    x = round(place.part.rect_of(8).x())
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.origin_of(place) + QPoint(x, 15))
    assert view.selecting.text() == "wonderful"


@pytest.mark.parametrize(
    ("address", "opens"),
    [("https://example.com/a", True), ("javascript:alert(1)", False), ("file:///etc/passwd", False)],
)
def test_only_safe_links_open(qtbot: Any, address: str, opens: bool) -> None:
    view = opened(qtbot, answer(1, f"[link]({address}) text"))
    settled(qtbot, view)
    activated: list[str] = []
    view.link_activated.connect(activated.append)
    place = next(place for place in view.visible_places if isinstance(place.part, BlockPart))
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.origin_of(place) + QPoint(8, 15))
    assert activated == ([address] if opens else [])


@pytest.mark.parametrize(
    ("source", "is_link"),
    [
        ("[x](https://example.com)", True),
        ("<mailto:x@example.com>", True),
        ("[x](javascript:alert(1))", False),
        ("<javascript:alert(1)>", False),
        ("[x](#part)", False),
        ("[x](other.md)", False),
    ],
)
def test_only_what_opens_looks_like_a_link(qtbot: Any, source: str, is_link: bool) -> None:
    view = opened(qtbot, answer(1, f"{source} text"))
    place = next(place for place in view.visible_places if isinstance(place.part, BlockPart))
    assert place.part._document is not None
    look = place.part._document.begin().begin().fragment().charFormat()
    assert look.isAnchor() is is_link
    assert look.fontUnderline() is is_link


@pytest.mark.parametrize(
    ("source", "shown", "link"),
    [
        ("![A *cat*](https://example.com/c(1).png)", "Picture from example.com – not loaded: A cat", True),
        ('![](https://example.com/c.png "Title")', "Picture from example.com – not loaded", True),
        ("`![x](https://example.com)`", "![x](https://example.com)", False),
        ("![x](file:///etc/passwd)", "Picture – not loaded: x", False),
        ("![x](data:image/png;base64,AAAA)", "Picture – not loaded: x", False),
        ("![x][ref]\n\n[ref]: https://example.com/y.png", "Picture – not loaded: x", True),
    ],
)
def test_pictures_are_words(qtbot: Any, source: str, shown: str, link: bool) -> None:
    """Nothing is loaded: a chip says where the picture would come from, and leads there if one may go there."""
    view = opened(qtbot, answer(1, f"See {source}"))
    place = next(place for place in view.visible_places if isinstance(place.part, BlockPart))
    assert place.part.text() == f"See {shown}"
    inside = place.part.rect_of(8).center()
    assert bool(place.part.link_at(inside.x(), inside.y())) is link


def test_find_marks_and_steps(qtbot: Any) -> None:
    """All hits are counted, also far away ones, and the view goes to each."""
    view = opened(qtbot, answer(1, LONG), question(2, "paragraph"), answer(3, "A **para**graph\n\nEnd"))
    finding = view.finding
    finding.open()
    finding._on_text("PARAGRAPH")
    finding.step(1)
    assert len(finding.finder.hits) == 62
    for _ in range(61):
        finding.step(1)
    finding.step(1)
    settled(qtbot, view)
    hit = finding.finder.hits[finding.finder.current]
    assert hit.entry in [place.entry_index for place in view.visible_places]
    finding.close()
    assert not finding.finder.hits


def test_find_begins_where_the_reader_is(qtbot: Any) -> None:
    """In the middle of a long answer it does not go back to its beginning."""
    view = opened(qtbot, question(1, "Paragraph?"), answer(2, LONG))
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum() // 2)
    top = view.visible_places[0].part_index
    view.finding.open()
    view.finding._text = "Paragraph"
    view.finding._search()
    hit = view.finding.finder.hits[view.finding.finder.current]
    assert hit.entry == 1
    assert top <= view.column.entries[1].content.start + hit.content <= top + 1


def test_a_long_chat_is_searched_in_slices(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was found so far is counted; the next hits come by themselves, and typing again begins anew."""
    monkeypatch.setattr("app.ui.chat.finding.SLICE_S", 0.0)
    view = opened(qtbot, *(answer(number, LONG) for number in range(1, 20)))
    view.finding._text = "Paragraph 5"
    view.finding._search()
    finder = view.finding.finder
    assert not finder.is_done
    qtbot.waitUntil(lambda: finder.is_done)
    assert len(finder.hits) == 19 * 11
    assert finder.hits[finder.current].entry == view.visible_places[0].entry_index
    view.finding.close()
    assert not view.finding._slices.isActive()


def test_keys_go_to_the_ends(qtbot: Any) -> None:
    """From the beginning the view follows nothing; from the end it does."""
    view = opened(qtbot, question(1, "Hi"), answer(2, LONG, State.STREAMING))
    bar = view.verticalScrollBar()
    QTest.keyClick(view, Qt.Key.Key_Home)
    view.append_text(2, "\n\nMore." * 20)
    view.flush()
    settled(qtbot, view)
    assert bar.value() == 0
    QTest.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert view.is_at_end
    view.append_text(2, "\n\nMore." * 20)
    view.flush()
    settled(qtbot, view)
    assert view.is_at_end


def test_messages_are_read_by_keyboard(qtbot: Any) -> None:
    """Alt+Up turns the last message into a real text; again goes to the one before; Escape leaves."""
    view = opened(qtbot, question(1, "The question"), answer(2, "The **answer**"))
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    reader = QApplication.focusWidget()
    assert reader is not None
    assert reader.accessibleName() == "DeepSeek R1 8B answered"
    assert reader.toPlainText() == "The answer"  # type: ignore[attr-defined]
    QTest.keyClick(reader, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert reader.toPlainText() == "The question"  # type: ignore[attr-defined]
    QTest.keyClick(reader, Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is view


def test_screen_readers_get_a_list_of_messages(qtbot: Any) -> None:
    view = opened(qtbot, question(1, "Hi"), answer(2, "**Bold** words"), answer(3, "Half", State.STOPPED))
    found = QAccessible.queryAccessibleInterface(view)
    assert found.role() is QAccessible.Role.List
    names = [found.child(index).text(QAccessible.Text.Name) for index in range(3)]
    assert names == [
        "You said: Hi",
        "DeepSeek R1 8B answered: Bold words",
        "DeepSeek R1 8B answered: Half\nStopped.",
    ]
    assert found.child(0).role() is QAccessible.Role.ListItem
    assert found.childCount() > 3
    view.remove_from(2)
    assert found.child(0).text(QAccessible.Text.Name) == "You said: Hi"


def test_messages_can_be_removed_and_replaced(qtbot: Any) -> None:
    view = opened(qtbot, question(1, "Hi"), answer(2, "Old text"), question(3, "More"))
    view.remove_from(3)
    changed: Message = replace(answer(2, "New text"), state=State.DONE)
    view.update_message(changed)
    settled(qtbot, view)
    assert view.plain_text() == "Hi\n\nNew text"
    assert "New text" in texts(view)
    assert "Old text" not in texts(view)


def test_the_pump_sleeps_when_nothing_arrives(qtbot: Any) -> None:
    view = opened(qtbot, answer(1, "", State.STREAMING))
    view.append_text(1, "word")
    assert view._pump.is_active
    qtbot.waitUntil(lambda: not view._pump.is_active)


def test_a_token_that_shows_nothing_does_not_hold_up_the_next(qtbot: Any) -> None:
    """The `#` of a heading waits for its text, which then is drawn at once and not a frame later."""
    view = opened(qtbot, question(1, "Question?"), answer(2, "", State.STREAMING))
    view.append_text(2, "## ")
    qtbot.waitUntil(lambda: not view._pump.is_active)
    view.append_text(2, "Title ")
    assert view._pump._timer.interval() == 0
    qtbot.waitUntil(lambda: not view._pump.is_active)
    view.append_text(2, "goes on")
    assert view._pump._timer.interval() > 0


def test_emoji_before_a_selection_do_not_shift_it(qtbot: Any) -> None:
    """Positions count as Qt counts, text is cut as people see it."""
    view = opened(qtbot, answer(1, "🎉🎉 and words"))
    settled(qtbot, view)
    index = view.column.entries[0].content.start
    view.selecting.selection.start(Spot(0, index, 5))
    view.selecting.selection.extend(Spot(0, index, 8))
    assert view.selecting.text() == "and"


def test_escape_reaches_the_window(qtbot: Any) -> None:
    """Without a selection Escape is not ours: it stops the answer."""
    view = opened(qtbot, answer(1, "text"))
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view, event)
    assert not event.isAccepted()


def test_a_chat_opens_at_its_end(qtbot: Any) -> None:
    """Also where the guess of the height was far too high: lines that are joined in a paragraph."""
    lines = "\n".join(f"n{number:03}" for number in range(2_000))
    view = opened(qtbot, question(1, "Count"), answer(2, lines, State.INTERRUPTED))
    last = view.visible_places[-1]
    assert last.y + last.part.height == view.column.height
    assert view.origin_of(last).y() + last.part.height == view.viewport().height() - 12


def _thought_box(view: TranscriptView) -> QPlainTextEdit:
    return next(box for box in view.findChildren(QPlainTextEdit) if box.isVisible())


def test_a_stored_thought_unfolds_whole(qtbot: Any) -> None:
    """The box is as high as its text, without a scroll bar, also where it was never shown before."""
    view = opened(qtbot, answer(1, "Answer", thinking="A thought of some length that needs lines. " * 8 + "\n\nEnd."))
    view.folding.toggle_thinking(1)
    qtbot.waitUntil(lambda: _thought_box(view).verticalScrollBar().maximum() == 0)
    settled(qtbot, view)
    assert _thought_box(view).verticalScrollBar().maximum() == 0
    free = _thought_box(view).viewport().height() - _text_bottom(_thought_box(view))
    assert 0 <= free < 20


def _text_bottom(box: QPlainTextEdit) -> float:
    return box.blockBoundingGeometry(box.document().lastBlock()).translated(box.contentOffset()).bottom()


def test_another_text_size_reaches_everything(qtbot: Any) -> None:
    """What stands in the transcript is as if it had been opened in that size."""
    messages = [
        question(1, "Hi"),
        answer(2, MIXED, thinking="A thought. " * 60),
        answer(3, "Half", State.STOPPED, left_out=3),
    ]
    view = opened(qtbot, *messages, height=1400)
    view.folding.toggle_thinking(2)
    view.reading.open(1)
    try:
        theme().set_text_scale(150)
        settled(qtbot, view)
        fresh = opened(qtbot, *messages, height=1400)
        fresh.folding.toggle_thinking(2)
        fresh.reading.open(1)
        settled(qtbot, fresh)
        view.verticalScrollBar().setValue(0)
        fresh.verticalScrollBar().setValue(0)
        assert _geometries(view) == _geometries(fresh)
        assert view.column.height == fresh.column.height
    finally:
        theme().set_text_scale(100)


def _geometries(view: TranscriptView) -> list[tuple[str, Any]]:
    shown = [widget for widget in view.viewport().findChildren(QWidget) if widget.isVisible()]
    return sorted((type(widget).__name__, widget.geometry().getRect()) for widget in shown)


def test_actions_come_with_the_end_of_an_answer(qtbot: Any) -> None:
    """An answer that is being given again has no more buttons than a first one."""
    view = opened(qtbot, question(1, "Hi"), answer(3, "Half an answer", State.STREAMING, sibling_ids=(2, 3)))
    assert not any(b.isVisible() and b.accessibleName() == "Answer again" for b in view.findChildren(QPushButton))
    view.update_message(answer(3, "Half an answer", sibling_ids=(2, 3)))
    press(view, "Previous version")


def test_what_was_left_out_is_not_said_of_a_question_that_was_refused(qtbot: Any) -> None:
    refused = answer(2, "", State.ERROR, error=OutOfMemory(""), left_out=4)
    view = opened(qtbot, question(1, "Hi"), refused)
    assert not any("did not fit" in label.text() for label in view.findChildren(Label) if label.isVisible())
    view.update_message(answer(2, "Words", left_out=4))
    assert any("did not fit" in label.text() for label in view.findChildren(Label) if label.isVisible())


def test_code_has_no_ligatures(qtbot: Any) -> None:
    """`->` is as wide as two characters, in blocks and within a line, whatever the font joins."""
    for font in (theme().font(FontRole.MONO), ChatStyle().inline_code):
        assert {font.featureValue(QFont.Tag(tag)) for tag in ("liga", "calt")} == {0}


@pytest.mark.parametrize("text", ["word " * 40_000, "\n".join(f"line {n}" for n in range(41)), "🎉x" * 3_000])
def test_a_very_long_question_is_folded(qtbot: Any, text: str) -> None:
    """Its beginning is shown, a button shows all, and copying is of all."""
    view = opened(qtbot, question(1, text), answer(2, "Yes"))
    folded = view.column.height
    assert folded < 1_300
    assert view.plain_text().startswith(text)
    view.selecting.select_all()
    assert view.selecting.text() == text.strip("\n") + "\n\nYes"
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    settled(qtbot, view)
    press(view, "Show all")
    assert view.column.height > folded
    view.selecting.select_all()
    assert view.selecting.text() == text.strip("\n") + "\n\nYes"
    view.scroll_to_end()
    settled(qtbot, view)
    press(view, "Show less")
    settled(qtbot, view)
    assert view.column.height < 1_300


def test_find_reaches_what_is_folded_away(qtbot: Any) -> None:
    view = opened(qtbot, question(1, "word " * 2_000 + "needle"), answer(2, "Yes"))
    view.finding.open()
    view.finding._on_text("needle")
    view.finding.step(1)
    settled(qtbot, view)
    assert "needle" in texts(view)


def test_colours_that_were_guessed_right_are_not_painted_again(qtbot: Any) -> None:
    view = opened(qtbot, answer(1, "```python\nx = 1\ny = 2\n```"))
    part = next(place.part for place in view.visible_places if isinstance(place.part, CodePart))
    qtbot.waitUntil(lambda: part.coloured_lines == 2)
    before = part.version
    part.set_colours(0, list(part._colours))
    assert part.version == before
    part.set_colours(1, [()])
    assert part.version > before


def test_every_hit_is_marked_and_counted(qtbot: Any) -> None:
    view = opened(qtbot, question(1, "a word"), answer(2, "Word by **word**.\n\n- words\n\n```\nword\n```"))
    view.finding.open()
    bar = view.findChild(FindBar)
    assert bar is not None
    bar.field.setText("word")
    view.finding.step(1)
    marked = [view.finding.marks(place) for place in view.visible_places]
    assert sum(map(len, marked)) == 5
    assert sum(mark.ground == view.style_in_use.current_hit for marks in marked for mark in marks) == 1
    assert bar.count.text() == "1 of 5"
