"""The ways on from an empty chat are seen whole at any text size."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QTextEdit
from pytestqt.qtbot import QtBot

from app.ui.chat.empty_state import EmptyKind, EmptyState
from app.ui.theme import theme


@pytest.mark.parametrize("percent", [100, 150, 200])
@pytest.mark.parametrize("width", [560, 912])
@pytest.mark.parametrize("kind", [EmptyKind.NO_MODEL, EmptyKind.NO_ENGINE, EmptyKind.ENGINE_DOWN])
def test_no_button_is_cut(qtbot: QtBot, kind: EmptyKind, width: int, percent: int) -> None:
    theme().set_text_scale(percent)
    try:
        empty = EmptyState()
        qtbot.addWidget(empty)
        empty.set_recommended("deepseek-r1:1.5b", 1_100_000_000, "This computer: 24 GB memory")
        empty.set_kind(kind)
        empty.resize(width, 700)
        empty.show()
        qtbot.waitExposed(empty)
        shown = [button for button in empty._ways_on if button.isVisible()]
        assert shown
        qtbot.waitUntil(lambda: all(button.width() >= button.sizeHint().width() for button in shown))
        for button in shown:
            left = button.mapTo(empty, button.rect().topLeft()).x()
            assert 0 <= left <= left + button.width() <= empty.width(), button.text()
        qtbot.waitUntil(lambda: empty.horizontalScrollBar().maximum() == 0)
    finally:
        theme().set_text_scale(100)


@pytest.mark.parametrize("height", [290, 480])
@pytest.mark.parametrize("kind", [EmptyKind.NO_MODEL, EmptyKind.NO_ENGINE])
def test_what_is_needed_next_is_seen_first(qtbot: QtBot, kind: EmptyKind, height: int) -> None:
    """In the smallest window with the largest text the field, in which nothing can be asked yet, makes room."""
    theme().set_text_scale(200)
    try:
        empty, field = EmptyState(), QTextEdit()
        qtbot.addWidget(empty)
        field.setFixedHeight(160)
        empty.take_composer(field)
        empty.complete()
        empty.set_recommended("deepseek-r1:1.5b", 1_100_000_000, "This computer: 24 GB memory")
        empty.resize(560, height)
        empty.show()
        qtbot.waitExposed(empty)
        empty.set_kind(kind)
        needed = next(button for button in empty.tab_stops if button.isVisible())

        def is_seen() -> bool:
            place = QRect(needed.mapTo(empty, QPoint(0, 0)), needed.size())
            return needed.isVisible() and empty.rect().contains(place)

        def is_below() -> bool:
            QApplication.processEvents()
            return field.mapTo(empty, QPoint(0, 0)).y() > needed.mapTo(empty, QPoint(0, 0)).y()

        qtbot.waitUntil(lambda: is_seen() and is_below())
        empty.set_kind(EmptyKind.READY)
        qtbot.waitUntil(lambda: not is_below() or not needed.isVisible())
        cards = empty._suggestions
        qtbot.waitUntil(lambda: field.mapTo(empty, QPoint(0, 0)).y() < cards.mapTo(empty, QPoint(0, 0)).y())
    finally:
        theme().set_text_scale(100)
