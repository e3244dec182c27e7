"""More hostile texts: one idea inside another, rows and items without measure, scripts of the world, and loads that
hide behind what the program itself writes (chips of pictures, autolinks, formulas, footnotes).
"""

from __future__ import annotations

from collections.abc import Iterator

Entry = tuple[str, str]


def mixtures(file_url: str) -> Iterator[Entry]:
    """(name, text) pairs; `file_url` is a local file that must not be read."""
    yield from _hidden_loads(file_url)
    yield from _slow_mixtures()
    yield from _scripts()


def _hidden_loads(file_url: str) -> Iterator[Entry]:
    yield "mixed: picture in an autolink", f"<https://a.example/![x]({file_url})>"
    yield "mixed: picture in the label of a reference", f"[![x]({file_url})][r]\n\n[r]: {file_url}"
    yield "mixed: picture in a footnote", f"x[^1]\n\n[^1]: ![x]({file_url})\n\n    ![y]({file_url})"
    yield "mixed: picture between formulas", f"$a$ ![x]({file_url}) $b$ \\(c\\)![y]({file_url})\\(d\\)"
    yield "mixed: picture in a table in a quote in an item", f"- > | a |\n  > |---|\n  > | ![x]({file_url}) |\n"
    yield "mixed: picture with code in its words", f"![`x`]({file_url}) ![$x$]({file_url})"
    yield "mixed: picture over two lines", f"![x\ny](\n{file_url}\n)"
    yield "mixed: picture in strikethrough in a heading", f"## ~~![x]({file_url})~~ **![y]({file_url})**"
    yield "mixed: escaped picture", f"\\![x]({file_url}) !\\[x]({file_url}) ![x\\]({file_url})"
    yield "mixed: address that goes on in brackets", f"https://a.example/]({file_url}) [https://a.example]({file_url})"
    yield "mixed: TeX that reads files", r"$$\input{/etc/passwd} \include{x} \openin5=/etc/passwd \write18{id}$$"
    yield "mixed: TeX that asks for pictures", rf"\[ \includegraphics{{{file_url}}} \href{{{file_url}}}{{x}} \]"
    yield "mixed: TeX with MathML", r"$\text{</mtext><mglyph src='file:///etc/passwd'/><mtext>}$ $<maction>x</maction>$"
    yield "mixed: TeX with entities", r"$\text{<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;}$ $&y;$"
    yield "mixed: TeX with a script", r"$\text{<image href='file:///etc/passwd'/>}$ \(\style{background:url(x)}{y}\)"


def _slow_mixtures() -> Iterator[Entry]:
    items = "".join(f"{'  ' * (n % 11)}- a\n" for n in range(3_000))
    repeated = {
        "code in items": ("- a\n  ```python\n  x = 1\n  ```\n", 500),
        "formulas in items": ("1. $$x$$\n", 800),
        "formulas in a table": ("| $x$ | \\(y\\) |\n", 600),
        "quotes one by one": ("> a\n\n", 1_500),
        "tables one by one": ("| a |\n|---|\n| b |\n\n", 500),
        "footnotes with lists": ("[^a]: b\n\n    - c\n\n", 700),
        "labels with addresses": ("[https://a.example/", 1_500),
        "addresses in labels": ("[https://a.b](https://c.d) ", 300),
        "code and addresses": ("`https://a.b` https://c.d ", 300),
        "addresses in Chinese": ("见https://a.b，", 600),
        "breaks in a row": ("<br>", 1_500),
        "small script": ("H<sub>2</sub>", 1_000),
        "pictures": ("![a](https://b.example/c.png)", 120),
        "strong in Chinese": ("**中：**文", 700),
        "entities with names": ("&amp;&copy;", 1_000),
        "escaped bars": ("\\|", 3_000),
        "setext underlines": ("a\n===\n", 1_500),
        "nested marks": ("***a **b *c*** ", 700),
        "titles": ('[a](b "', 1_200),
        "half fences in quotes": ("> ```\n", 1_500),
        "mixed markers": ("- a\n+ b\n* c\n1. d\n2) e\n", 400),
    }
    for name, (atom, times) in repeated.items():
        yield f"slow mixed: {name}", atom * times
    yield "slow mixed: stairs of items", items
    yield "slow mixed: text in a framed array", "$$\\begin{array}{|" + "c|" * 500 + "}" + "\\hline a & " * 400 + "$$"
    yield "slow mixed: dollars in text", r"$$\text{" + "a $b$ " * 600 + "}$$"
    yield "slow mixed: open texts", "$" + r"\text{" * 500 + "$"
    yield "slow mixed: a row of bars and code", "| a | b |\n|---|---|\n|" + "`|" * 490 + "\n" + "|" * 990
    yield "slow mixed: a Hebrew table", "| א | ב |\n|---|---|\n" + "| ג | **ד** |\n" * 800
    yield (
        "slow mixed: a wide Hebrew table",
        "|" + "א|" * 300 + "\n|" + "-|" * 300 + "\n" + ("|" + "ב|" * 300 + "\n") * 3,
    )


def _scripts() -> Iterator[Entry]:
    yield "characters: all directions in a line", "אבג abc 123 \u202e١٢٣\u202c (אבג) [abc] " * 150
    yield "characters: ligatures", "ﷺ ﷽ ﴾ ﴿ " * 300
    yield "characters: joined marks", "".join(chr(0x0300 + n % 0x70) for n in range(3_000))
    yield "characters: Tibetan stacks", "ཧཱུྃ" * 800
    yield "characters: flags", "🇩🇪🇫🇷" * 700
    yield "characters: skin tones without a person", "🏽" * 800 + "\u200d" * 800
    yield "characters: variation selectors", "a\ufe0f\ufe0e" * 1_000
    yield "characters: letters of mathematics", "𝒜𝔅ℭ𝔻" * 700
    yield "characters: one long Chinese paragraph", "这是一个很长的段落，没有空格。" * 400
    yield "characters: Chinese without a stop", "字" * 6_000
    yield "characters: no-break spaces", "a\u00a0" * 3_000
