"""Heights that are told apart late are those that were known at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from app.ui.chat.estimates import estimated_heights, late_heights
from app.ui.chat.height_index import HeightIndex
from app.ui.chat.late_heights import LateHeights
from app.ui.chat.style import ChatStyle
from tests.benchmarks.answer_texts import realistic
from tests.ui.chat.transcripts import answer, opened, question

HEIGHTS = st.lists(st.integers(0, 500), max_size=25)


@given(
    HEIGHTS, HEIGHTS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 500)), max_size=8), st.integers(-5, 9_000)
)
def test_agrees_with_an_index(first: list[int], last: list[int], changes: list[tuple[int, int]], y: int) -> None:
    late, index = LateHeights(last, len(first), sum(first), lambda: list(first)), HeightIndex([*first, *last])
    assert (len(late), late.total) == (len(index), index.total)
    for place, height in changes:
        if place < len(index):
            late.set(place, height)
            index.set(place, height)
        else:
            late.append(height)
            index.append(height)
    assert late.total == index.total
    if len(index):
        assert late.find(y) == index.find(y)
    assert [late.top(i) for i in range(len(index) + 1)] == [index.top(i) for i in range(len(index) + 1)]
    late.truncate(len(index) // 2)
    index.truncate(len(index) // 2)
    assert (len(late), late.total) == (len(index), index.total)


def test_the_end_is_found_without_telling_apart() -> None:
    def never() -> list[int]:
        raise AssertionError("nobody asked for one of them")

    late = LateHeights([10, 20, 30], 5_000, 100_000, never)
    assert (late.find(100_015), late.top(5_002), late.total) == (5_001, 100_030, 100_060)
    late.set(5_001, 25)
    late.append(5)
    assert late.total == 100_070


def test_the_sum_is_that_of_the_guesses(qtbot: QtBot) -> None:
    """Also where the person wrote texts so long that they are folded."""
    texts = [realistic(40 * (n % 9), seed=n) for n in range(400)]
    messages = [(question if n % 2 else answer)(n, text * (1 + 20 * (n % 17 == 1))) for n, text in enumerate(texts)]
    style = ChatStyle()
    exact = sum(estimated_heights(messages, style))
    assert late_heights(messages, style).total == pytest.approx(exact, rel=0.001)


def test_a_long_chat_that_opened_at_its_end_scrolls_to_its_beginning(qtbot: QtBot) -> None:
    messages = [(question if n % 2 else answer)(n, f"number {n}") for n in range(1, 600)]
    view = opened(qtbot, *messages)
    assert view.visible_places[-1].entry.message.id == 599
    view.verticalScrollBar().setValue(0)
    qtbot.waitUntil(lambda: view.visible_places[0].entry.message.id == 1)
    assert view.visible_places[0].y == 0
