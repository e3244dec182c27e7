"""Code on the screen gets its colours soon, in slices, and the right ones."""

import time

import pytest
from pytestqt.qtbot import QtBot

from app.render import code
from app.render.code import CodeRole, LineColours, Span
from app.ui.chat import code_highlighter
from app.ui.chat.code_highlighter import CodeHighlighter


class Lines:
    """A view of code that remembers its colours."""

    def __init__(self, text: str, shown: int | None = None) -> None:
        self.lines = text.split("\n")
        self.shown_lines = shown or len(self.lines)
        self.colours: dict[int, LineColours] = {}

    def set_colours(self, first: int, colours: list[LineColours]) -> None:
        self.colours.update(enumerate(colours, first))


@pytest.fixture
def highlighter(qtbot: QtBot) -> CodeHighlighter:
    return CodeHighlighter()


def wait(qtbot: QtBot, highlighter: CodeHighlighter) -> None:
    qtbot.waitUntil(lambda: not highlighter._timer.isActive(), timeout=10_000)


def test_view_gets_its_colours_and_the_screen_is_told(qtbot: QtBot, highlighter: CodeHighlighter) -> None:
    view = Lines('if x:\n    s = "a" # c')
    told: list[object] = []
    highlighter.changed.connect(told.append)
    highlighter.colour(view, "ruby")
    wait(qtbot, highlighter)
    assert view.colours[0][0] == Span(0, 2, CodeRole.KEYWORD)
    assert view.colours[1] == (Span(8, 3, CodeRole.STRING), Span(12, 3, CodeRole.COMMENT))
    assert told
    assert told[0] is view


def test_line_that_streams_in_is_guessed_and_corrected(qtbot: QtBot, highlighter: CodeHighlighter) -> None:
    code.load("python")
    view = Lines('"""\nif two\n"""')
    highlighter.colour_line(view, 1, "python")
    assert view.colours == {1: (Span(0, 2, CodeRole.KEYWORD),)}
    highlighter.colour(view, "python")
    wait(qtbot, highlighter)
    assert view.colours[1] == (Span(0, 6, CodeRole.STRING),)


def test_unknown_language_gives_no_colours_and_a_new_one_is_loaded(qtbot: QtBot, highlighter: CodeHighlighter) -> None:
    view = Lines("if x then")
    highlighter.colour_line(view, 0, "brainfog")
    assert view.colours.pop(0) == ()
    highlighter.colour_line(view, 0, "ada")
    qtbot.waitUntil(lambda: code.is_loaded("ada"), timeout=10_000)
    highlighter.colour_line(view, 0, "ada")
    assert view.colours


def test_long_code_is_coloured_in_slices(
    qtbot: QtBot, highlighter: CodeHighlighter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code_highlighter, "SLICE_S", 0.0)
    code.load("python")
    view = Lines("\n".join(["if x: pass"] * 50))
    told: list[object] = []
    highlighter.changed.connect(told.append)
    highlighter.colour(view, "python")
    wait(qtbot, highlighter)
    assert len(told) >= 50
    assert len(view.colours) == 50


def test_slice_is_short(highlighter: CodeHighlighter) -> None:
    code.load("python")
    view = Lines("\n".join(["def go(n=1): return 'text' + str(n)"] * 1_500))
    highlighter.colour(view, "python")
    started = time.thread_time()
    highlighter._work()
    assert time.thread_time() - started < 0.02
    assert 0 < len(view.colours) < 1_500


def test_only_shown_lines_are_coloured_and_the_rest_when_unfolded(qtbot: QtBot, highlighter: CodeHighlighter) -> None:
    view = Lines("\n".join(["if x: pass"] * 50), shown=25)
    highlighter.colour(view, "python")
    wait(qtbot, highlighter)
    assert len(view.colours) == 25
    view.shown_lines = 50
    highlighter.colour(view, "python")
    wait(qtbot, highlighter)
    assert len(view.colours) == 50


def test_plain_code_is_done_at_once(highlighter: CodeHighlighter) -> None:
    view = Lines("if x: pass\nelse")
    highlighter.colour(view, "brainfog")
    assert view.colours == {0: (), 1: ()}
    assert not highlighter._jobs


def test_view_that_left_or_changed_is_left_alone(qtbot: QtBot, highlighter: CodeHighlighter) -> None:
    code.load("python")
    left, changed = Lines("if x: pass"), Lines("if x: pass")
    highlighter.colour(left, "python")
    highlighter.colour(changed, "python")
    highlighter.forget(left)
    changed.lines = ["else"]
    wait(qtbot, highlighter)
    assert not left.colours
    assert not changed.colours
