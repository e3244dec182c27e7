"""What is selected in the transcript, across messages, and its text for the clipboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.render.block import Block, Kind, to_markdown
from app.render.inline import plain
from app.render.table_rows import cells
from app.ui.chat.code_part import CodePart
from app.ui.chat.column import Column
from app.ui.chat.entry import Entry
from app.ui.chat.parts import Part
from app.ui.chat.text_parts import BlockPart, BubblePart

_BOXES = {None: "• ", False: "☐ ", True: "☑ "}
END = 1 << 30
"""A position behind everything a part may hold."""


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """A place in the text of the transcript."""

    entry: int
    part: int
    position: int


class Selection:
    """From the spot where selecting began to the spot where it is now; nothing if they are the same."""

    def __init__(self) -> None:
        self.begin: Spot | None = None
        self.caret: Spot | None = None

    @property
    def is_empty(self) -> bool:
        return self.begin is None or self.caret is None or self.begin == self.caret

    def clear(self) -> None:
        self.begin = self.caret = None

    def start(self, spot: Spot) -> None:
        """Begin to select here."""
        self.begin = self.caret = spot

    def extend(self, spot: Spot) -> None:
        """Select up to here."""
        if self.begin is None:
            self.begin = spot
        self.caret = spot

    def span(self) -> tuple[Spot, Spot]:
        """First and last spot, in reading order. Only while something is selected."""
        assert self.begin is not None
        assert self.caret is not None
        return min(self.begin, self.caret), max(self.begin, self.caret)

    def range_in(self, entry: int, part: int) -> tuple[int, int] | None:
        """The selected positions of one part."""
        if self.is_empty:
            return None
        first, last = self.span()
        here = (entry, part)
        if here < (first.entry, first.part) or here > (last.entry, last.part):
            return None
        start = first.position if here == (first.entry, first.part) else 0
        end = last.position if here == (last.entry, last.part) else END
        return (start, end) if start < end else None


def copied_text(column: Column, selection: Selection, *, as_markdown: bool) -> str:
    """What goes to the clipboard. Blocks that are selected whole are copied from their source.

    Plain text loses the marks of Markdown and keeps the formulas; messages are separated by an empty line.
    """
    if selection.is_empty:
        return ""
    first, last = selection.span()
    messages = []
    for index in range(first.entry, last.entry + 1):
        entry = column.entries[index]
        text = _entry_text(entry, index, selection, as_markdown=as_markdown)
        if text.strip():
            messages.append(text.strip("\n"))
    return "\n\n".join(messages)


def _entry_text(entry: Entry, index: int, selection: Selection, *, as_markdown: bool) -> str:
    first, last = selection.span()
    if first.entry < index < last.entry and (as_markdown or entry.is_user):
        return entry.text
    if entry.heights is None:  # never seen, or not for long: then it is selected whole
        return entry.text if as_markdown or entry.is_user else plain_text(entry.all_blocks)
    pieces: list[str] = []
    whole: list[Block] = []

    def flush() -> None:
        if whole:
            pieces.append(to_markdown(whole) if as_markdown else plain_text(whole))
            whole.clear()

    for part_index in range(*entry.content.indices(len(entry.parts))):
        reach = selection.range_in(index, part_index)
        if reach is None:
            continue
        part = entry.parts[part_index]
        start, end = reach
        if isinstance(part, BlockPart | CodePart) and start == 0 and (end >= END or end >= _length(part)):
            whole.append(part.block)
            continue
        flush()
        copied = part.copied_as_markdown if as_markdown else part.copied
        pieces.append(copied(start, min(end, END)))
        if isinstance(part, BubblePart) and entry.is_folded and end >= END:
            pieces.append(entry.text[len(part.source) :])  # what is folded away belongs to it
    flush()
    return ("" if entry.is_user else "\n\n").join(pieces)


def _length(part: Part) -> int:
    text = part.text()
    if not text:
        return END
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def plain_text(blocks: Sequence[Block], *, with_markers: bool = True) -> str:
    """Blocks without the marks of Markdown, as a reader would type them."""
    pieces: list[str] = []
    for index, block in enumerate(blocks):
        if index:
            follows_item = any(not nest.is_quote for nest in blocks[index - 1].nesting)
            begins_item = block.begins_item and follows_item
            pieces.append("" if block.goes_on else "\n" if begins_item else "\n\n")
        pieces.append(plain_block(block, with_markers=with_markers))
    return "".join(pieces)


def plain_block(block: Block, *, with_markers: bool) -> str:
    """One block as plain text."""
    indent = "  " * max(0, block.depth - 1)
    marker = ""
    for nest in block.nesting:
        if nest.is_start and not nest.is_quote:
            marker = _BOXES[nest.is_checked] if nest.number is None else f"{nest.number}. "
    match block.kind:
        case Kind.CODE | Kind.MATHS:
            text = block.source
        case Kind.RULE:
            text = "———"
        case Kind.TABLE:
            text = _plain_table(block)
        case _:
            text = " ".join(plain(block.source).split("\n"))
    return indent + marker + text if with_markers else text


def _plain_table(block: Block) -> str:
    rows = block.source.split("\n")
    kept = rows[2:] if block.goes_on else [rows[0], *rows[2:]]
    return ("\n" if block.goes_on else "") + "\n".join(
        "\t".join(plain(cell).replace("\n", " ") for cell in cells(row)) for row in kept
    )
