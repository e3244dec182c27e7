"""Answers as models write them, of any length, always the same."""

from __future__ import annotations

import random

CHARACTERS_PER_TOKEN = 4
_WORDS = (
    *("the", "model", "answers", "with", "words", "that", "are", "short", "and", "long", "because", "people", "write"),
    *("like", "that", "when", "they", "explain", "**bold**", "things", "with", "`code`", "in", "between", "and", "a"),
    *("[link](https://example.com)", "now", "and", "then"),
)


def realistic(tokens: int, seed: int = 1) -> str:
    """Paragraphs, lists, headings, code, tables and formulas in the mix of a long answer."""
    chance = random.Random(seed)
    pieces: list[str] = []
    length = 0
    while length < tokens * CHARACTERS_PER_TOKEN:
        piece = _piece(chance)
        pieces.append(piece)
        length += len(piece)
    return "".join(pieces)[: tokens * CHARACTERS_PER_TOKEN]


def _piece(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.50:
        return _words(chance, chance.randint(30, 90)) + ".\n\n"
    if kind < 0.75:
        return "".join(f"- {_words(chance, 12)}\n" for _ in range(6)) + "\n"
    if kind < 0.85:
        return f"### {_words(chance, 5)}\n\n"
    if kind < 0.95:
        return "```python\n" + "".join(f"def f{n}(x):\n    return x + {n}  # sum\n" for n in range(8)) + "```\n\n"
    return "| a | b |\n|---|---|\n" + f"| one | {_words(chance, 3)} |\n" * 6 + "\n"


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choice(_WORDS) for _ in range(count))


def endless(kind: str, tokens: int) -> str:
    """One block that fills the whole answer: paragraph, table, quote, list or code."""
    chance = random.Random(2)
    size = tokens * CHARACTERS_PER_TOKEN
    match kind:
        case "table":
            text = "| a | b | c |\n|---|---|---|\n" + "".join(
                f"| {_words(chance, 2)} | {_words(chance, 3)} | {n} |\n" for n in range(size // 30)
            )
        case "code":
            text = "```python\n" + "".join(f"value_{n} = compute({n}, other)  # why\n" for n in range(size // 30))
        case "list":
            text = "".join(f"- {_words(chance, 12)}\n" for _ in range(size // 60))
        case "quote":
            text = "> " + "".join(f"{_words(chance, 15)}. " for _ in range(size // 80))
        case _:
            text = "".join(f"{_words(chance, 15)}. " for _ in range(size // 80))
    return text[:size]
