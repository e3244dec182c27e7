"""Code on the screen gets its colours soon, in slices, and the right ones."""

import time

import pytest
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from app.render import code
from app.ui.chat import code_highlighter
from app.ui.chat.code_highlighter import CodeHighlighter
from app.ui.theme import theme


@pytest.fixture
def highlighter(qtbot: QtBot) -> CodeHighlighter:
    return CodeHighlighter(theme())


def colours(document: QTextDocument, line: int) -> list[tuple[int, int, str]]:
    formats = document.findBlockByNumber(line).layout().formats()
    return [(part.start, part.length, part.format.foreground().color().name().upper()) for part in formats]


def document_of(text: str) -> QTextDocument:
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    document.setPlainText(text)
    return document


def test_document_gets_the_colours_of_the_theme(qtbot: QtBot, highlighter: CodeHighlighter) -> None:
    document = document_of('if x:\n    s = "😀" # c\n')
    with qtbot.waitSignal(highlighter.changed, timeout=10_000):
        highlighter.colour(document, "python")
    qtbot.waitUntil(lambda: bool(colours(document, 1)), timeout=10_000)
    tokens = theme().tokens
    assert colours(document, 0) == [(0, 2, tokens.code_keyword)]
    assert colours(document, 1) == [(8, 4, tokens.code_string), (13, 3, tokens.code_comment)]


def test_line_that_streams_in_is_guessed_and_corrected(qtbot: QtBot, highlighter: CodeHighlighter) -> None:
    code.load("python")
    document = document_of('"""\nif two\n"""')
    highlighter.colour_line(document.findBlockByNumber(1), "python")
    assert colours(document, 1) == [(0, 2, theme().tokens.code_keyword)]

    highlighter.colour(document, "python")

    qtbot.waitUntil(lambda: colours(document, 1) == [(0, 6, theme().tokens.code_string)], timeout=10_000)


def test_long_code_is_coloured_in_slices(
    qtbot: QtBot, highlighter: CodeHighlighter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One slice does a part; the rest follows; the screen is told each time."""
    monkeypatch.setattr(code_highlighter, "SLICE_S", 0.0)
    code.load("python")
    document = document_of("\n".join(["if x: pass"] * 50))
    told: list[QTextDocument] = []
    highlighter.changed.connect(told.append)
    highlighter.colour(document, "python")
    qtbot.waitUntil(lambda: bool(colours(document, 49)), timeout=10_000)
    assert len(told) >= 50


def test_slice_is_short(qtbot: QtBot, highlighter: CodeHighlighter) -> None:
    code.load("python")
    document = document_of("\n".join(["def go(n=1): return 'text' + str(n)"] * 1_500))
    highlighter.colour(document, "python")
    started = time.thread_time()
    highlighter._work()
    assert time.thread_time() - started < 0.02
    assert colours(document, 0)
    assert not colours(document, 1_499)


def test_plain_languages_and_forgotten_documents_cost_nothing(qtbot: QtBot, highlighter: CodeHighlighter) -> None:
    document = document_of("if x: pass")
    highlighter.colour(document, "brainfog")
    assert not highlighter._jobs
    highlighter.colour(document, "python")
    highlighter.forget(document)
    assert not highlighter._jobs


def test_document_that_changes_or_vanishes_is_left_alone(qtbot: QtBot, highlighter: CodeHighlighter) -> None:
    code.load("python")
    changed, gone = document_of("if x: pass"), document_of("if x: pass")
    highlighter.colour(changed, "python")
    highlighter.colour(gone, "python")
    changed.setPlainText("else")
    gone.deleteLater()
    qtbot.waitUntil(lambda: not highlighter._jobs and not highlighter._timer.isActive(), timeout=10_000)
    assert not colours(changed, 0)
