"""Hostile answers on the screen: no file is read, nothing is asked of the network, and nothing stalls."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from app.domain.chat import ChatId, Message, MessageId, Role, State
from app.ui.chat.transcript_view import TranscriptView
from tests.helpers.audit import audited, canary, canary_works
from tests.render.hostile_corpus import with_targets

BASE_SECONDS, SECONDS_A_CHARACTER = 0.3, 1 / 50_000
"""Three times what a quiet machine takes, so that a busy one does not cry wolf."""
SYSTEM_FILES = ("/usr/share/", "/etc/fonts", "/proc/", "/sys/")


@pytest.fixture
def view(qtbot: QtBot) -> TranscriptView:
    view = TranscriptView()
    qtbot.addWidget(view)
    view.resize(800, 600)
    view.show()
    return view


def show(view: TranscriptView, number: int, text: str) -> float:
    """Show one answer; returns the seconds of computing that took."""
    message = Message(MessageId(number), ChatId(1), None, Role.ASSISTANT, text, State.DONE, datetime.now(UTC))
    started = time.thread_time()
    view.set_messages([message], chat_key=number)
    view.grab()
    seconds = time.thread_time() - started
    QCoreApplication.processEvents()
    return seconds


def test_canary_would_sing(qtbot: QtBot, tmp_path: Path) -> None:
    """The proof below is worth something: Qt's plain text view does read the file."""
    from PySide6.QtWidgets import QTextBrowser

    if not canary_works(tmp_path):
        pytest.skip("this file system keeps no access times")
    bird = canary(tmp_path)
    browser = QTextBrowser()
    qtbot.addWidget(browser)
    browser.setMarkdown(f"![x]({bird.url})")
    browser.show()
    browser.grab()
    assert bird.was_read


def test_hostile_corpus_reads_nothing_and_never_stalls(view: TranscriptView, tmp_path: Path) -> None:
    bird = canary(tmp_path)
    texts = with_targets(bird.url)
    show(view, 0, "warm up **a** `b`\n\n```python\nif x: pass\n```\n\n| a |\n|---|\n| b |")
    slow = []
    with audited() as audit:
        for number, (name, text) in enumerate(texts, 1):
            seconds = show(view, number, text)
            assert not bird.was_read, name
            if seconds > BASE_SECONDS + len(text) * SECONDS_A_CHARACTER:
                slow.append((name, round(seconds, 2)))
    unexpected = [event for event in audit.unexpected(SYSTEM_FILES) if event[0] != "subprocess.Popen"]
    assert unexpected == []
    assert slow == []
