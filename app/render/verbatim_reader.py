"""Code and displayed formulas: leaves with no Markdown inside, and how they end."""

from __future__ import annotations

from dataclasses import replace

from app.render import line_grammar as grammar
from app.render.block import Kind
from app.render.container_reader import ContainerReader
from app.render.open_block import Leaf


class VerbatimReader(ContainerReader):
    """Takes the lines of code and of formulas."""

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

    def _add_text(self, matched: int, rest: str) -> None:
        raise NotImplementedError
