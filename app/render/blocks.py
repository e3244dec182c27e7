"""The block splitter: text in any pieces in, blocks out.

It follows CommonMark with tables, task lists, strikethrough and footnotes, and adds what models write besides: bullets
under a numbered item with too few spaces, and formulas between `$$`, `\\[ \\]` or in an environment of TeX. There is no
HTML: it stays text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.render import line_grammar as grammar
from app.render.block import Block, Kind, Nest, to_markdown, with_definitions
from app.render.open_block import Container, Leaf
from app.render.paragraph_cut import LONG_PARAGRAPH, cut_position
from app.render.table_rows import cells

__all__ = ["Block", "BlockSplitter", "Kind", "Nest", "split", "to_markdown"]

_CONTAINER_STARTS = frozenset(">-*+0123456789")
_BLOCK_STARTS = frozenset("=-*_#`~[$\\")
"""What a line must begin with to be more than text: most lines do not, and need no pattern."""

DEEPEST = 12
"""Quotes and lists in each other; what is deeper is shown at this depth."""
_NOTE_INDENT = 4
"""Columns before further paragraphs of a footnote."""
ROWS_PER_CHUNK = 20
CELLS_PER_CHUNK = 400
"""Rows and cells of a table before it goes on in another block: laying out costs time for each of them."""


class BlockSplitter:
    """Blocks of a text that arrives bit by bit.

    The blocks depend on the text alone, never on how it was cut into pieces. What is before the index that `feed`
    returns did not change.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._settled = 0
        self._stack: tuple[Container, ...] = ()
        self._leaf: Leaf | None = None
        self._partial = ""
        self._is_mid_line = False
        """The beginning of the partial line is in the leaf already."""
        self._is_trial = False
        self._definitions: dict[str, str] = {}
        self._first_changed = 0

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

    # -- lines ---------------------------------------------------------------------------------------------------

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

    def _line(self, raw: str) -> None:
        line = grammar.with_spaces(raw)
        matched, rest = self._match_containers(line)
        is_all_matched = matched == len(self._stack)
        if self._leaf is not None and is_all_matched and self._goes_on_verbatim(self._leaf, rest):
            return
        matched, rest = self._open_containers(matched, rest)
        self._add_text(matched, rest)

    def _match_containers(self, line: str) -> tuple[int, str]:
        """How many open containers the line belongs to, and the rest of it."""
        rest = line
        for index, container in enumerate(self._stack):
            indent = grammar.indent_of(rest)
            is_blank = not rest.strip()
            if container.nest.is_quote:
                found = grammar.QUOTE.match(rest, indent) if indent <= 3 else None
                if found is None:
                    return index, rest
                rest = rest[found.end() :]
            elif is_blank:
                if not container.is_started and self._leaf is None:
                    return index, rest
                rest = rest[container.indent :]
            elif indent >= container.indent:
                rest = rest[container.indent :]
            elif self._is_bullet_below_number(container, indent, rest):
                # Models indent bullets below "1." by two spaces; CommonMark would end the list.
                self._stack = (*self._stack[:index], replace(container, indent=indent), *self._stack[index + 1 :])
                rest = rest[indent:]
            else:
                return index, rest
        return len(self._stack), rest

    def _is_bullet_below_number(self, container: Container, indent: int, rest: str) -> bool:
        is_code = self._leaf is not None and self._leaf.kind is Kind.CODE
        return (
            container.nest.number is not None
            and indent >= 2
            and not is_code
            and grammar.BULLET.match(rest, indent) is not None
        )

    # -- code and formulas: no Markdown inside ---------------------------------------------------------------------

    def _goes_on_verbatim(self, leaf: Leaf, rest: str) -> bool:
        if leaf.kind is Kind.MATHS:
            return self._goes_on_maths(leaf, rest)
        if leaf.kind is not Kind.CODE:
            return False
        indent = grammar.indent_of(rest)
        if not leaf.fence:
            if rest.strip() and indent < 4:
                return False
            leaf.lines.append(rest[4:])
            return True
        text = rest.strip()
        if indent <= 3 and text.startswith(leaf.fence) and not text.strip(leaf.fence[0]):
            self._close_leaf()
        else:
            leaf.lines.append(rest[min(indent, leaf.indent) :])
        return True

    def _goes_on_maths(self, leaf: Leaf, rest: str) -> bool:
        if not rest.strip():
            self._give_up_maths(leaf)
            return False
        end = rest.find(leaf.fence)
        if end < 0:
            leaf.lines.append(rest)
            return True
        cut = end + len(leaf.fence) if leaf.fence.startswith("\\end") else end
        if rest[:cut].strip():
            leaf.lines.append(rest[:cut])
        self._close_leaf()
        tail = rest[end + len(leaf.fence) :].strip()
        if tail.strip(".,;"):
            self._add_text(len(self._stack), tail)
        return True

    def _give_up_maths(self, leaf: Leaf) -> None:
        """There are no empty lines in a formula: what looked like one is text."""
        if not leaf.opener.startswith("\\begin"):
            leaf.lines[:1] = [leaf.opener + (leaf.lines[0] if leaf.lines else "")]
        self._leaf = replace(leaf, kind=Kind.PARAGRAPH, fence="", opener="")

    def _begin_maths(self, text: str) -> bool:
        """Whether the text begins a displayed formula; then it is taken."""
        found = grammar.MATHS_BEGIN.match(text)
        if found is None:
            return False
        opener = found[1]
        closer = {"$$": "$$", "\\[": "\\]"}.get(opener, opener.replace("begin", "end", 1))
        body = text[found.end() :]
        end = body.find(closer)
        if end >= 0 and body[end + len(closer) :].strip(" \t.,;"):
            return False  # words follow: a formula inside a line
        self._close_leaf()
        is_environment = opener.startswith("\\begin")
        self._leaf = Leaf(Kind.MATHS, fence=closer, opener=opener)
        if end >= 0:
            self._leaf.lines.append(text[: found.end() + end + len(closer)] if is_environment else body[:end])
            self._close_leaf()
        elif is_environment or body.strip():
            self._leaf.lines.append(text if is_environment else body)
        return True

    # -- containers --------------------------------------------------------------------------------------------------

    def _open_containers(self, matched: int, rest: str) -> tuple[int, str]:
        while True:
            indent = grammar.indent_of(rest)
            text = rest[indent:]
            is_in_paragraph = matched == len(self._stack) and self._is_in_text()
            if indent > 3 or not text:
                return matched, rest
            if text[0] not in _CONTAINER_STARTS:
                return matched, rest
            if found := grammar.QUOTE.match(text):
                rest = text[found.end() :]
                if matched == DEEPEST:
                    continue
                self._close_containers(matched)
                self._push(Container(Nest(is_quote=True)))
            elif (marker := grammar.list_marker(text)) and not grammar.RULE.match(text):
                if is_in_paragraph and (marker.is_empty or marker.number not in (None, 1)):
                    return matched, rest
                number = self._number_of(marker, matched)
                self._close_containers(matched)
                rest = text[marker.width :].lstrip("\t") if not marker.is_empty else ""
                is_checked = None
                if found := grammar.TASK.match(rest):
                    is_checked = found[1] != " "
                    rest = rest[found.end() :]
                nest = Nest(number=number, is_checked=is_checked)
                self._push(Container(nest, indent + marker.width, delimiter=marker.delimiter))
            else:
                return matched, rest
            matched = len(self._stack)

    def _number_of(self, marker: grammar.ListMarker, matched: int) -> int | None:
        """The number of an item: who writes `1.` before each one means that they are counted."""
        sibling = self._stack[matched] if matched < len(self._stack) else None
        if marker.number is None or sibling is None or sibling.delimiter != marker.delimiter:
            return marker.number
        return max(marker.number, (sibling.nest.number or 0) + 1)

    def _push(self, container: Container) -> None:
        self._close_leaf()
        if len(self._stack) == DEEPEST:
            # One level too many: it takes the place of the innermost one, whose indentation the line has, too.
            innermost = self._stack[-1]
            container = replace(container, indent=innermost.indent + container.indent)
            if innermost.is_started:
                self._close_containers(DEEPEST - 1)
            else:
                self._stack = self._stack[:-1]
        self._stack = (*self._stack, container)

    def _close_containers(self, keep: int) -> None:
        if keep < len(self._stack):
            self._close_leaf()
        while len(self._stack) > keep:
            last = self._stack[-1]
            if not last.is_started and not last.nest.is_quote:
                self._emit(
                    Block(Kind.PARAGRAPH, "", nesting=self._nesting())
                )  # an item without text still has its marker
            self._stack = self._stack[:-1]

    def _is_in_text(self) -> bool:
        return self._leaf is not None and self._leaf.is_text

    # -- leaves ----------------------------------------------------------------------------------------------------

    def _add_text(self, matched: int, rest: str) -> None:
        indent = grammar.indent_of(rest)
        text = rest[indent:]
        is_all_matched = matched == len(self._stack)
        if not text.strip():
            if not is_all_matched:
                self._close_containers(matched)
            else:
                self._close_leaf()
            return
        if indent > 3 and not self._is_in_text():
            self._close_containers(matched)
            if self._leaf is not None and (self._leaf.kind is not Kind.CODE or self._leaf.fence):
                self._close_leaf()
            if self._leaf is None:
                self._leaf = Leaf(Kind.CODE)
            self._leaf.lines.append(rest[4:])
            return
        if indent <= 3 and self._begins_block(matched, indent, text, is_all_matched):
            return
        leaf = self._leaf
        if leaf is not None and leaf.is_text:  # lazily, too
            self._add_to_paragraph(leaf, text, is_lazy=not is_all_matched)
        elif leaf is not None and leaf.kind is Kind.TABLE and is_all_matched:
            self._add_row(leaf, text)
        else:
            self._close_containers(matched)
            self._close_leaf()
            self._begin_paragraph(text)

    def _begins_block(self, matched: int, indent: int, text: str, is_all_matched: bool) -> bool:
        leaf = self._leaf
        is_in_paragraph = is_all_matched and leaf is not None and leaf.is_text
        if text[0] not in _BLOCK_STARTS:
            return False
        if is_in_paragraph and leaf is not None and grammar.SETEXT.match(text) and not leaf.goes_on:
            self._leaf = None
            source = "\n".join(leaf.lines).strip()
            self._emit(Block(Kind.HEADING, source, level=1 if text[0] == "=" else 2))
            return True
        if found := grammar.FOOTNOTE.match(text):
            self._close_containers(matched)
            self._close_leaf()
            if len(self._stack) < DEEPEST:
                self._stack = (*self._stack, Container(Nest(), _NOTE_INDENT, is_note=True))
            self._leaf = Leaf(Kind.FOOTNOTE, [text[found.end() :]], lang=found[1])
            return True
        if found := grammar.HEADING.match(text):
            self._close_containers(matched)
            self._close_leaf()
            self._emit(Block(Kind.HEADING, (found[2] or "").strip(), not self._is_trial, level=len(found[1])))
            return True
        if grammar.RULE.match(text):
            self._close_containers(matched)
            self._close_leaf()
            self._emit(Block(Kind.RULE, ""))
            return True
        if found := grammar.FENCE.match(text):
            self._close_containers(matched)
            self._close_leaf()
            lang = (found[2] or found[4] or "").strip().split(" ")[0]
            self._leaf = Leaf(Kind.CODE, lang=lang, fence=found[1] or found[3], indent=indent)
            return True
        if grammar.MATHS_BEGIN.match(text):
            if is_all_matched or not self._is_in_text():
                self._close_containers(matched)
            return self._begin_maths(text)
        return False

    def _begin_paragraph(self, text: str) -> None:
        if len(text) <= grammar.LONGEST_TABLE_LINE and (found := grammar.DEFINITION.match(text)):
            self._define(found[1], text.strip())
            return
        self._leaf = Leaf(Kind.PARAGRAPH, [])
        self._add_to_paragraph(self._leaf, text, is_lazy=False)

    def _define(self, label: str, line: str) -> None:
        key = " ".join(label.casefold().split())
        if self._is_trial or key in self._definitions:
            return
        self._definitions[key] = line
        for index, block in enumerate(self.blocks):
            new = with_definitions(block, self._definitions)
            if new is not block:
                self.blocks[index] = new
                self._first_changed = min(self._first_changed, index)

    def _add_to_paragraph(self, leaf: Leaf, text: str, *, is_lazy: bool) -> None:
        may_be_table = leaf.lines and not is_lazy and not (leaf.goes_on and len(leaf.lines) == 1)
        if may_be_table and "-" in text and grammar.is_table_start(leaf.lines[-1], text):
            header = leaf.lines.pop()
            if leaf.lines:
                self._close_leaf()
            self._leaf = Leaf(Kind.TABLE, [header, text])
            return
        if text.rstrip().endswith(("$$", "\\[")) and (found := grammar.MATHS_AT_END.match(text)):
            head, opener = found[1], found[2]
            if head.count("$$") % 2 == 0 and head.count("\\[") == head.count("\\]"):
                leaf.lines.append(head)
                self._cut_paragraph(leaf)
                self._begin_maths(opener)
                return
        leaf.lines.append(text)
        self._cut_paragraph(leaf)

    def _cut_paragraph(self, leaf: Leaf) -> None:
        while leaf.size > leaf.not_before:
            text = "\n".join(leaf.lines)
            position, leaf.not_before = cut_position(text, leaf.not_before)
            if position is None:
                return
            rest = text[position:].lstrip(" ")
            leaf.lines = text[:position].split("\n")
            self._leaf = leaf
            self._close_leaf()
            leaf = self._leaf = Leaf(leaf.kind, rest.split("\n"), lang=leaf.lang, goes_on=True)

    def _add_row(self, leaf: Leaf, text: str) -> None:
        most = min(ROWS_PER_CHUNK, CELLS_PER_CHUNK // len(cells(leaf.lines[1])))
        if len(leaf.lines) == most + 2:
            head = leaf.lines[:2]
            self._close_leaf()
            leaf = self._leaf = Leaf(Kind.TABLE, head, goes_on=True)
        leaf.lines.append(text)

    def _close_leaf(self) -> None:
        leaf, self._leaf = self._leaf, None
        if leaf is None:
            return
        if leaf.is_text and leaf.goes_on and not any(leaf.lines):
            return  # cut exactly at its end
        self._emit(self._block_of(leaf, is_closed=True))

    def _block_of(self, leaf: Leaf, *, is_closed: bool) -> Block:
        lines = leaf.lines
        if leaf.kind is Kind.CODE and not leaf.fence:
            while lines and not lines[-1].strip():
                lines = lines[:-1]
        source = "\n".join(lines)
        if leaf.kind is not Kind.CODE:
            source = source.strip()
        block = Block(leaf.kind, source, is_closed, self._nesting(), lang=leaf.lang, goes_on=leaf.goes_on)
        return with_definitions(block, self._definitions)

    def _nesting(self) -> tuple[Nest, ...]:
        return tuple([container.nest_here for container in self._stack if not container.is_note])

    def _emit(self, block: Block) -> None:
        if self._stack:
            if not block.nesting:
                block = replace(block, nesting=self._nesting())
            self._stack = tuple([container.started() for container in self._stack])
        self.blocks.append(with_definitions(block, self._definitions))


def split(text: str) -> Sequence[Block]:
    """The blocks of a complete text."""
    splitter = BlockSplitter()
    splitter.feed(text)
    splitter.finish()
    return splitter.blocks
