"""Text at the border."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.text import clean_text

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(ANY_TEXT)
def test_clean_text_can_be_stored_and_stays_clean(text: str) -> None:
    clean = clean_text(text)
    clean.encode()
    assert clean_text(clean) == clean
    assert {char for char in clean if unicodedata.category(char) == "Cc"} <= set("\n\t\x85")


@given(st.text(st.characters(exclude_categories=("Cc", "Cs"))))
def test_text_without_controls_is_not_changed(text: str) -> None:
    assert clean_text(text) == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("half \ud83d", "half \ufffd"),
        ("\udc0b half", "\ufffd half"),
        ("two halves \ud83d\udc0b", "two halves 🐋"),
        ("a\0b", "a\ufffdb"),
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("\x1b[31mred\x1b[0m\x07", "[31mred[0m"),
        ("\x9b31m", "31m"),
        ("tab\tkept", "tab\tkept"),
        ("a\u0085b\u2028c", "a\u0085b\u2028c"),
        ("👩‍👩‍👧 \u202eabc", "👩‍👩‍👧 \u202eabc"),
    ],
)
def test_what_becomes_of(text: str, clean: str) -> None:
    assert clean_text(text) == clean
