"""Thinking and answer are told apart however the server cuts them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.stream import TextDelta, TextWasThinking, ThinkingDelta
from app.domain.text import clean_text
from app.llm.splitter import AnswerSplitter, PartCleaner

END = "<｜end▁of▁sentence｜>"
ATOMS = st.sampled_from(
    [
        "<think>",
        "</think>",
        "<",
        "<th",
        END,
        "<｜end",
        "｜>",
        "\n",
        " ",
        "\r",
        "\t",
        "\ud83d",
        "\udc33",
        "🐳",
        "\0",
        "a",
        "bc ",
        "\x1b[0m",
    ]
)
TEXTS = st.lists(ATOMS, max_size=12).map("".join)


def split(*pieces: str, thinking: tuple[str, ...] = (), splitter: AnswerSplitter | None = None) -> tuple[str, str]:
    splitter = splitter or AnswerSplitter()
    deltas = [delta for piece in thinking for delta in splitter.feed("", piece)]
    deltas += [delta for piece in pieces for delta in splitter.feed(piece, "")]
    deltas += splitter.finish()
    thought = said = ""
    for delta in deltas:
        match delta:
            case ThinkingDelta(text):
                thought += text
            case TextDelta(text):
                said += text
            case TextWasThinking():
                thought, said = thought + said.rstrip(), ""
                continue
        assert delta.text
    return thought, said


@pytest.mark.parametrize(
    ("content", "thinking", "text"),
    [
        ("Hello", "", "Hello"),
        (" Hello", "", "Hello"),
        ("\n\n Hello\n", "", "Hello\n"),
        ("    indented code", "", "    indented code"),
        ("\n\n    indented code", "", "    indented code"),
        ("<think>hm</think>Yes", "hm", "Yes"),
        ("\n<think>\nhm\n</think>\n\nYes", "hm", "Yes"),
        ("<think>\n\n</think>\n\nYes", "", "Yes"),
        ("<think>a < b </thin k> </think>Yes", "a < b </thin k>", "Yes"),
        ("<think>never closed", "never closed", ""),
        ("Say <think>hm</think>", "", "Say <think>hm</think>"),
        ("<thinking is good", "", "<thinking is good"),
        ("hm</think>Yes", "hm", "Yes"),
        ("\nhm\nand so\n</think>\n\nYes", "hm\nand so", "Yes"),
        ("\n</think>\n\n Yes", "", "Yes"),
        ("hm</think>Yes </think> no", "hm", "Yes </think> no"),
        ("The mark `</think>` ends it", "", "The mark `</think>` ends it"),
        ("```\n</think>\n```\nThat", "", "```\n</think>\n```\nThat"),
        ("```py\nx\n```\nhm\n</think>\nYes", "```py\nx\n```\nhm", "Yes"),
        ("hm</thin", "", "hm</thin"),
        ("<think>hm</think>Yes </think> no", "hm", "Yes </think> no"),
        (f"Yes{END}", "", "Yes"),
        (f"Yes{END} and no", "", f"Yes{END} and no"),
        (f"Yes{END}{END}", "", f"Yes{END}"),
        ("Yes<｜end", "", "Yes<｜end"),
        ("<think>hm</think>" + END, "hm", ""),
        ("<thi", "", "<thi"),
        (" \n", "", ""),
        ("", "", ""),
    ],
)
def test_every_cut_gives_the_same(content: str, thinking: str, text: str) -> None:
    assert split(content) == (thinking, text)
    assert split(*content) == (thinking, text)
    for cut in range(len(content)):
        assert split(content[:cut], content[cut:]) == (thinking, text)


@settings(deadline=None)
@given(TEXTS, st.lists(st.integers(0, 60), max_size=6))
def test_cuts_do_not_matter(content: str, places: list[int]) -> None:
    cuts = [0, *sorted(min(place, len(content)) for place in places), len(content)]
    thinking, text = split(*(content[start:end] for start, end in pairwise(cuts)))
    assert (thinking, text) == split(content)
    (thinking + text).encode()


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=5))
def test_cleaning_in_pieces_is_cleaning_the_whole(pieces: list[str]) -> None:
    cleaner = PartCleaner(trims_lead=False)
    assert "".join(cleaner.feed(piece) for piece in pieces) + cleaner.finish() == clean_text("".join(pieces))


def test_thinking_of_its_own_field_loses_its_first_blank() -> None:
    assert split("\nYes", thinking=("\n", "hm", " so")) == ("hm so", "Yes")


def test_tags_after_thinking_of_its_own_field_are_text() -> None:
    assert split("<think>is a tag", thinking=("hm",)) == ("hm", "<think>is a tag")


def test_what_continues_keeps_its_blank() -> None:
    assert split(" fox", splitter=AnswerSplitter(continues_text=True)) == ("", " fox")
    thinking = AnswerSplitter(continues_thinking=True)
    assert split("\nYes", thinking=(" so",), splitter=thinking) == (" so", "Yes")
