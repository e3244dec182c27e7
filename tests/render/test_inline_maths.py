"""Formulas are found in four notations; money, code and unfinished syntax stay text."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.render.inline_maths import Formula, Prose, has_formula, segments


def formulas(text: str) -> list[tuple[str, bool]]:
    return [(segment.tex, segment.is_display) for segment in segments(text) if isinstance(segment, Formula)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"so \(x^2\) is", [("x^2", False)]),
        (r"so \[x^2\] is", [("x^2", True)]),
        (r"so $x^2$ is", [("x^2", False)]),
        (r"so $$x^2$$ is", [("x^2", True)]),
        ("$$\nx = 1\n$$", [("x = 1", True)]),
        ("\\[\nx = 1 \\\\\ny = 2\n\\]", [("x = 1 \\\\\ny = 2", True)]),
        ("设$x$为实数，则$x^2$非负", [("x", False), ("x^2", False)]),
        ("the $n$th and $k$-means", [("n", False), ("k", False)]),
        ("$a$, $b$; ($c$). $d$", [("a", False), ("b", False), ("c", False), ("d", False)]),
        ("**$a$** and *$b$*", [("a", False), ("b", False)]),
        (r"$\text{cost: \$5}$", [(r"\text{cost: \$5}", False)]),
        ("it costs $5 and $x$ is free", [("x", False)]),
        ("价格是 $5 and $6。设$x$为实数", [("x", False)]),
        ("$1,000$ exactly", [("1,000", False)]),
        (r"$2 \text{ if so}$", [(r"2 \text{ if so}", False)]),
        ("$2x + 3y$", [("2x + 3y", False)]),
        ("$3\n\\times 4$", [("3\n\\times 4", False)]),
        (r"`$x$` and $y$", [("y", False)]),
        (r"``a ` $x$`` \(y\)", [("y", False)]),
        (r"a ` b $x$", [("x", False)]),
        (r"\(a\)\(b\)", [("a", False), ("b", False)]),
        (r"$a$$b$", []),
        (r"\( \text{a \\) b} \)", [(r"\text{a \\) b}", False)]),
    ],
)
def test_formula_is_found(text: str, expected: list[tuple[str, bool]]) -> None:
    assert formulas(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "$5",
        "$5 and $6",
        "$5-$6, $5/$6, $5–$10",
        "from $5 to 6$",
        "US$5 or CA$6, A$7$",
        "**$5** and **$6** ($7)",
        "$5M, $3.50/month, $1,299.99",
        "between $20 (was $30)",
        "$HOME and $PATH",
        "$HOME/$USER",
        "${HOME}:${PATH}",
        "from $ to $$$",
        r"\$x\$ and \$5",
        r"\\(x\\)",
        "`$x$` and ``\\(y\\)``",
        "$x is never closed",
        "$$x is never closed",
        r"\(x is never closed",
        r"\[x is never closed",
        "$ x$ and $x $",
        "$$ $$",
        r"\(\) \[\]",
        "$a\n\nb$",
        "",
        "\\",
    ],
)
def test_text_is_left_alone(text: str) -> None:
    assert formulas(text) == []
    assert not has_formula(text)
    assert segments(text) == ((Prose(text),) if text else ())


ATOMS = st.lists(
    st.sampled_from(
        ["$", "$$", "\\(", "\\)", "\\[", "\\]", "\\$", "\\", "`", "``", " ", "\n", "x", "5", "ab", "{", "设"]
    ),
    max_size=40,
).map("".join)


@given(ATOMS)
def test_nothing_is_lost_or_invented(text: str) -> None:
    """The sources joined are the text; no prose follows prose; formulas are never blank."""
    found = segments(text)
    assert "".join(part.source if isinstance(part, Formula) else part.text for part in found) == text
    for left, right in pairwise(found):
        assert not (isinstance(left, Prose) and isinstance(right, Prose))
    assert all(part.tex.strip() for part in found if isinstance(part, Formula))
    assert has_formula(text) == any(isinstance(part, Formula) for part in found)


@pytest.mark.parametrize("atom", ["$", "$$", "\\(", "\\[", "`", "$x ", "\\( ", "``` ", "$\\$", "[$", "\\\\(", "$`"])
def test_hostile_repetition_takes_linear_time(atom: str) -> None:
    text = atom * (60_000 // len(atom))
    started = time.thread_time()
    segments(text)
    assert time.thread_time() - started < 1.0
