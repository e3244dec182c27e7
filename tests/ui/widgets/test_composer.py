"""Writing a message, by keyboard and mouse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QHelpEvent, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from app.ui.chat.composer import Composer
from tests.ui.widgets.conftest import heard


@pytest.fixture
def composer(qtbot: QtBot) -> Iterator[Composer]:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.addStretch(1)
    composer = Composer()
    layout.addWidget(composer)
    page.resize(700, 600)
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    composer.setFocus()
    qtbot.waitUntil(composer.text_edit.hasFocus)
    yield composer  # noqa: PT022 - `return` would let go of the page


def test_enter_sends_what_was_written_and_keeps_it(qtbot: QtBot, composer: Composer) -> None:
    sent = heard(composer.send_requested)
    qtbot.keyClicks(composer.text_edit, "  Hello ")
    qtbot.keyClick(composer.text_edit, Qt.Key.Key_Return)
    assert len(sent) == 1
    assert sent[0] == ["  Hello "]
    assert composer.text == "  Hello "


def test_the_arrow_up_edits_only_without_other_keys(qtbot: QtBot, composer: Composer) -> None:
    """Alt and the arrow go through the messages of the chat."""
    edits = heard(composer.edit_last_requested)
    qtbot.keyClick(composer.text_edit, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert len(edits) == 0
    qtbot.keyClick(composer.text_edit, Qt.Key.Key_Up)
    assert len(edits) == 1


def test_shift_and_enter_makes_a_line(qtbot: QtBot, composer: Composer) -> None:
    sent = heard(composer.send_requested)
    qtbot.keyClicks(composer.text_edit, "a")
    qtbot.keyClick(composer.text_edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(composer.text_edit, "b")
    assert composer.text == "a\nb"
    assert len(sent) == 0


def test_enter_can_make_a_line_and_ctrl_enter_send(qtbot: QtBot, composer: Composer) -> None:
    composer.set_enter_sends(False)
    sent = heard(composer.send_requested)
    qtbot.keyClicks(composer.text_edit, "a")
    qtbot.keyClick(composer.text_edit, Qt.Key.Key_Return)
    assert len(sent) == 0
    qtbot.keyClick(composer.text_edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(sent) == 1


def test_enter_that_ends_a_composition_never_sends(qtbot: QtBot, composer: Composer) -> None:
    sent = heard(composer.send_requested)
    composer.set_text("你")
    QApplication.sendEvent(composer.text_edit, QInputMethodEvent("hao", []))
    qtbot.keyClick(composer.text_edit, Qt.Key.Key_Return)
    assert len(sent) == 0
    commit = QInputMethodEvent("", [])
    commit.setCommitString("好")
    QApplication.sendEvent(composer.text_edit, commit)
    qtbot.keyClick(composer.text_edit, Qt.Key.Key_Return)
    assert sent[0] == ["你好"]


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_nothing_is_not_sent(qtbot: QtBot, composer: Composer, text: str) -> None:
    sent = heard(composer.send_requested)
    composer.set_text(text)
    qtbot.keyClick(composer.text_edit, Qt.Key.Key_Return)
    qtbot.mouseClick(composer.send, Qt.MouseButton.LeftButton)
    assert len(sent) == 0
    assert composer.text_edit.hasFocus()


def test_while_a_model_answers_the_button_and_esc_stop(qtbot: QtBot, composer: Composer) -> None:
    sent, stopped = heard(composer.send_requested), heard(composer.stop_requested)
    composer.set_text("next question")
    composer.set_busy(True)
    assert composer.send.accessibleName() == "Stop"
    qtbot.keyClick(composer.text_edit, Qt.Key.Key_Return)
    qtbot.mouseClick(composer.send, Qt.MouseButton.LeftButton)
    qtbot.keyClick(composer.text_edit, Qt.Key.Key_Escape)
    assert (len(sent), len(stopped)) == (0, 2)
    composer.set_busy(False)
    qtbot.keyClick(composer.text_edit, Qt.Key.Key_Escape)
    assert (composer.send.accessibleName(), len(stopped)) == ("Send message", 2)


def test_enter_during_an_answer_keeps_the_text_and_says_why(qtbot: QtBot, composer: Composer) -> None:
    sent, refused = heard(composer.send_requested), heard(composer.send_refused)
    composer.set_busy(True)
    qtbot.keyClick(composer.text_edit, Qt.Key.Key_Return)
    assert refused == []
    qtbot.keyClicks(composer.text_edit, "next")
    for _ in range(2):
        qtbot.keyClick(composer.text_edit, Qt.Key.Key_Return)
    assert refused == [["Wait for the answer, or stop it."]]
    assert (composer.text, sent) == ("next", [])
    composer.set_busy(False)
    composer.set_can_send(False, "The engine is starting.")
    qtbot.keyClick(composer.text_edit, Qt.Key.Key_Return)
    assert refused[1:] == [["The engine is starting."]]


@pytest.mark.parametrize("can_send", [True, False])
def test_the_button_leads_to_the_empty_field(qtbot: QtBot, composer: Composer, can_send: bool) -> None:
    composer.set_can_send(can_send, "The engine is starting.")
    composer.model_button.setFocus()
    qtbot.mouseClick(composer.send, Qt.MouseButton.LeftButton)
    assert composer.text_edit.hasFocus()


def test_the_tooltip_of_a_button_goes_when_it_becomes_another(qtbot: QtBot, composer: Composer) -> None:
    composer.set_busy(True)
    composer.send.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    place = composer.send.rect().center()
    help_event = QHelpEvent(QEvent.Type.ToolTip, place, composer.send.mapToGlobal(place))
    QApplication.sendEvent(composer.send, help_event)
    assert QToolTip.text() == "Stop"
    composer.set_busy(False)
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_without_a_model_the_button_says_why(qtbot: QtBot, composer: Composer) -> None:
    sent = heard(composer.send_requested)
    composer.set_can_send(False, "You need a model to start.")
    composer.set_text("hello")
    qtbot.keyClick(composer.text_edit, Qt.Key.Key_Return)
    assert len(sent) == 0
    assert not composer.send.isEnabled()
    assert composer.send.toolTip() == "You need a model to start."


def test_it_grows_to_ten_lines_and_shrinks(qtbot: QtBot, composer: Composer) -> None:
    one = composer.text_edit.height()
    composer.set_text("\n".join("abc"))
    qtbot.waitUntil(lambda: composer.text_edit.height() > 2 * one)
    composer.set_text("\n".join("abcdefghij"))
    qtbot.waitUntil(lambda: composer.text_edit.height() > 7 * one)
    ten = composer.text_edit.height()
    composer.set_text("\n".join("abcdefghijklmnop"))
    qtbot.waitUntil(composer.text_edit.verticalScrollBar().isVisible)
    assert composer.text_edit.height() == pytest.approx(ten, abs=2)
    composer.clear()
    qtbot.waitUntil(lambda: composer.text_edit.height() == one)


def test_typing_is_told_for_drafts_and_setting_is_not(qtbot: QtBot, composer: Composer) -> None:
    told = heard(composer.text_changed)
    composer.set_text("a draft")
    composer.clear()
    assert len(told) == 0
    qtbot.keyClicks(composer.text_edit, "hi")
    assert told[-1] == ["hi"]


def test_tab_leaves_the_field(qtbot: QtBot, composer: Composer) -> None:
    composer.set_think(True, True)
    seen = []
    for _ in range(4):
        seen.append(QApplication.focusWidget().accessibleIdentifier())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert seen == ["composer.text", "composer.think", "composer.model", "composer.send"]


def test_up_in_an_empty_field_edits_the_last_message(qtbot: QtBot, composer: Composer) -> None:
    asked = heard(composer.edit_last_requested)
    qtbot.keyClicks(composer.text_edit, "x")
    qtbot.keyClick(composer.text_edit, Qt.Key.Key_Up)
    assert len(asked) == 0
    qtbot.keyClick(composer.text_edit, Qt.Key.Key_Backspace)
    qtbot.keyClick(composer.text_edit, Qt.Key.Key_Up)
    assert len(asked) == 1


def test_think_is_for_models_that_can(qtbot: QtBot, composer: Composer) -> None:
    told = heard(composer.think_toggled)
    assert not composer.think.isVisible()
    composer.set_think(True, False)
    assert len(told) == 0
    qtbot.mouseClick(composer.think, Qt.MouseButton.LeftButton)
    assert told[0] == [True]
    composer.set_think(False, True)
    composer.toggle_think()
    assert len(told) == 1


def test_pasted_formatting_becomes_plain_text(qtbot: QtBot, composer: Composer) -> None:
    QApplication.clipboard().setText("plain\nlines")
    composer.text_edit.paste()
    assert composer.text == "plain\nlines"
    assert not composer.text_edit.acceptRichText()


def test_what_was_set_can_be_undone(composer: Composer) -> None:
    composer.set_text("one")
    composer.set_text("two")
    composer.text_edit.undo()
    assert composer.text == "one"


def test_editing_is_said_and_can_be_given_up(qtbot: QtBot, composer: Composer) -> None:
    """Esc and the button cancel before they stop anything; what stood there before comes back once it is over."""
    composer.set_text("a draft")
    composer.set_busy(True)
    cancelled, stopped = heard(composer.edit_cancelled), heard(composer.stop_requested)
    composer.start_edit("the question")
    assert composer.editing.isVisible()
    assert composer.text == "the question"
    qtbot.keyClick(composer.text_edit, Qt.Key.Key_Escape)
    qtbot.mouseClick(composer.editing.cancel, Qt.MouseButton.LeftButton)
    assert (len(cancelled), len(stopped)) == (2, 0)
    composer.end_edit()
    assert composer.text == "a draft"
    assert composer.text_edit.hasFocus()
    qtbot.keyClick(composer.text_edit, Qt.Key.Key_Escape)
    assert len(stopped) == 1
