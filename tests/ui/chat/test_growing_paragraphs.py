"""A paragraph that grew word by word is the same document as one that was drawn at once."""

from __future__ import annotations

from random import Random

import pytest
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from app.domain.chat import State
from app.render.block import Block, Kind
from app.render.plain_growth import plain_growth
from app.ui.chat.text_parts import BlockPart
from app.ui.chat.transcript_view import TranscriptView
from tests.ui.chat.transcripts import answer, opened, settled

PIECES = (
    *("word", " word", " and", "more", ",", ".", " ", " ", ";", " 12", "1.", "-", " - ", "?", "'s", ' "so"', "/", "%"),
    *("**bold**", " **", "*", " _it_", "`code`", "`", "[link](https://a.example/b)", "[", "]", "(", ")", "![p](x)"),
    *(
        "https://a.example/x",
        "www.a.example",
        "a@b.example",
        ".com",
        ":",
        "&amp;",
        "&",
        "amp;",
        "<br>",
        "<",
        "$x$",
        "$",
    ),
    *(
        "\\(y\\)",
        "\\*",
        "~~gone~~",
        "~",
        "|",
        "#",
        "!",
        "\n",
        "\n- item ",
        "\n1. ",
        "\n\n",
        "中文",
        "，",
        "שלום",
        "é",
        "🎉",
    ),
    *(
        "[^1]",
        "[ref]",
        "\n\n[ref]: https://r.example\n",
        "**Note:**text",
        "_",
        "__x__",
        "  \n",
        "\t",
        "= ",
        "\n---",
        "\n===",
    ),
)


def _looks(document: QTextDocument | None) -> list[object]:
    """Every stretch of text with its format, and the format of every paragraph."""
    looks: list[object] = []
    if document is None:
        return looks
    block = document.begin()
    while block.isValid():
        looks.append((block.blockFormat().lineHeight(), block.blockFormat().topMargin(), block.textDirection()))
        stretches: list[tuple[str, object]] = []
        fragments = block.begin()
        while not fragments.atEnd():
            form = fragments.fragment().charFormat()
            if not form.isImageFormat():
                look = (form.fontWeight(), form.fontItalic(), form.fontFixedPitch(), form.anchorHref())
                look += (form.fontUnderline(), form.fontStrikeOut(), form.background().color().rgba())
                if stretches and stretches[-1][1] == look:
                    stretches[-1] = (stretches[-1][0] + fragments.fragment().text(), look)
                else:
                    stretches.append((fragments.fragment().text(), look))
            fragments += 1
        looks.append(stretches)
        block = block.next()
    return looks


def _all_looks(view: TranscriptView) -> list[object]:
    parts = [place.part for place in view.visible_places]
    return [(part.text(), part.height, _looks(part._document)) for part in parts if isinstance(part, BlockPart)]


@pytest.mark.parametrize("seed", range(12))
def test_grown_and_drawn_at_once_are_the_same(qtbot: QtBot, seed: int) -> None:
    chance = Random(seed)
    view = opened(qtbot, answer(2, "", State.STREAMING), height=1_200)
    fresh = opened(qtbot, answer(2, "", State.STREAMING), height=1_200)
    text, grown = "", 0
    for _ in range(70):
        piece = chance.choice(PIECES[:18] if chance.random() < 0.7 else PIECES)
        text += piece
        view.append_text(2, piece)
        view.flush()
        settled(qtbot, view)
        fresh.set_messages([answer(2, text, State.STREAMING)], object())
        settled(qtbot, fresh)
        assert _all_looks(view) == _all_looks(fresh), repr(text)
        grown += 1
    assert grown == 70


def paragraph(source: str) -> Block:
    return Block(Kind.PARAGRAPH, source, is_closed=False)


def test_plain_words_are_put_at_the_end() -> None:
    assert plain_growth(paragraph("Some **bold** words"), paragraph("Some **bold** words and more.")) == " and more."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a **b", "a **b c"),  # still open
        ("a `b`", "a `b` c"),  # ends with code, whose look it would take
        ("see https://a.example/b", "see https://a.example/bc"),
        ("write to a@b", "write to a@b.example"),
        ("a", "a *b*"),
        ("a", "a\nb"),
        ("a", "b"),
        ("it is $5 and", "it is $5 and 6"),
    ],
)
def test_what_markdown_may_read_otherwise_is_drawn_anew(before: str, after: str) -> None:
    assert plain_growth(paragraph(before), paragraph(after)) is None
