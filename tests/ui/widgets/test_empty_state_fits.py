"""The ways on from an empty chat are seen whole at any text size."""

from __future__ import annotations

import pytest
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
