"""What a chat is called."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.chat import TITLE_LIMIT, title_from, title_of_branch


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Hello", "Hello"),
        ("\n\n  Hello   there \nmore", "Hello there"),
        ("# A heading", "A heading"),
        ("> quoted", "quoted"),
        ("- item", "item"),
        ("***", "***"),
        ("", ""),
        ("word " * 30, "word word word word word word word word word word word…"),
        ("x" * 100, "x" * 59 + "…"),
    ],
)
def test_the_title_is_the_first_line_that_says_something(text: str, title: str) -> None:
    assert title_from(text) == title


@given(st.text())
def test_a_title_is_one_short_line(text: str) -> None:
    title = title_from(text)
    assert len(title) <= TITLE_LIMIT
    assert len(title.splitlines()) <= 1
    assert bool(title) == bool(text.strip())


@pytest.mark.parametrize(
    ("title", "taken", "branch"),
    [
        ("Lisbon", ["Lisbon"], "Lisbon (2)"),
        ("Lisbon", ["Lisbon", "Lisbon (2)"], "Lisbon (3)"),
        ("Lisbon (2)", ["Lisbon (2)"], "Lisbon (3)"),
        ("Report (draft)", [], "Report (draft) (2)"),
        ("Films (2024)", [], "Films (2024) (2)"),
        ("(7)", [], "(2)"),
        ("", [], "(2)"),
    ],
)
def test_a_branch_has_the_next_free_number(title: str, taken: list[str], branch: str) -> None:
    assert title_of_branch(title, taken) == branch
