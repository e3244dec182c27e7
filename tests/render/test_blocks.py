"""The block splitter: the same blocks for any pieces, and the same view of a document as CommonMark."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from app.render.blocks import DEEPEST, Block, BlockSplitter, Kind, split, to_markdown
from app.render.documents import to_html

LINES = st.sampled_from(
    [
        "", "", "", "word and more", "*emphasis* here", "# Heading", "### Third ##", "#no heading", "- item",
        "* star", "+ plus",
        "  - two spaces", "   - three", "    - four", "1. one", "2. two", "12. twelve", "   text of item",
        "  text", "> quote", ">", "> - q",
        "> > deep", "```", "```python", "~~~", "````", "x = 1", "    indented", "| a | b |", "|---|:-:|",
        "| 1 | 2 |", "a | b",
        "---", "===", "***", "- [ ] task", "- [x] done", "$$", "x^2", "\\[", "\\]", "\\[ y \\]", "$$z$$",
        "price $5 and $6", "text \\[",
        "[a]: http://example.com", "[^1]: note", "see [a] and [^1]", "- ", "1.", "\ttab", "-\ttab",
        "long " * 200 + "end.", "é 中文。文",
        "`", "**open", "\\", "| lone", "text with `code` and [link](http://a.b)", "<think>", "&amp;", "\r",
        "- - nested", "1. - mix",
    ]
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(LINES, max_size=14).map("\n".join),
    st.text(alphabet="ab #*-_`~>|[]()$\\\n1.+:=!x\t\r", max_size=120),
)


def fed(text: str, cuts: list[int]) -> list[Block]:
    splitter = BlockSplitter()
    shown: list[Block] = []
    position = 0
    for cut in [*sorted(cuts), len(text)]:
        keep = splitter.feed(text[position:cut])
        assert splitter.blocks[:keep] == shown[:keep], "blocks before the first changed one are the same"
        shown = list(splitter.blocks)
        position = max(position, cut)
    keep = splitter.finish()
    assert splitter.blocks[:keep] == shown[:keep]
    return splitter.blocks


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.data())
def test_any_pieces_give_the_same_blocks(text: str, data: st.DataObject) -> None:
    """How the network cuts an answer never shows."""
    cuts = data.draw(st.lists(st.integers(0, len(text)), max_size=20))
    whole = split(text)
    assert fed(text, cuts) == whole


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_a_screen_after_any_character_equals_a_screen_drawn_afresh(text: str) -> None:
    """The unfinished tail, too, depends on the text alone."""
    grown = BlockSplitter()
    for position, character in enumerate(text):
        grown.feed(character)
        fresh = BlockSplitter()
        fresh.feed(text[: position + 1])
        assert grown.blocks == fresh.blocks


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.sampled_from(["word ", "end. ", "**bold** ", "`code. here` ", "\\(x. y\\) ", "x" * 90, "\n"]),
        min_size=200,
        max_size=700,
    ),
    st.data(),
)
def test_a_long_paragraph_is_cut_at_the_same_places(words: list[str], data: st.DataObject) -> None:
    """The cut of a paragraph without end does not depend on the pieces."""
    text = "".join(words)
    cuts = data.draw(st.lists(st.integers(0, len(text)), max_size=30))
    blocks = split(text)
    assert fed(text, cuts) == blocks
    assert max(len(block.source) for block in blocks) <= 5_100
    assert "".join("".join(b.source.split()) for b in blocks if b.kind is Kind.PARAGRAPH) == "".join(text.split())


SAFE_LINES = st.sampled_from(
    [
        "", "", "", "word and more", "*emphasis* here", "# Heading", "### Third ##", "#no heading", "- item",
        "* star", "+ plus",
        "   - three", "    - four", "1. one", "2. two", "3) three", "   text of item", "  text",
        "> quote", ">", "> - q",
        "> > deep", "```", "```python", "~~~", "````", "x = 1", "    indented", "| a | b |", "|---|:-:|", "| 1 | 2 |",
        "---", "===", "***", "text with `code`", "- ", "1.", "\\", "| lone", "## ", "* * *", "- - nested", "1. - mix",
    ]
)  # fmt: skip


def reference(text: str) -> list[tuple[str, int, str]]:
    """Kind, depth and text of each leaf, as markdown-it-py sees them."""
    leaves: list[tuple[str, int, str]] = []
    depth = 0
    tokens: list[Token] = (
        MarkdownIt("commonmark", {"html": False}).enable("table").disable(["html_block", "reference"]).parse(text)
    )
    in_table = False
    for index, token in enumerate(tokens):
        if token.type in ("blockquote_open", "list_item_open"):
            depth += 1
            if token.type == "list_item_open" and tokens[index + 1].type == "list_item_close":
                leaves.append(("PARAGRAPH", depth, ""))
        elif token.type in ("blockquote_close", "list_item_close"):
            depth -= 1
        elif token.type == "table_open":
            in_table = True
            leaves.append(("TABLE", depth, ""))
        elif token.type == "table_close":
            in_table = False
        elif token.type == "hr":
            leaves.append(("RULE", depth, ""))
        elif token.type in ("fence", "code_block"):
            leaves.append(("CODE", depth, token.content.strip()))
        elif token.type == "inline" and not in_table:
            kind = "HEADING" if tokens[index - 1].type == "heading_open" else "PARAGRAPH"
            leaves.append((kind, depth, " ".join(token.content.split())))
    return leaves


def ours(text: str) -> list[tuple[str, int, str]]:
    return [
        (
            block.kind.name,
            block.depth,
            block.source.strip()
            if block.kind is Kind.CODE
            else ""
            if block.kind is Kind.TABLE
            else " ".join(block.source.split()),
        )
        for block in split(text)
    ]


@settings(max_examples=200, deadline=None)
@given(st.lists(SAFE_LINES, max_size=12).map("\n".join))
def test_the_structure_is_that_of_commonmark(text: str) -> None:
    """Where models write plain CommonMark with tables, the blocks are those of the reference parser."""
    # That one ends a quote in a quote at an indented line, where CommonMark goes on with its paragraph; and it takes
    # `---` below a line with a bar for a table of one column, where we take it for a heading.
    assume(re.search(r"> > .*\n {4}|\| lone\n.*---", text) is None)
    assert ours(text) == reference(text)


@settings(max_examples=100, deadline=None)
@given(st.lists(SAFE_LINES, max_size=10).map("\n".join))
def test_copied_markdown_means_the_same(text: str) -> None:
    """What "Copy as Markdown" gives has the structure of what is on the screen."""
    blocks = list(split(text))
    if any(not block.source and block.kind in (Kind.PARAGRAPH, Kind.HEADING, Kind.CODE) for block in blocks):
        return
    if any(nest.is_quote for block in blocks for nest in block.nesting):
        return
    copied = [(kind, depth, source.replace("\\", "")) for kind, depth, source in ours(to_markdown(blocks))]
    assert copied == [(kind, depth, source.replace("\\", "")) for kind, depth, source in ours(text)]


@pytest.mark.parametrize("spaces", [2, 3, 4])
def test_bullets_under_a_number_are_nested(spaces: int) -> None:
    """Models indent by two, three or four spaces."""
    blocks = split(f"1. one\n{' ' * spaces}- a\n{' ' * spaces}- b\n2. two")
    assert [block.depth for block in blocks] == [1, 2, 2, 1]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1. a\n1. b\n1. c", [1, 2, 3]),
        ("1. a\n   more\n\n1. b\n   - x\n1. c", [1, 2, None, 3]),
        ("3. a\n4. b\n10. c", [3, 4, 10]),
        ("1. a\n1) b\n1) c", [1, 1, 2]),
        ("1. a\n\ntext\n\n1. b", [1, 1]),
        ("0. a\n0. b", [0, 1]),
        ("1. a\n   1. x\n   1. y\n1. b\n   1. z", [1, 1, 2, 2, 1]),
    ],
)
def test_items_are_counted(text: str, numbers: list[int | None]) -> None:
    """Many write `1.` before each item, and mean this; a number that jumps ahead is meant."""
    starts = [block.nesting[-1] for block in split(text) if block.nesting and block.nesting[-1].is_start]
    assert [nest.number for nest in starts] == numbers


def test_a_table_goes_on_in_another_block_after_twenty_rows() -> None:
    blocks = split("| a |\n|---|\n" + "| 1 |\n" * 45)
    assert [block.kind for block in blocks] == [Kind.TABLE] * 3
    assert [block.goes_on for block in blocks] == [False, True, True]


@pytest.mark.parametrize(
    "partial",
    ["#", "``", "```py", "-", "1", "1.", "| a | b |", "$$", "\\[", "- #", "> ```", "- [", "==", "<thi", "[a]: ht"],
)
def test_an_undecided_line_is_held_back(partial: str) -> None:
    """What may still become something else is not shown, so that nothing flickers."""
    splitter = BlockSplitter()
    splitter.feed("before\n\n" + partial)
    assert [block.source for block in splitter.blocks if block.source] == ["before"]
    splitter.finish()
    assert splitter.blocks


@pytest.mark.parametrize(
    "text", ["$$\nx^2\n$$", "\\[\nx^2\n\\]", "$$x^2$$", "\\[ x^2 \\]", "text:\n\\[\nx^2\n\\]", "so $$\nx^2\n$$"]
)
def test_displayed_formulas(text: str) -> None:
    last = split(text)[-1]
    assert (last.kind, last.source) == (Kind.MATHS, "x^2")


def test_dollars_that_never_close_are_text() -> None:
    """A stray `$$` does not swallow the rest of the answer."""
    blocks = split("$$ is money\n\nmore *text*")
    assert [block.kind for block in blocks] == [Kind.PARAGRAPH, Kind.PARAGRAPH]


def test_a_link_defined_later_reaches_the_block_that_names_it() -> None:
    splitter = BlockSplitter()
    splitter.feed("see [a]\n\nother\n\n")
    keep = splitter.feed("[a]: http://example.com\n")
    assert keep == 0
    assert splitter.blocks[0].definitions == ("[a]: http://example.com",)


@pytest.mark.parametrize("line", ["> " * 40 + "x", "- " * 40 + "x", "1. " * 40 + "x"])
def test_nesting_has_an_end(line: str) -> None:
    """What lies deeper is shown at the deepest level, in whatever pieces it comes."""
    blocks = split(line)
    assert [block.source for block in blocks] == ["x"]
    assert blocks[0].depth == DEEPEST


def test_deep_lists_are_flattened_item_by_item() -> None:
    text = "\n".join("  " * level + f"- item {level}" for level in range(30))
    blocks = split(text)
    assert [block.source for block in blocks] == [f"item {level}" for level in range(30)]
    assert [block.depth for block in blocks] == [min(level + 1, DEEPEST) for level in range(30)]
    assert all(block.nesting[-1].is_start for block in blocks)


def test_further_paragraphs_of_a_footnote_belong_to_it() -> None:
    blocks = split(
        "[^1]: First.\n\n    Second `x`.\n\n    - item\n\n      ```\n      code\n      ```\n"
        "[^b]: b\nlazy\n\n    more\n\nEnd"
    )
    assert [(block.kind, block.source, block.depth) for block in blocks] == [
        (Kind.FOOTNOTE, "First.", 0),
        (Kind.PARAGRAPH, "Second `x`.", 0),
        (Kind.PARAGRAPH, "item", 1),
        (Kind.CODE, "code", 1),
        (Kind.FOOTNOTE, "b\nlazy", 0),
        (Kind.PARAGRAPH, "more", 0),
        (Kind.PARAGRAPH, "End", 0),
    ]


def test_a_quote_after_an_empty_line_is_another_one() -> None:
    text = "> a\n>\n> b\n\n> c"
    assert [block.nesting[0].is_start for block in split(text)] == [True, False, True]
    assert to_markdown(split(text)) == text
    assert to_html("> a\n\n> c") == to_html("> a") + "\n" + to_html("> c")


@pytest.mark.parametrize(("columns", "rows"), [(2, [20, 5]), (40, [10, 10, 5]), (64, [6, 6, 6, 6, 1])])
def test_a_wide_table_goes_on_after_fewer_rows(columns: int, rows: list[int]) -> None:
    blocks = split(f"|{'a|' * columns}\n|{'-|' * columns}\n" + f"|{'b|' * columns}\n" * 25)
    assert [block.source.count("\n") - 1 for block in blocks] == rows
    assert all(block.kind is Kind.TABLE for block in blocks)


def test_what_nobody_could_read_is_no_table() -> None:
    (block,) = split(f"|{'a|' * 65}\n|{'-|' * 65}\n|{'b|' * 65}\n")
    assert block.kind is Kind.PARAGRAPH
