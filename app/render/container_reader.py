"""Quotes and list items: which of the open ones a line belongs to, and which ones it opens."""

from __future__ import annotations

from dataclasses import replace

from app.render import line_grammar as grammar
from app.render.block import Kind, Nest
from app.render.block_tree import DEEPEST, BlockTree
from app.render.open_block import Container

_CONTAINER_STARTS = frozenset(">-*+0123456789")
"""What a line must begin with to open one: most lines do not, and need no pattern."""


class ContainerReader(BlockTree):
    """Reads the beginning of a line."""

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
