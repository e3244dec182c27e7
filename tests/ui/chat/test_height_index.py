"""The height index against a plain list."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.ui.chat.height_index import HeightIndex

HEIGHTS = st.integers(0, 500)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("append"), HEIGHTS),
        st.tuples(st.just("set"), st.integers(0, 50), HEIGHTS),
        st.tuples(st.just("truncate"), st.integers(0, 50)),
    ),
    max_size=60,
)


@given(st.lists(HEIGHTS, max_size=30), STEPS, st.integers(-10, 20_000))
def test_agrees_with_a_list(start: list[int], steps: list[tuple[object, ...]], y: int) -> None:
    """Whatever is done, tops, total and what lies at a height are those of a list."""
    index, heights = HeightIndex(start), list(start)
    for step in steps:
        match step:
            case ("append", int(height)):
                index.append(height)
                heights.append(height)
            case ("set", int(place), int(height)) if heights:
                index.set(place % len(heights), height)
                heights[place % len(heights)] = height
            case ("truncate", int(count)):
                index.truncate(min(count, len(heights)))
                del heights[min(count, len(heights)) :]
    assert [index[i] for i in range(len(index))] == heights
    assert index.total == sum(heights)
    assert [index.top(i) for i in range(len(heights) + 1)] == [sum(heights[:i]) for i in range(len(heights) + 1)]
    if heights:
        found = index.find(y)
        expected = next((i for i in range(len(heights)) if sum(heights[: i + 1]) > y), len(heights) - 1)
        assert found == expected
