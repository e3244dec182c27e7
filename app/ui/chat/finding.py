"""Find in the chat, as the reader sees it: the bar, the marked hits, and going from one to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from app.ui.chat.code_part import CodePart
from app.ui.chat.column import Place
from app.ui.chat.find import Finder, Hit
from app.ui.chat.find_bar import FindBar
from app.ui.chat.parts import Mark

if TYPE_CHECKING:
    from app.ui.chat.transcript_view import TranscriptView

_TYPING_MS = 120
_MARGIN = 12
SLICE_S = 0.005
"""A long chat is searched in slices, so that no frame waits for it."""


class Finding:
    """Owns the search of one transcript."""

    def __init__(self, view: TranscriptView) -> None:
        self._view = view
        self.finder = Finder(view.column)
        self._bar: FindBar | None = None
        self._text = ""
        self._typing = QTimer(view)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MS)
        self._typing.timeout.connect(self._search)
        self._slices = QTimer(view, singleShot=True, interval=0)
        self._slices.timeout.connect(self._go_on)
        self._reader_at: tuple[int, int] | None = None
        """The message and its block from which on the first hit is to be shown; None when it was, or none is to be."""

    def open(self) -> None:
        """Show the bar (Ctrl+F)."""
        if self._bar is None:
            self._bar = FindBar(self._view)
            self._bar.text_changed.connect(self._on_text)
            self._bar.step_requested.connect(self.step)
            self._bar.closed.connect(self.close)
        self._bar.open()
        self.place_bar()
        if self._bar.field.text():
            self._on_text(self._bar.field.text())

    def close(self) -> None:
        """Take the bar and the marks away; the reader stays where the last hit was."""
        if self._bar is not None and self._bar.isVisible():
            self._bar.hide()
            self._view.setFocus()
        self._text = ""
        self._typing.stop()
        self._slices.stop()
        self.finder.search("")
        self._view.repaint_text()

    def step(self, by: int) -> None:
        """To the next (1) or the previous (-1) hit."""
        if self._typing.isActive():
            self._typing.stop()
            self._search()
            return
        hit = self.finder.step(by)
        self._show(hit)

    def refresh(self) -> None:
        """The messages are other ones: search again, without moving the view."""
        if self.finder.is_active:
            self.finder.search(self._text)
            self._reader_at = None
            self._go_on()

    def place_bar(self) -> None:
        """Keep the bar at the upper edge."""
        if self._bar is not None and self._bar.isVisible():
            size = self._bar.sizeHint()
            width = min(size.width(), self._view.width() - 2 * _MARGIN)
            right = self._view.column_rect.right()
            self._bar.setGeometry(max(_MARGIN, right - width), _MARGIN, width, size.height())

    def marks(self, place: Place) -> list[Mark]:
        """The hits in a visible part."""
        if not self.finder.is_active:
            return []
        content = place.part_index - place.entry.content.start
        if content < 0:
            return []
        style = self._view.style_in_use
        return [
            Mark(start, end, style.current_hit if is_current else style.hit)
            for start, end, is_current in self.finder.ranges_in(place.entry_index, content, place.part)
        ]

    def _on_text(self, text: str) -> None:
        self._text = text
        self._typing.start()

    def _search(self) -> None:
        self.finder.search(self._text)
        first = next(iter(self._view.visible_places), None)
        block = max(0, first.part_index - first.entry.content.start) if first is not None else 0
        self._reader_at = (first.entry_index, block) if first is not None else (0, 0)
        self._go_on()

    def _go_on(self) -> None:
        self.finder.go_on(SLICE_S)
        if self._reader_at is not None:
            hit = self.finder.go_near(*self._reader_at)
            if hit is not None or self.finder.is_done:
                self._reader_at = None
                self._show(hit)
        if self.finder.hits or self.finder.is_done:
            self._show_count()
        if not self.finder.is_done:
            self._slices.start()

    def _show(self, hit: Hit | None) -> None:
        self._show_count()
        if hit is not None:
            self._bring_into_view(hit)
        self._view.repaint_text()

    def _show_count(self) -> None:
        if self._bar is not None:
            self._bar.show_count(self.finder.current, len(self.finder.hits))
            self.place_bar()

    def _bring_into_view(self, hit: Hit) -> None:
        view = self._view
        entry = view.column.entries[hit.entry]
        view.ensure_parts(hit.entry)
        part_index = entry.content.start + hit.content
        if entry.is_folded and hit.content:
            view.folding.set_text_unfolded(entry, True)
        if part_index >= len(entry.parts):
            return
        part = entry.parts[part_index]
        if isinstance(part, CodePart) and part.is_folded:
            part.unfold()
        visible = next((p for p in view.visible_places if p.part is part), None)
        if visible is None:
            view.scroll_to(entry.message.id, part_index, -view.viewport().height() // 3)
            visible = next((p for p in view.visible_places if p.part is part), None)
        if visible is None:
            return
        for start, _end, is_current in self.finder.ranges_in(hit.entry, hit.content, part):
            if is_current:
                y = view.origin_of(visible).y() + part.rect_of(start).y()
                if not 70 <= y <= view.viewport().height() - 60:
                    offset = round(part.rect_of(start).y()) - view.viewport().height() // 3
                    view.scroll_to(entry.message.id, part_index, offset)
