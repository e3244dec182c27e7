"""Long texts on the clipboard."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QClipboard, QGuiApplication
from pytestqt.qtbot import QtBot

from app.ui.chat.rich_copy import AT_ONCE, LONGEST_RICH, copy_answer

LONG = "A **bold** word and `code` in a paragraph.\n\n" * 4_000
"""176,000 characters: a second of work."""


@pytest.fixture
def clipboard(qtbot: QtBot) -> Iterator[QClipboard]:
    yield QGuiApplication.clipboard()
    QGuiApplication.clipboard().clear()


def test_a_short_answer_has_its_looks_at_once(clipboard: QClipboard) -> None:
    copy_answer("A **bold** word")
    assert "<strong>bold</strong>" in clipboard.mimeData().html()
    assert clipboard.text() == "A bold word"


def test_the_looks_of_a_long_answer_follow(qtbot: QtBot, clipboard: QClipboard) -> None:
    """The text is there at once, and the window goes on meanwhile."""
    assert AT_ONCE < len(LONG) < LONGEST_RICH
    copy_answer(LONG)
    text = clipboard.text()
    assert text.startswith("A bold word")
    assert not clipboard.mimeData().hasHtml()
    longest, last = 0.0, time.perf_counter()
    deadline = last + 30
    while not clipboard.mimeData().hasHtml() and time.perf_counter() < deadline:
        QGuiApplication.processEvents()
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
        time.sleep(0.001)
    assert clipboard.mimeData().html().count("<strong>") == 4_000
    assert clipboard.text() == text
    assert longest < 0.5  # it would be the whole second, or more, if it were made here


def test_what_is_copied_meanwhile_stays(qtbot: QtBot, clipboard: QClipboard) -> None:
    """Looks that come too late replace nothing."""
    copy_answer(LONG[: AT_ONCE * 5])
    clipboard.setText("something else")
    for worker in threading.enumerate():
        if worker.name == "rich-copy":
            worker.join()
    QGuiApplication.processEvents()
    assert clipboard.text() == "something else"
    copy_answer(LONG[: AT_ONCE * 2])
    qtbot.waitUntil(lambda: clipboard.mimeData().hasHtml(), timeout=20_000)
