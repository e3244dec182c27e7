"""Cuts the Markdown of an answer into blocks while it is being written.

A block is a leaf of CommonMark's tree (paragraph, heading, code, table, formula, rule) that knows in which quotes and
list items it lies. Only the end of the list ever changes, so a screen draws again no more than that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import takewhile

from app.render.inline import as_text_only


class Kind(Enum):
    """What a block is."""

    PARAGRAPH = auto()
    HEADING = auto()
    CODE = auto()
    TABLE = auto()
    RULE = auto()
    MATHS = auto()
    """A displayed formula."""
    FOOTNOTE = auto()
    """What a footnote says; `Block.lang` holds its label."""


@dataclass(frozen=True, slots=True)
class Nest:
    """One quote or list item around a block, from the outside in."""

    is_quote: bool = False
    number: int | None = None
    """The number of an ordered item; None for bullets and quotes."""
    is_checked: bool | None = None
    """State of a task item; None where there is no box."""
    is_start: bool = False
    """The block is the first of its quote or item; the marker of an item stands beside it."""


@dataclass(frozen=True, slots=True)
class Block:
    """One leaf of the document.

    `source` is Markdown without the prefixes of quotes and lists; for code the code itself, for formulas the TeX
    without its delimiters, for tables header, delimiter row and rows (a chunk that goes on repeats the header).
    """

    kind: Kind
    source: str
    is_closed: bool = True
    """False while more text may still change the block."""
    nesting: tuple[Nest, ...] = ()
    level: int = 0
    """1 to 6 for headings."""
    lang: str = ""
    """The language of code, as written; the label of a footnote."""
    goes_on: bool = False
    """The block continues the previous one, which was cut because it was long."""
    definitions: tuple[str, ...] = ()
    """Lines `[label]: address` for the links of the block that name a label."""

    @property
    def depth(self) -> int:
        return len(self.nesting)

    @property
    def begins_item(self) -> bool:
        """Whether it stands beside the marker of a list item."""
        return bool(self.nesting) and self.nesting[-1].is_start and not self.nesting[-1].is_quote


def to_markdown(blocks: Sequence[Block]) -> str:
    """The Markdown of some neighbouring blocks, for the clipboard."""
    pieces: list[str] = []
    for index, block in enumerate(blocks):
        text = _bare_markdown(block)
        if index:
            pieces.append("" if block.goes_on and block.kind is Kind.TABLE else _gap(blocks[index - 1], block))
        first, other = _prefixes(block.nesting)
        lines = text.split("\n")
        pieces.append("\n".join([first + lines[0], *(other + line if line else other.rstrip() for line in lines[1:])]))
    return "".join(pieces)


def _gap(before: Block, after: Block) -> str:
    if after.goes_on:
        return " "
    is_next_item = after.begins_item and bool(before.nesting)
    shared = takewhile(lambda nest: not (nest.is_quote and nest.is_start), after.nesting)
    quotes = "".join("> " for a, b in zip(before.nesting, shared, strict=False) if a.is_quote and b.is_quote)
    return "\n" if is_next_item else f"\n{quotes.rstrip()}\n"


def _prefixes(nesting: tuple[Nest, ...]) -> tuple[str, str]:
    first = other = ""
    for nest in nesting:
        mark = "> " if nest.is_quote else "- " if nest.number is None else f"{nest.number}. "
        other += mark if nest.is_quote else " " * len(mark)
        if nest.is_checked is not None:
            mark += "[x] " if nest.is_checked else "[ ] "
        first += mark if nest.is_quote or nest.is_start else " " * len(mark)
    return first, other


def _bare_markdown(block: Block) -> str:
    match block.kind:
        case Kind.HEADING:
            one_line = block.source.replace("\n", " ")
            return f"{'#' * block.level} {one_line}"
        case Kind.CODE:
            fence = fence_for(block.source)
            return f"{fence}{block.lang}\n{block.source}\n{fence}"
        case Kind.MATHS:
            return f"$$\n{block.source}\n$$"
        case Kind.RULE:
            return "---"
        case Kind.FOOTNOTE:
            return f"[^{block.lang}]: {block.source}"
        case Kind.TABLE if block.goes_on:
            return "".join(f"\n{row}" for row in block.source.split("\n")[2:])
        case Kind.PARAGRAPH:
            return as_text_only(block.source)
        case _:
            return block.source


def fence_for(code: str) -> str:
    """A fence of backticks longer than any in the code."""
    longest = run = 0
    for character in code:
        run = run + 1 if character == "`" else 0
        longest = max(longest, run)
    return "`" * max(3, longest + 1)


def with_definitions(block: Block, definitions: dict[str, str]) -> Block:
    """The block with those definitions that its text names."""
    if not definitions or "[" not in block.source or block.kind in (Kind.CODE, Kind.MATHS):
        return block
    text = block.source.casefold()
    named = tuple(line for label, line in definitions.items() if f"[{label}]" in text)
    return block if named == block.definitions else replace(block, definitions=named)
