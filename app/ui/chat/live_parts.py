"""The parts that hold documents and layouts: those that were seen last, and the colours of their code."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from app.ui.chat.code_highlighter import CodeHighlighter
from app.ui.chat.code_part import CodePart
from app.ui.chat.column import Place
from app.ui.chat.text_parts import DocumentPart

LIVE_DOCUMENTS = 250


class LiveParts(QObject):
    """Frees what was not seen for longest, and has the code that is seen coloured."""

    coloured = Signal()
    """Some code has other colours than it was painted with."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._live: OrderedDict[DocumentPart | CodePart, None] = OrderedDict()
        self._highlighter = CodeHighlighter(self)
        self._highlighter.changed.connect(lambda _: self.coloured.emit())

    def see(self, places: Sequence[Place]) -> None:
        """These are on the screen."""
        for place in places:
            part = place.part
            if isinstance(part, DocumentPart | CodePart):
                self._live.pop(part, None)
                self._live[part] = None
        while len(self._live) > LIVE_DOCUMENTS:
            oldest, _ = self._live.popitem(last=False)
            oldest.drop()
            if isinstance(oldest, CodePart):
                self._highlighter.forget(oldest)

    def colour(self, part: CodePart) -> None:
        """A block of code was laid out: give it its colours, soon where it is complete, at once where it grows."""
        info = part.block.lang
        if part.wants_colours:
            part.wants_colours = False
            self._highlighter.colour(part, info)
        elif not part.block.is_closed:
            for index in range(part.coloured_lines, len(part.lines) - 1):
                self._highlighter.colour_line(part, index, info)
