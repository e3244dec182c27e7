"""An answer that is being written never shows something that it takes back: unfinished syntax does not flicker.

Texts as models write them arrive one character at a time, the hardest case. Measured on what is drawn: after each
character everything that a reader saw still stands there, in the same kind of block, and what is new comes after it.
The look of a character may change once (an address turns out to be one). Where Markdown itself decides later, the
change is named here and happens once.
"""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.render.blocks import BlockSplitter, split
from tests.ui.chat.shown_text import Glyph, Shown

ANSWERS = {
    "emphasis": (
        "Some **bold words** and *leaning ones*, ***both at once***, "
        "~~struck~~ text. __Bold__ and _leaning_.\n"
        "\n"
        "*leaning\n"
        "over two lines* and **bold\n"
        "over two**. **Bold with `code`, *more* and [a link](https://a.example)**.\n"
    ),
    "code spans": ("Call `f(x)`, ``a ` tick`` and `**not bold**`; `[x](y)` and `$x$` too. `~/a` and `a|b`\n"),
    "chinese": (
        "## 标题\n"
        "\n"
        "**结论：**这是一个很好的例子，它**非常**好。价格是$5。公式$x+1$在这里，\\(y\\)也是。\n"
        "\n"
        "1. 第一\n"
        "2. 第二：`代码`\n"
    ),
    "links": (
        "See [the page](https://a.example/a_b_c), "
        '[one](https://a.example/A_(b) "with a title") and [*it*](#x).\n'
        "\n"
        "[Start](https://s.example) of a line. "
        "**[Bold](https://b.example)**. <https://c.example/x> and <me@d.example>.\n"
    ),
    "brackets": (
        "An [unlinked] word, a[0], b[i][j], an interval [0, 1) that "
        "is half open and goes on for quite a while.\n"
        "\n"
        "[x] is no task. [TODO]: later\n"
    ),
    "bare addresses": ("At https://a.example/x_y?z=1 and www.b.example, or me@c.example.\n"),
    "pictures": (
        "Look: ![a whale](https://p.example/x.png) here!\n"
        "\n"
        "![alone](https://p.example/y.png)\n"
        "\n"
        "[![badge](https://p.example/z.svg)](https://a.example/a/rath"
        "er/long/address) is a link. Great! [Yes](https://y.example).\n"
    ),
    "footnotes": ("It is known[^1] and more[^note].\n\n[^1]: The first, with **bold**.\n[^note]: Another.\n"),
    "headings": (
        "# One\n\n## Two **bold**\n\n### Three `code`\ntext right below\n\n#### 4. Four with $x$\n\n#hashtag\n"
    ),
    "lists": (
        "Points:\n"
        "- one\n"
        "- two\n"
        "  - by two\n"
        "   - by three\n"
        "    - by four\n"
        "- **three**: text\n"
        "\n"
        "Steps:\n"
        "1. first\n"
        "2. second\n"
        "   - inside\n"
        "  - as models do\n"
        "10. tenth\n"
        "\n"
        "* star\n"
        "+ plus\n"
        "1) other\n"
        "\n"
        "- [link](https://a.example)\n"
        "- `code`\n"
        "- $x$\n"
        "- $$y$$\n"
    ),
    "tasks": ("To do:\n- [ ] open\n- [x] done\n  - [ ] inside\n1. [ ] numbered\n"),
    "tables": (
        "Here:\n"
        "\n"
        "| a | **b** |\n"
        "|---|:-:|\n"
        "| 1 | **2** |\n"
        "| `x` | $z$ |\n"
        "\n"
        "after\n"
        "\n"
        "Straight after:\n"
        "| c | d |\n"
        "| --- | --- |\n"
        "| [l](https://a.example) | ~~6~~ |\n"
        "\n"
        "| no table\n"
    ),
    "fences": (
        "Do:\n"
        "```python\n"
        "def f():\n"
        "\n"
        '    return "```"\n'
        "```\n"
        "\n"
        "~~~\n"
        "tilde\n"
        "~~~\n"
        "\n"
        "````md\n"
        "```\n"
        "inner\n"
        "```\n"
        "````\n"
        "\n"
        "- item\n"
        "  ```sh\n"
        "  ls\n"
        "  ```\n"
        "- next\n"
        "\n"
        "> ```js\n"
        "> x\n"
        "> ```\n"
        "\n"
        "    indented\n"
        "    code\n"
    ),
    "quotes": (
        "> A quote\n"
        "> of two\n"
        ">\n"
        "> - with a list\n"
        "> more\n"
        "\n"
        "> > deep\n"
        "\n"
        "> **Note**\n"
        "> text\n"
        "\n"
        "---\n"
        "\n"
        "***\n"
        "\n"
        "text\n"
        "\n"
        "- - -\n"
        "\n"
        "___\n"
    ),
    "formulas": (
        "Inline \\(a^2 + b^2\\) and $x_1$, prices $5 and $10, and $E = mc^2$. Then:\n"
        "\n"
        "$$\n"
        "\\int_0^1 x\\,dx\n"
        "$$\n"
        "\n"
        "\\[ \\begin{cases} 1 & \\text{if } x \\\\ 0 \\end{cases} \\]\n"
        "\n"
        "So\n"
        "\\[\n"
        "q\n"
        "\\]\n"
        "and $$y = 1$$ or \\[z\\] in a line.\n"
        "\n"
        "$$y = 1$$ begins this line, and\n"
        "\n"
        "\\[ z \\] this one.\n"
        "\n"
        "\\begin{align}\n"
        "a &= b \\\\\n"
        "c &= d\n"
        "\\end{align}\n"
        "\n"
        "$$x$$\n"
    ),
    "money and shell": ("It costs $3.50 today, or 4$; $HOME and ${PATH}. Copy ~/a to ~/b in ~5 minutes.\n"),
    "signs": (
        "5 * 3 * 2 = 30, snake_case_name, 2 < 3 > 1 & 0; R&D at AT&T "
        "&amp; &lt;b&gt; a<br>b <think>x</think> </x>.\n"
        "\n"
        "C:\\path\\to \\*not\\* 1986. A year.\n"
        "\n"
        "1986. A year\n"
        "\n"
        "5 > 3. Well - said -- or --- not.\n"
        "\n"
        "-5 degrees\n"
        "\n"
        "--flag\n"
        "\n"
        ": no\n"
    ),
    "small script": ("Water is H<sub>2</sub>O, 10<sup>-3</sup> m, x<sub>max</sub> and `a<sub>1</sub>`.\n"),
    "right to left": ("مرحبا **بالعالم** و `code` ثم [رابط](https://a.example).\n\n- واحد\n- اثنان\n"),
    "addresses in chinese": (
        "访问https://a.example/文档，或（https://b.example/x_(y)）。 __粗__ 和 _斜_。\n"
        "\n"
        '(https://a.example/in_(b)), "http://localhost:11434/api" and https://a.example/~u/_x_/y.\n'
    ),
    "long footnotes": (
        "A[^1] and[^b].\n\n[^1]: First.\n\n    Second `paragraph`.\n\n    - a list\n\n[^b]: Other\nlazy.\n\nText.\n"
    ),
    "an answer of R1": (
        "### 解题步骤\n"
        "\n"
        "**结论：**见下。\n"
        "\n"
        "1. **Step** — compute $\\Delta = b^2-4ac$:\n"
        "   \\[\n"
        "   \\boxed{x = \\frac{1}{2}}\n"
        "   \\]\n"
        "2. Check:\n"
        "   - sub\n"
        "\n"
        "| 特性 | $|x|$ | `a\\|b` |\n"
        "|:--|:-:|--:|\n"
        "| 一<br>二 | `a\\|b` | 5 |\n"
        "| short |\n"
        "\n"
        "> one\n"
        "\n"
        "> two 🐋 👩‍👩‍👧‍👦\n"
        "\n"
        "**Final answer:** \\[ \\boxed{42} \\]\n"
    ),
    "steps": ("**Step 1:**  \nDo it.  \n**Step 2:**<br>Done. **答案：**$x$。\n"),
    "strong words": ("**One**, **two**; and (**three**). **四**、**五**。 **bold words**, then **more**.\n"),
}


def _reading(shown: list[list[Glyph]]) -> list[Glyph]:
    glyphs = [glyph for block in shown for glyph in block]
    while glyphs and glyphs[-1].character.isspace():
        glyphs.pop()  # nobody sees it
    return glyphs


def _seen(glyph: Glyph) -> object:
    """What counts of a glyph: its character, or for the beginning of a block what kind it is."""
    return glyph.character or glyph.look


def _taken_back(before: list[Glyph], after: list[Glyph]) -> str:
    """What was seen and is not there any more."""
    for index, glyph in enumerate(before):
        if index >= len(after) or _seen(glyph) != _seen(after[index]):
            return "".join(str(_seen(glyph)) for glyph in before[index:])
    return ""


def _watch(text: str) -> tuple[list[str], int]:
    """What was taken back after which text, and how often the look of a character changed at most."""
    drawer, splitter = Shown(), BlockSplitter()
    before: list[Glyph] = []
    changes: list[int] = []
    taken = []
    for end in range(1, len(text) + 2):
        if end <= len(text):
            splitter.feed(text[end - 1])
        else:
            splitter.finish()
        after = _reading(drawer.of(splitter.blocks))
        if lost := _taken_back(before, after):
            taken.append(f"after {text[max(0, end - 20) : end]!r}: {lost!r}")
        changes += [0] * (len(after) - len(changes))
        for index, (old, new) in enumerate(zip(before, after, strict=False)):
            changes[index] += bool(old.character) and old.look != new.look
        before = after
    assert before == _reading(Shown().of(split(text)))
    return taken, max(changes, default=0)


@pytest.mark.parametrize("name", ANSWERS)
def test_nothing_that_was_shown_is_taken_back(qtbot: QtBot, name: str) -> None:
    taken, changes = _watch(ANSWERS[name])
    assert not taken, "\n".join(taken)
    assert changes <= 1


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Title\n===\n\ntext\n", "Title"),
        ("Title\n---\n\ntext\n", "Title"),
        ("a | b\n--|--\n1 | 2\n", "a | b"),
        ("See [the docs][d] there.\n\n[d]: https://d.example\n", "[the docs]"),
        ("A **star that stays open, and more.\n\nNext\n", "star that"),
    ],
)
def test_what_markdown_decides_later_changes_once(qtbot: QtBot, text: str, what: str) -> None:
    taken, _ = _watch(text)
    assert len(taken) == 1
    assert what in taken[0]


@pytest.mark.parametrize("text", ["~5 GB to ~10 GB", "cp ~/a ~/b and ~c/", "~a~", "`~x~` and ~y~ \\~z~"])
def test_a_lone_tilde_is_a_tilde(qtbot: QtBot, text: str) -> None:
    """GitHub's dialect would strike out what stands between two of them."""
    glyphs = _reading(Shown().of(split(text)))
    assert "".join(glyph.character for glyph in glyphs) == text.replace("`", "").replace("\\", "")
    assert not any("struck" in glyph.look for glyph in glyphs if isinstance(glyph.look, tuple) and glyph.character)


def test_a_paragraph_that_resembles_a_table_is_text(qtbot: QtBot) -> None:
    glyphs = _reading(Shown().of(split("a | b\n--|\n")))
    assert "".join(glyph.character for glyph in glyphs).split() == ["a", "|", "b", "--|"]


def test_a_picture_as_the_label_of_a_link_is_that_link(qtbot: QtBot) -> None:
    glyphs = _reading(Shown().of(split("[![badge](https://p.example/z.svg)](https://a.example)")))
    assert "".join(glyph.character for glyph in glyphs) == "Picture from p.example: badge"


def test_small_numbers_are_raised_and_lowered(qtbot: QtBot) -> None:
    glyphs = _reading(Shown().of(split("H<sub>2</sub>O, 10<sup>-3</sup>, x<sub>max</sub>, `a<sub>1</sub>`")))
    assert "".join(glyph.character for glyph in glyphs) == "H₂O, 10⁻³, xmax, a<sub>1</sub>"
