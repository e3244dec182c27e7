"""What Markdown means is what is drawn: marks, links and tables, where the parser by itself sees something else."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QTextCharFormat, QTextDocument, QTextTable
from pytestqt.qtbot import QtBot

from app.render.blocks import split
from app.render.inline import plain
from app.ui.chat.block_renderer import BlockDocument, fill_document
from app.ui.chat.maths_service import FormulaState
from app.ui.chat.style import ChatStyle


def drawn(text: str) -> BlockDocument:
    """The document of the first block."""
    document = BlockDocument()
    fill_document(document, split(text)[0], ChatStyle(), lambda *_: FormulaState.FAILED, lambda host: host)
    return document


def stretches(document: QTextDocument) -> list[tuple[str, str]]:
    """The text in stretches of one look, with what is special about it."""
    found = []
    block = document.begin()
    while block.isValid():
        fragments = block.begin()
        while not fragments.atEnd():
            look = fragments.fragment().charFormat()
            if look.isAnchor():
                kind = look.anchorHref()
            else:
                marks = ("bold" * (look.fontWeight() > 500), "italic" * look.fontItalic())
                kind = " ".join(filter(None, (*marks, "underlined" * look.fontUnderline())))
            found.append((fragments.fragment().text(), kind))
            fragments += 1
        block = block.next()
    return found


def rows(document: QTextDocument) -> list[list[str]]:
    """The cells of the table; a cell over several columns is there once."""
    table = next(frame for frame in document.rootFrame().childFrames() if isinstance(frame, QTextTable))
    return [
        [table.cellAt(row, column).firstCursorPosition().block().text() for column in range(table.columns())]
        if all(table.cellAt(row, column).columnSpan() == 1 for column in range(table.columns()))
        else [table.cellAt(row, 0).firstCursorPosition().block().text()]
        for row in range(table.rows())
    ]


def test_underscores_slant_and_embolden(qtbot: QtBot) -> None:
    assert stretches(drawn("_so_ and __so__")) == [("so", "italic"), (" and ", ""), ("so", "bold")]


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("see https://a.example/x.", "https://a.example/x"),
        ("(https://a.example/in_(parens))", "https://a.example/in_(parens)"),
        ("https://a.example/in_(parens)", "https://a.example/in_(parens)"),
        ("访问https://a.example，然后", "https://a.example"),
        ("访问https://a.example查看", "https://a.example"),
        ("见 https://a.example/文档。", "https://a.example/文档"),
        ("**网址：**https://a.example/a", "https://a.example/a"),
        ("**https://a.example/a**", "https://a.example/a"),
        ('"https://a.example/x"', "https://a.example/x"),
        ("http://localhost:11434/api/tags is open", "http://localhost:11434/api/tags"),
        ("https://a.example/~user/_x_/y there", "https://a.example/~user/_x_/y"),
        ("https://a.example/?q=a&b=c&copy=1 there", "https://a.example/?q=a&b=c&copy=1"),
        ("[see https://a.example/x]", "https://a.example/x"),
        ("`code` https://a.example/x", "https://a.example/x"),
        ("<https://a.example/x>.", "https://a.example/x"),
        ("[https://a.example](https://b.example)", "https://b.example"),
        ("[the https://a.example page](https://b.example/x_(y))", "https://b.example/x_(y)"),
        ("[https://a.example][r]\n\n[r]: https://b.example", "https://b.example"),
    ],
)
def test_bare_addresses_are_links_to_their_end(qtbot: QtBot, text: str, link: str) -> None:
    links = [kind for _, kind in stretches(drawn(text)) if "://" in kind]
    assert links == [link]


@pytest.mark.parametrize(
    "text", ["`https://a.example/x`", "https://", "see http://", "\\https", "https://:80/x", "https://a..b/x", "x://y"]
)
def test_what_is_no_address_is_no_link(qtbot: QtBot, text: str) -> None:
    assert not [kind for _, kind in stretches(drawn(text)) if "://" in kind]


def test_rows_have_all_cells(qtbot: QtBot) -> None:
    text = "| a | b | c |\n|---|---|---|\n| 1 |\n| 1 | 2\n| 1 | 2 | 3 | 4 |\n| `x\\|y` | `x|y` | x\\|y |\n| | | |"
    assert rows(drawn(text)) == [
        ["a", "b", "c"],
        ["1", "", ""],
        ["1", "2", ""],
        ["1", "2", "3"],
        ["x|y", "x|y", "x|y"],
        ["", "", ""],
    ]


def test_a_formula_or_code_with_a_bar_is_one_heading(qtbot: QtBot) -> None:
    assert len(rows(drawn("| $|x|$ | `a|b` |\n|---|---|\n| 1 | 2 |"))[0]) == 2


def test_words_are_raised_and_lowered(qtbot: QtBot) -> None:
    document = drawn("**x<sub>max</sub>** and 5<sup>th</sup> 👩 y<sub>$z$</sub>, a<sub>b c</sub>")
    assert document.toPlainText().startswith("xmax and 5th 👩 y")
    small = []
    fragments = document.begin().begin()
    while not fragments.atEnd():
        look = fragments.fragment().charFormat()
        if look.verticalAlignment() is not QTextCharFormat.VerticalAlignment.AlignNormal:
            small.append((fragments.fragment().text(), look.verticalAlignment().name, look.fontWeight() > 500))
        fragments += 1
    assert small == [("max", "AlignSubScript", True), ("th", "AlignSuperScript", False)]


@pytest.mark.parametrize(
    "text",
    [
        "**Step 1:**  \nDo it.  \n**Step 2:**  \nDone.",
        "**Step 1:**<br>Do it.<br>**Step 2:**<br>Done.",
        "**Step 1:**\\\nDo it.\\\n**Step 2:**\\\nDone.",
    ],
)
def test_bold_ends_at_a_line_break(qtbot: QtBot, text: str) -> None:
    assert [words for words, kind in stretches(drawn(text)) if kind == "bold"] == ["Step 1:", "Step 2:"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("one <br> two<br/>\nthree", "one \ntwo\nthree"),
        ("the tag `<br>` and ``a `<br/>` b`` breaks<br>lines", "the tag <br> and a `<br/>` b breaks\nlines"),
    ],
)
def test_a_break_tag_begins_a_line_and_is_text_in_code(qtbot: QtBot, text: str, shown: str) -> None:
    assert drawn(text).toPlainText().replace("\u2028", "\n") == shown


def test_words_beside_a_break_tag_are_two_words_when_read_and_copied() -> None:
    assert plain("one<br/>two `<br>`") == "one\ntwo <br>"


def test_bold_ends_before_a_formula(qtbot: QtBot) -> None:
    assert [words for words, kind in stretches(drawn("**答案：**$x$，**好**$y$**（中）**$z$")) if kind == "bold"] == [
        "答案：",
        "好",
        "（中）",
    ]


def test_bold_and_slanted_ends_beside_chinese(qtbot: QtBot) -> None:
    assert stretches(drawn("***注意：***文，**a *b***c"))[:2] == [("注意：", "bold italic"), ("文，", "")]
