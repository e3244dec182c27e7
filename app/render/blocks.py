"""The block splitter: text in any pieces in, blocks out.

It follows CommonMark with tables, task lists, strikethrough and footnotes, and adds what models write besides: bullets
under a numbered item with too few spaces, and formulas between `$$`, `\\[ \\]` or in an environment of TeX. There is no
HTML: it stays text, but for the tags in `fold_tags`, `key_tags`, `break_tags` and `small_script`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.render import line_grammar as grammar
from app.render.block import Block, Kind, Nest, to_markdown
from app.render.block_tree import DEEPEST
from app.render.line_reader import ROWS_PER_CHUNK, LineReader
from app.render.open_block import Container, Leaf
from app.render.paragraph_cut import LONG_PARAGRAPH

__all__ = ["DEEPEST", "ROWS_PER_CHUNK", "Block", "BlockSplitter", "Kind", "Nest", "split", "to_markdown"]


class BlockSplitter(LineReader):
    """Blocks of a text that arrives bit by bit.

    The blocks depend on the text alone, never on how it was cut into pieces. What is before the index that `feed`
    returns did not change.
    """

    def __init__(self) -> None:
        super().__init__()
        self._settled = 0
        self._partial = ""
        self._is_mid_line = False
        """The beginning of the partial line is in the leaf already."""

    def feed(self, text: str) -> int:
        """Take more text; returns the index of the first block that changed."""
        start = self._first_changed = settled = self._settled
        before = self.blocks[start:]
        del self.blocks[start:]
        *lines, self._partial = (self._partial + text).split("\n")
        for line in lines:
            self._take_line(line)
        if self._is_mid_line or len(self._partial) > LONG_PARAGRAPH:
            self._take_long_partial()
        self._try_tail()
        if self._first_changed < settled:
            return self._first_changed
        for old, new in zip(before, self.blocks[settled:], strict=False):
            if old != new:
                break
            start += 1
        return start

    def finish(self) -> int:
        """The text is complete: close everything. Returns the index of the first block that changed."""
        start = self._first_changed = self._settled
        del self.blocks[start:]
        if self._partial:
            self._take_line(self._partial)
            self._partial = ""
        self._close_containers(0)
        self._close_leaf()
        self._settled = len(self.blocks)
        return min(start, self._first_changed)

    def _take_line(self, raw: str) -> None:
        raw = raw.removesuffix("\r").replace("\0", "\ufffd")
        if self._is_mid_line:
            self._is_mid_line = False
            if self._leaf is not None:
                self._leaf.lines[-1] += raw
                self._cut_paragraph(self._leaf)
        else:
            self._line(raw)
        self._settled = len(self.blocks)

    def _take_long_partial(self) -> None:
        """Put the text of a line without end into its paragraph, which may be cut before the line ends."""
        text = self._partial.removesuffix("\r").replace("\0", "\ufffd")
        if not self._is_mid_line:
            leaf = self._leaf
            is_verbatim = leaf is not None and leaf.kind in (Kind.CODE, Kind.MATHS)
            is_in_table = leaf is not None and leaf.kind is Kind.TABLE
            if is_verbatim or grammar.is_undecided(text, in_code=False, in_table=is_in_table):
                return
            saved = self._save()
            self._line(text)
            if self._leaf is None or not self._leaf.is_text:
                self._restore(saved)
                return
        elif self._leaf is not None:
            self._leaf.lines[-1] += text
            self._cut_paragraph(self._leaf)
        self._is_mid_line = True
        self._partial = "\r" if self._partial.endswith("\r") else ""
        self._settled = len(self.blocks)

    def _save(self) -> tuple[int, tuple[Container, ...], Leaf | None]:
        return len(self.blocks), self._stack, self._leaf.copy() if self._leaf else None

    def _restore(self, saved: tuple[int, tuple[Container, ...], Leaf | None]) -> None:
        count, self._stack, self._leaf = saved
        del self.blocks[count:]

    def _try_tail(self) -> None:
        """Show the open leaf and the unfinished line as far as it is clear what they are."""
        count, stack, leaf = self._save()
        self._is_trial = True
        partial = self._partial.removesuffix("\r").replace("\0", "\ufffd")
        if partial and self._is_mid_line and self._leaf:
            self._leaf.lines[-1] += partial
        elif partial and not grammar.is_undecided(
            partial,
            in_code=leaf is not None and leaf.kind is Kind.CODE,
            in_table=leaf is not None and leaf.kind is Kind.TABLE,
        ):
            self._line(partial)
        if self._leaf is not None and (block := self._tail_block(self._leaf)):
            self.blocks.append(block)
        self._is_trial = False
        self._stack, self._leaf = stack, leaf
        self._settled = count

    def _tail_block(self, leaf: Leaf) -> Block | None:
        lines = leaf.lines
        if leaf.is_text and lines[-1].startswith("|") and len(lines[-1]) <= grammar.LONGEST_TABLE_LINE:
            lines = lines[:-1]  # perhaps the header of a table
        if not lines and leaf.kind is not Kind.CODE:
            return None
        return self._block_of(leaf if lines is leaf.lines else replace(leaf, lines=lines), is_closed=False)


def split(text: str) -> Sequence[Block]:
    """The blocks of a complete text."""
    splitter = BlockSplitter()
    splitter.feed(text)
    splitter.finish()
    return splitter.blocks
