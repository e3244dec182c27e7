"""A text that grows by small pieces, which are joined only when somebody asks for it."""

from __future__ import annotations


class PiecedText:
    """False while it is empty."""

    def __init__(self, text: str = "") -> None:
        self._pieces = [text]

    def __bool__(self) -> bool:
        return any(self._pieces)

    def append(self, piece: str) -> None:
        """More at the end."""
        self._pieces.append(piece)

    @property
    def whole(self) -> str:
        """All of it."""
        if len(self._pieces) > 1:
            self._pieces = ["".join(self._pieces)]
        return self._pieces[0]
