"""What the block splitter has cut so far, and what is open: blocks, quotes and items, and the leaf that grows."""

from __future__ import annotations

from dataclasses import replace

from app.render.block import Block, Kind, Nest, with_definitions
from app.render.open_block import Container, Leaf

DEEPEST = 12
"""Quotes and lists in each other; what is deeper is shown at this depth."""


class BlockTree:
    """The state of the splitter; the classes that build on it read lines and decide what they change of it."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._stack: tuple[Container, ...] = ()
        self._leaf: Leaf | None = None
        self._is_trial = False
        """What is opened and closed now is only shown: the line is not complete."""
        self._definitions: dict[str, str] = {}
        self._first_changed = 0

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

    def _is_in_text(self) -> bool:
        return self._leaf is not None and self._leaf.is_text

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
