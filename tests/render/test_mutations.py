"""Nothing raises, whatever is written: texts of models, cut, mixed and spoilt at random.

A small share runs with every suite, from a seed that is told when it fails; `BALEEN_MUTATIONS=200000` before the tests
runs as many as that.
"""

from __future__ import annotations

import os
import random

from app.render.blocks import BlockSplitter, split, to_markdown
from app.render.documents import html_of
from app.render.inline import close_open_marks, plain
from app.render.inline_maths import segments
from tests.benchmarks.answer_texts import realistic

COUNT = int(os.environ.get("BALEEN_MUTATIONS", "3000"))
HTML_EVERY = 20
"""Documents are a hundred times slower than the screen."""
SPICE = (
    *("```", "~~~", "$$", "$", "\\(", "\\)", "\\[", "\\]", "**", "__", "~~", "`", "|", "|---|", "> ", "- ", "1. "),
    *("# ", "[a](b)", "![i](u)", "[^1]", "[^1]: x", "<b>", "&#0;", "\t", "\r", "\n\n", "    ", "\\", "---", "- [ ] "),
    *("\u200f", "\u202e", "\0", "\ufeff", "\ud7ff", "é", "中", "🐋", "\u0301", "\u2028", "<think>", "</think>"),
)
SEEDS = [realistic(120, seed) for seed in range(8)] + [
    "- a\n  - b\n    - c\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    "$$\n\\begin{cases}1 & x\\\\0 & y\\end{cases}\n$$\n\ntext \\(a\\) and $b$, $5\n",
    "> quote\n> - list\n>   ```py\n>   x = 1\n>   ```\n",
    "# مرحبا\n\nنص English `code`\n",
]


def mutated(chance: random.Random) -> str:
    text = chance.choice(SEEDS)
    for _ in range(chance.randint(1, 6)):
        at, end = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        match chance.randrange(5):
            case 0:
                text = text[:at] + text[end:]
            case 1:
                text = text[:at] + chance.choice(SPICE) * chance.randint(1, 4) + text[at:]
            case 2:
                text = text[:at] + text[at:end][::-1] + text[end:]
            case 3:
                text = text[:end] + text[at:end] + text[end:]
            case _:
                text = text[:at] + chance.choice(SEEDS)[: chance.randint(1, 80)] + text[at:]
    return text[:3000]


def test_nothing_raises() -> None:
    """In any pieces the same blocks; every block can be written down and read as plain text."""
    seed = random.SystemRandom().randrange(1 << 32)
    for number in range(COUNT):
        text = mutated(random.Random(f"{seed}-{number}"))
        chance = random.Random(number)
        try:
            splitter = BlockSplitter()
            position = 0
            while position < len(text):
                step = chance.randint(1, 60)
                splitter.feed(text[position : position + step])
                position += step
            splitter.finish()
            blocks = split(text)
            for block in blocks:
                source = to_markdown([block])
                close_open_marks(source)
                plain(source)
                segments(source)
            if number % HTML_EVERY == 0:
                html_of(blocks)
        except Exception as error:
            raise AssertionError(f"seed {seed}, text {number}: {text!r}") from error
