"""A model in a loop is noticed once; text that only resembles itself never is."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.render.repetition import MIN_WORDS, REPEATS, RepetitionGuard

WORDS = st.lists(
    st.sampled_from(["the", "whale", "swims", "over", "deep", "cold", "3", "seas", ",", "again", "."]), min_size=1
)

LINES = "".join(f"Line {n}: the whale number {n} swims past the reef and sings of {7 * n} stones.\n" for n in range(60))


def is_noticed(text: str, piece: int = 7) -> bool:
    guard = RepetitionGuard()
    return any(guard.feed(text[start : start + piece]) for start in range(0, len(text), piece))


@pytest.mark.parametrize(
    "passage",
    [
        "Wait, let me check that once more, since I may have been wrong about it. ",
        "However, the answer is 42. But wait. ",
        "no ",
        "haha",
        "等等，让我再检查一遍。",
        "word " * 7 + "other " * 3,
        " ".join(f"word{n}" for n in range(300)) + "\n\n",
        "- The item says so.\n",
        "a b c d e f g h i j a b c d e f g h i k ",
    ],
)
def test_loop_is_noticed_after_a_normal_beginning(passage: str) -> None:
    repeats = max(REPEATS + 2, 12 * MIN_WORDS // max(1, len(passage.split())) if len(passage) < 60 else 0)
    assert is_noticed("An answer begins with some thought about the question.\n\n" + passage * repeats)


def test_loop_is_told_once() -> None:
    guard = RepetitionGuard()
    told = [guard.feed("The same words come again and again and again. ") for _ in range(200)]
    assert told.count(True) == 1
    assert guard.is_repeating
    assert told.index(True) <= REPEATS + 2


def test_a_long_passage_is_noticed_sooner() -> None:
    """Sixty lines need not come twenty times: that would be an hour on a slow computer."""
    assert is_noticed("It begins so.\n\n" + LINES * 4)
    assert is_noticed("It begins so.\n\n" + " ".join(f"word{n}" for n in range(1_900)) * 4)
    assert is_noticed(f"```\n{LINES * 8}```\n")


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"| row {n} | {n * n} | yes | no | yes |\n" for n in range(300)),
        "| --- | --- | --- |\n" * 40,
        "".join(f"{n}. Buy the thing number {n} and put it away\n" for n in range(300)),
        "```c\n" + "    {0, 0, 0, 0, 0, 0},\n" * 60 + "```\n",
        "```asm\n" + "    nop\n" * 300 + "```\n",
        "```python\n" + "".join(f"    assert f({n}) == {n * 2}\n" for n in range(300)) + "```\n",
        "```json\n" + '  {"name": "", "value": null, "items": []},\n' * 30 + "```\n",
        "-" * 500 + "\n" + "=" * 500,
        r"\begin{bmatrix}" + (" & ".join("0" * 12) + r" \\" + "\n") * 12 + r"\end{bmatrix}",
        "no, no, no, no, no! ha ha ha ha",
        "The same words come again and again and again. " * 15,
        " \n" * 5_000,
        LINES * 2,
        f"```\n{LINES * 3}```\n",
        ("A stanza that comes again and again, as in a song, and each time it is the same one.\n" * 2) * 3,
    ],
)
def test_text_that_resembles_itself_is_not_a_loop(text: str) -> None:
    assert not is_noticed(text)


def test_random_prose_is_never_a_loop() -> None:
    generator = random.Random(4)
    vocabulary = [f"w{generator.randrange(10**6)}x" for _ in range(300)]
    assert not is_noticed(" ".join(generator.choice(vocabulary) for _ in range(30_000)), piece=400)


@given(WORDS, st.integers(1, 40))
@settings(max_examples=60, deadline=None)
def test_pieces_do_not_matter(words: list[str], piece: int) -> None:
    """However the stream is cut, the same text is judged the same."""
    text = " ".join(words + [" ".join(words)] * 30) + " "
    assert is_noticed(text, piece) == is_noticed(text, len(text))


@given(WORDS)
@settings(max_examples=60, deadline=None)
def test_enough_repeats_are_always_noticed(words: list[str]) -> None:
    passage = " ".join(words) + " sea "
    repeats = REPEATS + 2 + MIN_WORDS // (len(words) + 1)
    assert is_noticed("Once upon a time. " + passage * repeats, piece=50)


def test_cost_for_each_word_does_not_grow() -> None:
    guard = RepetitionGuard()
    text = [f"word {n} of many that are all different {n * 7} " for n in range(8_000)]
    started = time.thread_time()
    for piece in text[:1_000]:
        guard.feed(piece)
    first = time.thread_time() - started
    for piece in text[1_000:7_000]:
        guard.feed(piece)
    started = time.thread_time()
    for piece in text[7_000:]:
        guard.feed(piece)
    assert time.thread_time() - started < 3 * first + 0.02
    assert len(guard._words) < 10_000
    assert len(guard._places) < 10_000


def test_endless_word_and_endless_white_space_are_bounded() -> None:
    guard = RepetitionGuard()
    for _ in range(2_000):
        guard.feed(" " * 50)
    assert len(guard._partial) < 100
    assert is_noticed("a" * 20_000, piece=100)
