"""What of a growing answer was read out, and which sentences are complete since then."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.render.block import Block
from app.ui.chat.selection import plain_text

_END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s)|[。！？]")


class Sentences:
    """A place in an answer. Blocks before it are not looked at again: a long answer costs no more than a short one."""

    def __init__(self) -> None:
        self._block = 0
        self._characters = 0
        """Of that block, in plain text."""

    def complete(self, blocks: Sequence[Block]) -> str:
        """The sentences that are complete and were not given before; the last block may still grow."""
        if not blocks:
            return ""
        pieces = [self._unread(blocks[self._block : -1])] if len(blocks) - 1 > self._block else []
        if pieces:
            self._block, self._characters = len(blocks) - 1, 0
        last = plain_text(blocks[-1:])
        ends = [found.end() for found in _END.finditer(last, self._characters)]
        if ends:
            pieces.append(last[self._characters : ends[-1]].strip())
            self._characters = ends[-1]
        return "\n\n".join(piece for piece in pieces if piece)

    def rest(self, blocks: Sequence[Block]) -> str:
        """All that was not given yet, when the answer is complete."""
        return self._unread(blocks[self._block :])

    def _unread(self, following: Sequence[Block]) -> str:
        return plain_text(following)[self._characters :].strip()
