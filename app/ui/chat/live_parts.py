"""The parts that hold documents and layouts: those that were seen last, and the colours of their code."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from weakref import WeakSet

from PySide6.QtCore import QObject, QTimer, Signal

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
        self._unfinished: WeakSet[CodePart] = WeakSet()
        """Code that grows faster than a frame has time to colour it."""
        self._go_on = QTimer(self, singleShot=True, interval=0)
        self._go_on.timeout.connect(self._on_go_on)

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
        """A block of code was laid out: give it its colours, soon where it is complete, line by line where it grows."""
        if part.wants_colours:
            part.wants_colours = False
            self._highlighter.colour(part, part.block.lang)
        elif not part.block.is_closed and not self._highlighter.colour_new_lines(part, part.block.lang):
            self._unfinished.add(part)
            self._go_on.start()

    def _on_go_on(self) -> None:
        parts = [part for part in self._unfinished if not part.block.is_closed]
        self._unfinished.clear()
        for part in parts:
            self.colour(part)
        if parts:
            self.coloured.emit()
