"""`<kbd>`, `<details>` and `<summary>`, which models write amid Markdown: what they say is shown, they are not."""

from __future__ import annotations

import random

import pytest

from app.render.blocks import Block, BlockSplitter, split
from app.render.documents import to_html
from app.render.inline import close_open_marks, plain

FOLDED = """Intro:

<details>
<summary>Click to see the <b>solution</b></summary>

The answer is **42**.

- a
- b

</details>

<details open><summary>Short</summary>the rest of it</details>

1. item
   <details>
   <summary>In an item</summary>

   inside
   </details>
2. next

Press <kbd>Ctrl</kbd>+<kbd>C</kbd> to copy.
"""


def shown(blocks: list[Block]) -> list[str]:
    return [plain(block.source if block.is_closed else close_open_marks(block.source)) for block in blocks]


def test_the_summary_is_a_bold_line_and_what_follows_is_markdown() -> None:
    assert [block.source for block in split(FOLDED)] == [
        "Intro:",
        "**Click to see the solution**",
        "The answer is **42**.",
        "a",
        "b",
        "**Short**",
        "the rest of it",
        "item",
        "**In an item**",
        "inside",
        "next",
        "Press <kbd>Ctrl</kbd>+<kbd>C</kbd> to copy.",
    ]
    assert split(FOLDED)[-2].nesting, "the list goes on behind it"


@pytest.mark.parametrize("seed", range(20))
def test_no_tag_is_seen_on_the_way_and_the_pieces_do_not_matter(seed: int) -> None:
    splitter, rest, chance = BlockSplitter(), FOLDED, random.Random(seed)
    while rest:
        size = chance.choice((1, 1, 2, 5, 30)) if seed else 1
        splitter.feed(rest[:size])
        rest = rest[size:]
        assert not [text for text in shown(splitter.blocks) if "<" in text or "kbd" in text]
    splitter.finish()
    assert splitter.blocks == split(FOLDED)


def test_keys_look_as_code() -> None:
    assert "<code>Ctrl</code>+<code>C</code>" in to_html("<kbd>Ctrl</kbd>+<kbd>C</kbd>")
    assert "<code>A</code> <code>&lt;</code>" in to_html("<kbd>A</kbd><kbd>&lt;</kbd>"), "two runs of marks are two"
    assert plain("| <KBD>Esc</KBD> |") == "| Esc |"


def test_emphasis_in_tags_is_emphasis() -> None:
    html = to_html("A <b>bold</b> and <em>leaning</em> word, <strong>Key point:</strong> here; **<i>both</i>**")
    for piece in ("<strong>bold</strong>", "<em>leaning</em>", "<strong>Key point:</strong>", "<strong>both</strong>"):
        assert piece in html
    assert to_html("<b>one</b><b>two</b>") == "<p>onetwo</p>", "marks side by side would be seen"
    assert plain("x <B>y z</B>") == "x y z"
    assert close_open_marks("x <b>y") == "x "
    assert "`<b>x</b>`" in close_open_marks("`<b>x</b>`")


@pytest.mark.parametrize(
    "source",
    [
        "`<kbd>x</kbd>`",
        "Use `<details>` here.",
        "The <details> element folds.",
        "<kbd><img src=x></kbd>",
        "<summary onclick=alert(1)>x</summary>",
        "<details ontoggle=alert(1)>",
    ],
)
def test_what_is_code_or_something_else_stays_text(source: str) -> None:
    assert [block.source for block in split(source)] == [source]
    html = to_html(source)
    for tag in ("<kbd", "<details", "<summary", "<img"):
        assert tag not in html


def test_tags_in_code_stay() -> None:
    code = "```html\n<details>\n<summary>Title</summary>\n</details>\n```"
    (block,) = split(code)
    assert block.source == "<details>\n<summary>Title</summary>\n</details>"
    (block,) = split("    <details>\n    <b>x</b>")
    assert "<details>" in block.source
    assert [block.source for block in split("<details>\n    <summary>T</summary>\n\nx")] == ["**T**", "x"]


def test_a_mark_at_the_end_of_a_very_long_line_is_the_same_in_one_piece_and_in_many() -> None:
    """What such a line says is shown before it ends: its end cannot make another block of it."""
    text = "y " * 1_500 + "$$"
    splitter = BlockSplitter()
    for begin in range(0, len(text), 900):
        splitter.feed(text[begin : begin + 900])
    splitter.finish()
    assert splitter.blocks == split(text)
