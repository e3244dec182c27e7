"""Tables that read from right to left: Qt lays columns out from the left, always, so they are moved when painted."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtGui import QTextDocument

from app.ui.chat.table_document import column_edges


class ColumnOrder:
    """The columns of a laid-out table, the first one at the right."""

    def __init__(self, document: QTextDocument) -> None:
        self._edges = column_edges(document)

    def moves(self) -> Iterator[tuple[float, float, float]]:
        """For each column its left and right edge in the document, and how far to the right it is painted."""
        for left, right in zip(self._edges, self._edges[1:], strict=False):
            yield left, right, self._edges[0] + self._edges[-1] - right - left

    def painted_x(self, x: float) -> float:
        """Where a place of the document is painted."""
        move = next((move for left, right, move in self.moves() if left <= x < right), 0.0)
        return x + move

    def document_x(self, x: float) -> float:
        """The place of the document that is painted there."""
        move = next((move for left, right, move in self.moves() if left + move <= x < right + move), 0.0)
        return x - move
