"""Paragraphs, headings, tables and the rest: what a line is, behind the marks of quotes and items."""

from __future__ import annotations

from app.render import line_grammar as grammar
from app.render.block import Block, Kind, Nest
from app.render.block_tree import DEEPEST
from app.render.fold_tags import fold_line
from app.render.open_block import Container, Leaf
from app.render.paragraph_cut import LONG_PARAGRAPH, cut_position
from app.render.table_rows import cells
from app.render.verbatim_reader import VerbatimReader

_BLOCK_STARTS = frozenset("=-*_#`~[$\\")
"""What a line must begin with to be more than text: most lines do not, and need no pattern."""

_NOTE_INDENT = 4
"""Columns before further paragraphs of a footnote."""
ROWS_PER_CHUNK = 20
CELLS_PER_CHUNK = 400
"""Rows and cells of a table before it goes on in another block: laying out costs time for each of them."""


class LineReader(VerbatimReader):
    """Takes whole lines, one after the other."""

    def _line(self, raw: str) -> None:
        line = grammar.with_spaces(raw)
        matched, rest = self._match_containers(line)
        is_all_matched = matched == len(self._stack)
        if self._leaf is not None and is_all_matched and self._goes_on_verbatim(self._leaf, rest):
            return
        matched, rest = self._open_containers(matched, rest)
        self._add_text(matched, rest)

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
        is_code = indent > 3 and not self._is_in_text() and (self._leaf is not None or not text.startswith("<summary>"))
        if text[0] == "<" and not is_code and (fold := fold_line(text)) is not None:
            self._close_containers(matched)
            self._close_leaf()
            for words in filter(None, (fold.title, fold.rest)):
                self._close_leaf()
                self._begin_paragraph(words)
            if fold.is_end or not fold.rest:
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

    def _add_to_paragraph(self, leaf: Leaf, text: str, *, is_lazy: bool) -> None:
        may_be_table = leaf.lines and not is_lazy and not (leaf.goes_on and len(leaf.lines) == 1)
        if may_be_table and "-" in text and grammar.is_table_start(leaf.lines[-1], text):
            header = leaf.lines.pop()
            if leaf.lines:
                self._close_leaf()
            self._leaf = Leaf(Kind.TABLE, [header, text])
            return
        # A longer line was shown as text before it ended.
        may_open = len(text) <= LONG_PARAGRAPH and text.rstrip().endswith(("$$", "\\["))
        if may_open and (found := grammar.MATHS_AT_END.match(text)):
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
