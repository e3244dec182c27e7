"""The window with everything in it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.chat import ChatId, State
from app.ui.chat.empty_words import EmptyKind
from app.ui.wiring.baleen_window import BaleenWindow
from tests.ui.chat.transcripts import answer, question


class PaintedHeights(QObject):
    """How high the painted parts of a widget were."""

    def __init__(self, watched: QObject) -> None:
        super().__init__(watched)
        self.heights: list[int] = []
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.heights.append(event.rect().height())
        return False


def test_a_new_line_of_an_answer_moves_the_rest_and_paints_only_itself(qtbot: QtBot, tmp_path: Path) -> None:
    """Nothing lies over the transcript that would keep Qt from moving its pixels."""
    window = BaleenWindow(tmp_path)
    qtbot.addWidget(window)
    view = window.transcript_view
    window.resize(1180, 780)
    window.set_empty(False)
    window.show()
    qtbot.waitExposed(window)
    view.set_messages([question(1, "Hi"), answer(2, "A paragraph.\n\n" * 60, State.STREAMING)], 1)
    painted = PaintedHeights(view.viewport())
    qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() > 0 and bool(painted.heights))
    QApplication.processEvents()
    painted.heights.clear()
    before = view.verticalScrollBar().maximum()
    view.append_text(2, "Another paragraph.\n\n")
    qtbot.waitUntil(lambda: view.verticalScrollBar().maximum() > before and bool(painted.heights))
    assert max(painted.heights) < view.viewport().height() / 2


def test_the_open_chat_is_remembered_when_the_window_closes(qtbot: QtBot, tmp_path: Path) -> None:
    for chat_id in (ChatId(7), None):
        window = BaleenWindow(tmp_path)
        qtbot.addWidget(window)
        window.remember_chat(chat_id)
        window.close()
        again = BaleenWindow(tmp_path)
        qtbot.addWidget(again)
        assert again.last_chat == chat_id


def test_with_a_last_chat_it_opens_without_a_greeting(qtbot: QtBot, tmp_path: Path) -> None:
    """Neither is the transcript made for that."""
    first = BaleenWindow(tmp_path)
    qtbot.addWidget(first)
    assert not first.empty_state.isHidden()
    first.remember_chat(ChatId(3))
    first.close()
    second = BaleenWindow(tmp_path)
    qtbot.addWidget(second)
    second.show()
    second.activateWindow()
    qtbot.waitUntil(second.composer.text_edit.hasFocus)
    assert second.composer.isVisible()
    assert not second.empty_state.isVisible()
    assert "transcript_view" not in vars(second)


def test_nothing_is_asked_before_a_model_is_known_to_be_there(qtbot: QtBot, tmp_path: Path) -> None:
    """Who had no model the last time sees no question that nobody would answer; who had one sees nothing move."""

    def says() -> list[str]:
        window = BaleenWindow(tmp_path)
        qtbot.addWidget(window)
        window.show()
        qtbot.waitExposed(window)
        seen = []
        for kind in (EmptyKind.OPENING, EmptyKind.STARTING, EmptyKind.READY):
            window.empty_state.set_kind(kind)
            window.remember_model(kind is EmptyKind.READY)
            cards = [card for card in window.empty_state._suggestions.tab_stops if card.isVisible()]
            seen.append(f"{window.empty_state._title.text()} {len(cards)}")
        window.close()
        return seen

    asks, waits = "What would you like to do? 4", "One moment… 0"
    assert says() == [waits, waits, asks]
    assert says() == [asks, asks, asks]
