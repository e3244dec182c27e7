"""Hostile answers on the screen: no file is read, nothing is asked of the network, and nothing stalls."""

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from app.domain.chat import ChatId, Message, MessageId, Role, State
from app.render.code import load
from app.ui.chat.code_part import CodePart
from app.ui.chat.code_toolbar import UnfoldButton
from app.ui.chat.transcript_view import TranscriptView
from tests.helpers.audit import audited, canary, canary_works
from tests.render.hostile_corpus import with_targets
from tests.render.hostile_mixtures import mixtures

STALL_S = 0.1
"""Computing of this thread in one turn of the event loop, which is what a person would feel (design: reliability S-3).
A shared machine makes it longer by its caches alone, so what is slow is tried again."""
HUGE = {
    "much code": "```python\n" + "x = f('a', 1)  # c\n" * 50_000 + "```",
    "much code with tabs": "```python\n" + "\tx\ty\n" * 180_000 + "```",
    "much code of no language": "```\n" + "x = f('a', 1)  # c\n" * 50_000 + "```",
}
"""A megabyte in one block of code."""
PIECE = 600
"""Characters that arrive at a time; a model writes fewer in a frame."""
TRIES = 3
LEAST_TURNS = 4
SYSTEM_FILES = ("/usr/share/", "/etc/fonts", "/proc/", "/sys/")


@pytest.fixture
def view(qtbot: QtBot) -> TranscriptView:
    view = TranscriptView()
    qtbot.addWidget(view)
    view.resize(800, 600)
    view.show()
    return view


def show(view: TranscriptView, number: int, text: str) -> float:
    """Show one answer whole; returns the longest time of computing in one turn of the event loop, in seconds."""
    message = Message(MessageId(number), ChatId(1), None, Role.ASSISTANT, text, State.DONE, datetime.now(UTC))
    started = time.thread_time()
    view.set_messages([message], chat_key=object())
    longest = time.thread_time() - started
    turns = 0
    while turns < LEAST_TURNS or not is_settled(view):
        started = time.thread_time()
        QCoreApplication.processEvents()
        longest = max(longest, time.thread_time() - started)
        turns += 1
    return longest


def is_settled(view: TranscriptView) -> bool:
    width = view.column_rect.width()
    places = view.visible_places
    return all(place.part.laid_out_width == width and not place.entry.has_more for place in places)


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
    show(view, 0, "warm up **a** `b`\n\n```python\nif x: pass\n```\n\n| a |\n|---|\n| b |\n\n$x$ 🎉 中")
    slow = []
    with audited() as audit:
        for number, (name, text) in enumerate(texts, 1):
            seconds = show(view, number, text)
            assert not bird.was_read, name
            tries = 1
            while seconds > STALL_S and tries < TRIES:
                seconds = min(seconds, show(view, number, text))
                tries += 1
            if seconds > STALL_S:
                slow.append((name, round(seconds, 3)))
    unexpected = [event for event in audit.unexpected(SYSTEM_FILES) if event[0] != "subprocess.Popen"]
    assert unexpected == []
    assert slow == []


def stream(view: TranscriptView, number: int, text: str) -> float:
    """The same for an answer that is being written, in big pieces."""
    message = Message(MessageId(number), ChatId(1), None, Role.ASSISTANT, "", State.STREAMING, datetime.now(UTC))
    view.set_messages([message], chat_key=object())
    longest = 0.0
    for start in range(0, len(text), PIECE):
        started = time.thread_time()
        view.append_text(number, text[start : start + PIECE])
        view.flush()
        QCoreApplication.processEvents()
        longest = max(longest, time.thread_time() - started)
    return longest


def test_hostile_answers_that_stream_never_stall(view: TranscriptView) -> None:
    wide = {
        f"{columns} columns of {letter}": f"|{f'{letter}|' * columns}\n|{'-|' * columns}\n"
        + f"|{'b|' * columns}\n" * 25
        for columns in (12, 64, 490)
        for letter in "aא"
    }
    slow = []
    show(view, 0, "warm up **a** `b`\n\n| a |\n|---|\n| א |\n\n$x$ 🎉 中")
    for number, (name, text) in enumerate((*mixtures("file:///etc/passwd"), *wide.items()), 1):
        seconds = stream(view, number, text)
        tries = 1
        while seconds > STALL_S and tries < TRIES:
            seconds = min(seconds, stream(view, number, text))
            tries += 1
        if seconds > STALL_S:
            slow.append((name, round(seconds, 3)))
    assert slow == []


@pytest.mark.parametrize("name", HUGE)
def test_a_megabyte_of_code_never_stalls(view: TranscriptView, name: str) -> None:
    """Also once its language is loaded. It is folded from its first lines on, and says how many there are."""
    load("python")
    longest = min(show(view, number, HUGE[name]) for number in range(1, TRIES + 1))
    assert longest < STALL_S
    part = next(place.part for place in view.visible_places if isinstance(place.part, CodePart))
    assert part.is_folded
    words = next(button.text() for button in view.findChildren(UnfoldButton) if button.isVisible())
    assert f"{len(part.lines)}" in words
    assert len(part.lines) == HUGE[name].count("\n") - 1


def test_a_megabyte_of_code_that_streams_never_stalls(view: TranscriptView) -> None:
    """It is not folded, and each line gets colours: as many at a time as a frame has time for."""
    load("python")
    message = Message(MessageId(1), ChatId(1), None, Role.ASSISTANT, "", State.STREAMING, datetime.now(UTC))
    view.set_messages([message], chat_key=object())
    longest = 0.0
    for piece in ("```python\n", HUGE["much code"][10:], *["y = 2\n"] * 5):
        started = time.thread_time()
        view.append_text(1, piece)
        view.flush()
        longest = max(longest, time.thread_time() - started)
        while not is_settled(view):
            started = time.thread_time()
            QCoreApplication.processEvents()
            longest = max(longest, time.thread_time() - started)
    assert longest < STALL_S


def test_many_formulas_in_a_paragraph_never_stall(qtbot: QtBot, view: TranscriptView) -> None:
    """Neither when they are asked for, nor when they arrive one after the other."""
    text = " ".join(f"$x_{{{number}}}$" for number in range(250))
    longest = show(view, 1, text)
    waiting = view._formulas._waiting
    until = time.monotonic() + 60
    while waiting and time.monotonic() < until:
        started = time.thread_time()
        QCoreApplication.processEvents()
        longest = max(longest, time.thread_time() - started)
        time.sleep(0.002)
    assert not waiting
    assert longest < STALL_S
