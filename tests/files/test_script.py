"""Cutting texts into unique pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.files.script import SPECIAL, Ending, Script, cut

_TEXTS = st.one_of(
    st.text(min_size=2),
    st.text(alphabet="ab \n", min_size=2),
    st.lists(st.sampled_from(["the", "a", "model", "你好", "🐋", "\n\n", "e\u0301"]), min_size=2).map(" ".join),
)


@given(_TEXTS)
def test_pieces_are_the_text_and_unique(text: str) -> None:
    pieces = cut(text)
    assert "".join(pieces) == text
    assert len(set(pieces)) == len(pieces)
    assert all(len(piece) >= 2 for piece in pieces)


@given(_TEXTS)
def test_no_piece_occurs_earlier_in_the_text(text: str) -> None:
    end = 0
    for piece in cut(text):
        assert text.find(piece) == end
        end += len(piece)


@given(_TEXTS, _TEXTS)
def test_no_piece_occurs_in_the_text_before(before: str, text: str) -> None:
    try:
        pieces = cut(text, before)
    except ValueError:
        assert text in before
        return
    assert "".join(pieces) == text
    assert not any(piece in before for piece in pieces)


def test_new_words_are_pieces_of_their_own() -> None:
    assert cut("one two\n\nthree") == ("one", " two", "\n\nthree")


def test_a_known_word_takes_the_next_with_it() -> None:
    assert cut("to be or not to be here") == ("to", " be", " or", " not", " to", " be here")


def test_long_words_are_cut() -> None:
    assert max(map(len, cut("".join(chr(0x4E00 + number) for number in range(1000))))) == 16


@pytest.mark.parametrize("text", ["", "a"])
def test_too_short_for_an_answer(text: str) -> None:
    with pytest.raises(ValueError):
        Script.of_texts("", text)


@pytest.mark.parametrize("mark", SPECIAL)
def test_marks_of_a_chat_are_refused(mark: str) -> None:
    with pytest.raises(ValueError):
        Script.of_texts("", f"before {mark} after")


def test_a_mark_made_of_two_pieces_is_refused() -> None:
    with pytest.raises(ValueError):
        Script((), ("see <th", "ink> there"))


def test_a_piece_twice_is_refused() -> None:
    with pytest.raises(ValueError):
        Script((" again",), ("Well", " again"))


def test_blanks_around_the_texts_are_dropped() -> None:
    script = Script.of_texts("\n I think.\n", "  So\tit is.\n\n", Ending.LOOP)
    assert ("".join(script.thinking), "".join(script.answer)) == ("I think.", "So\tit is.")
    assert script.ending is Ending.LOOP
