"""Documents look like the screen, hold nothing but what is on the list, and are never slow."""

import time
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.render.clean_html import ATTRIBUTES, TAGS, VOID_TAGS, clean
from app.render.code import CodeRole
from app.render.documents import to_html
from app.render.links import check
from tests.helpers.audit import audited
from tests.render.hostile_corpus import CORPUS


class Judge(HTMLParser):
    """Fails on anything that is not on the lists, with a list of its own for attributes that the writer adds."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, tag
        for name, value in attrs:
            assert (tag, name) in ATTRIBUTES, (tag, name)
            if name == "href":
                link = check(value or "")
                assert link is not None, value
                assert link.url == value
        if tag not in VOID_TAGS:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"comment {data}")

    handle_decl = handle_pi = unknown_decl = handle_comment


def judged(html: str) -> str:
    """The text of a document that passed."""
    judge = Judge()
    judge.feed(html)
    judge.close()
    assert judge.open == []
    return "".join(judge.text)


def flat(text: str) -> str:
    return to_html(text).replace("\n", "")


def test_corpus_is_as_large_as_promised() -> None:
    assert len(CORPUS) >= 300
    assert len({name for name, _ in CORPUS}) == len(CORPUS)


@pytest.mark.parametrize(("name", "text"), CORPUS, ids=[name for name, _ in CORPUS])
def test_hostile_text_is_harmless_and_quick(name: str, text: str) -> None:
    """Nothing is opened, nothing but the list is in the result, and each block takes well under 100 ms."""
    started = time.thread_time()
    with audited() as audit:
        html = to_html(text)
    seconds = time.thread_time() - started
    blocks = html.count("\n") + 1
    judged(html)
    audit.assert_silent()
    assert seconds < 0.4 + blocks / 1_000 + len(text) / 100_000, f"{seconds:.2f} s"


MARKS = "* ** _ ` ~~ [ ] ( ) ![ ]( < > <b> </b> <!-- & &lt; | $ $$ \\( \\) \\ \" ' [^1] <br>"
LINES = (
    "javascript:",
    "https://a.b",
    "file:///x",
    "\n",
    "\n\n",
    "- ",
    "1. ",
    "> ",
    "# ",
    "```\n",
    "| a | b |\n|---|---|\n",
    "    ",
    "[r]: x\n",
    "\t",
    "\r",
    " ",
    "\x02",
)
ATOMS = st.lists(st.sampled_from((*MARKS.split(), *LINES, "word", "1", "\ue000")), max_size=40).map("".join)


@settings(max_examples=250, deadline=None)
@given(ATOMS)
def test_any_text_gives_an_allowed_document(text: str) -> None:
    html = to_html(text)
    judged(html)
    assert clean(html) == clean(clean(html))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60).map(lambda text: f"<p>{text}</p><img src=x alt=y><a href='{text}'>x<table><td>"))
def test_cleaning_anything_gives_an_allowed_document(html: str) -> None:
    judged(clean(html))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# A **b**", "<h1>A <strong>b</strong></h1>"),
        ("a\n\nb", "<p>a</p><p>b</p>"),
        ("*a* ~~b~~ `c`", "<p><em>a</em> <del>b</del> <code>c</code></p>"),
        ("**Note:**text", "<p><strong>Note:</strong>text</p>"),
        ("- a\n  1. b\n- c", "<ul><li>a<ol><li>b</li></ol></li><li>c</li></ul>"),
        ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("- [x] a\n- [ ] b", "<ul><li>☑ a</li><li>☐ b</li></ul>"),
        ("> a\n> > b", "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>"),
        ("---", "<hr>"),
        ("<b>a</b>", "<p><strong>a</strong></p>"),
        ("<u>a</u>", "<p>&lt;u&gt;a&lt;/u&gt;</p>"),
        ("a<br>b", "<p>a<br>b</p>"),
        (r"\$5 and \*a\*", "<p>$5 and *a*</p>"),
        ("$x<y$", '<p><span class="maths">$x&lt;y$</span></p>'),
        ("$$\nx\n$$", '<p class="maths">$$<br>x<br>$$</p>'),
        ("![a whale](file:///etc/passwd)", "<p>[a whale]</p>"),
        ("[a](https://b.c)", '<p><a href="https://b.c">a</a></p>'),
        ("[a][r]\n\n[r]: https://b.c", '<p><a href="https://b.c">a</a></p>'),
        ("[a](javascript:b)", "<p>a</p>"),
        ("x<sub>max</sub> 5<sup>th</sup>", "<p>x<sub>max</sub> 5<sup>th</sup></p>"),
        ("见https://b.c，", '<p>见<a href="https://b.c">https://b.c</a>，</p>'),
        ("see https://b.c/d_(e).", '<p>see <a href="https://b.c/d_(e)">https://b.c/d_(e)</a>.</p>'),
        ("a[^1]\n\n[^1]: b", "<p>a<sup>1</sup></p><p><sup>1</sup> b</p>"),
        ("```\n<a>\n```", "<pre><code>&lt;a&gt;</code></pre>"),
        (
            "| a | b |\n|:--|--:|\n| 1 | 2 |",
            '<table><thead><tr><th align="left">a</th><th align="right">b</th></tr></thead>'
            '<tbody><tr><td align="left">1</td><td align="right">2</td></tr></tbody></table>',
        ),
    ],
)
def test_markdown_becomes_html(text: str, html: str) -> None:
    assert flat(text) == html


def test_code_carries_classes_or_colours() -> None:
    text = "```python\nif x:\n```"
    assert '<code class="language-python"><span class="keyword">if</span> x:</code>' in to_html(text)
    colours = dict.fromkeys(CodeRole, "#8A3FA8")
    assert '<span style="color:#8A3FA8">if</span>' in to_html(text, colours)


def test_long_table_and_paragraph_come_out_whole() -> None:
    """The splitter cuts them for the screen; a document joins them."""
    table = to_html("| a | b |\n|---|---|\n" + "".join(f"| {n} | x |\n" for n in range(65)))
    assert table.count("<table>") == table.count("<thead>") == 1
    assert table.count("<tr>") == 66
    paragraph = to_html("A sentence of some words. " * 400)
    assert paragraph.count("<p>") == 1
    assert paragraph.count("sentence") == 400


def test_block_beyond_the_limits_is_plain_text() -> None:
    html = to_html("[x" * 200 + " **bold**")
    assert "**bold**" in html
    assert "<strong>" not in html
