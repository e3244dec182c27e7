"""The cursor of the composer blinks while somebody writes, and then rests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.chat.composer_text import ComposerText


@pytest.fixture
def field(qtbot: QtBot) -> Iterator[ComposerText]:
    field = ComposerText()
    qtbot.addWidget(field)
    with qtbot.waitActive(field):
        field.show()
        field.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    QApplication.setCursorFlashTime(-1)
    field._cursor._timer.setInterval(30)
    yield field
    QApplication.setCursorFlashTime(-1)


def test_it_rests_and_blinks_again_with_the_next_key(qtbot: QtBot, field: ComposerText) -> None:
    usual = QApplication.cursorFlashTime()
    assert usual > 0
    qtbot.keyClick(field, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: QApplication.cursorFlashTime() == 0)
    qtbot.keyClick(field, Qt.Key.Key_B)
    assert QApplication.cursorFlashTime() == usual
    assert field.toPlainText() == "ab"


def test_other_fields_blink(qtbot: QtBot, field: ComposerText) -> None:
    usual = QApplication.cursorFlashTime()
    qtbot.keyClick(field, Qt.Key.Key_A)
    qtbot.waitUntil(lambda: QApplication.cursorFlashTime() == 0)
    field.clearFocus()
    assert QApplication.cursorFlashTime() == usual
