"""Find in the chat, as the reader sees it: the bar, the marked hits, and going from one to the next."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from app.domain.settings import ShowThinking
from app.ui.chat.code_part import CodePart
from app.ui.chat.column import Place
from app.ui.chat.find import THINKING, Finder, Hit
from app.ui.chat.find_bar import FindBar
from app.ui.chat.newest_button import newest_room
from app.ui.chat.parts import Mark, WidgetPart
from app.ui.chat.thinking_fold import ThoughtBox

if TYPE_CHECKING:
    from app.ui.chat.transcript_view import TranscriptView

_TYPING_MS = 120
_CHANGES_MS = 250
_IDLE_SHARE = 20
"""What changes is searched again, but for no more than this part of the time."""
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
        self._changes = QTimer(view, singleShot=True, interval=_CHANGES_MS)
        self._changes.timeout.connect(self._search_changed)
        self._changed: set[int] = set()
        self._kept: Hit | None = None
        """Where the reader was before all was searched again, as long as that was not found again."""
        self._thought_hit: Hit | None = None
        """A hit to which the box of its thinking is still to scroll."""
        self._reader_at: tuple[int, int] | None = None
        """The message and its block from which on the first hit is to be shown; None when it was, or none is to be."""
        self._is_bar_low = False
        """The current hit is at the very beginning, where no scrolling brings it out from under the bar."""

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
        self._changes.stop()
        self._changed.clear()
        self.finder.search("")
        self._view.repaint_text()
        self.mark_thoughts()

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
            self._kept = self.finder.current_hit or self._kept
            self._begin()
            self._reader_at = None
            self._go_on()

    def text_changed(self, index: int) -> None:
        """A message has grown, or is new: its hits count soon."""
        if self.finder.is_active:
            self._changed.add(index)
            if not self._changes.isActive():
                self._changes.start()

    def _search_changed(self) -> None:
        started = time.perf_counter()
        for index in self._changed:
            self.finder.search_again(index)
        self._changed.clear()
        self._go_on()
        took_ms = 1_000 * (time.perf_counter() - started)
        self._changes.setInterval(max(_CHANGES_MS, round(_IDLE_SHARE * took_ms)))

    def place_bar(self) -> None:
        """Keep the bar at the upper edge, or at the lower one where it would hide the hit."""
        if self._bar is not None and self._bar.isVisible():
            size = self._bar.sizeHint()
            width = min(size.width(), self._view.width() - 2 * _MARGIN)
            right = self._view.column_rect.right()
            low = self._view.viewport().height() - newest_room() - size.height()
            top = max(_MARGIN, low) if self._is_bar_low else _MARGIN
            self._bar.setGeometry(max(_MARGIN, right - width), top, width, size.height())

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

    def mark_thoughts(self) -> None:
        """Mark the hits in the unfolded thinking that is in view: a widget, which paints itself."""
        style = self._view.style_in_use
        for place in self._view.visible_places:
            if (box := self._box(place)) is not None:
                text = box.text_edit.toPlainText() if self.finder.is_active else ""
                ranges = self.finder.ranges_of(place.entry_index, THINKING, text)
                box.mark([Mark(start, end, style.current_hit if here else style.hit) for start, end, here in ranges])
                if self._thought_hit is not None and self._thought_hit == self.finder.current_hit:
                    for start in (start for start, _, is_current in ranges if is_current):
                        box.show_position(start)
                        self._thought_hit = None

    def _box(self, place: Place) -> ThoughtBox | None:
        if not isinstance(place.part, WidgetPart) or place.part.key != "thought":
            return None
        return next((w for w in self._view.widgets_of(place.entry) if isinstance(w, ThoughtBox)), None)

    def _on_text(self, text: str) -> None:
        self._text = text
        self._typing.start()

    def _begin(self) -> None:
        self.finder.is_thinking_searched = self._view.folding.show_thinking is not ShowThinking.HIDDEN
        self.finder.search(self._text)

    def _search(self) -> None:
        self._kept = None
        self._begin()
        first = next(iter(self._view.visible_places), None)
        block = max(THINKING, first.part_index - first.entry.content.start) if first is not None else THINKING
        self._reader_at = (first.entry_index, block) if first is not None else (0, THINKING)
        self._go_on()

    def _go_on(self) -> None:
        self.finder.go_on(SLICE_S)
        if self._reader_at is not None:
            hit = self.finder.go_near(*self._reader_at)
            if hit is not None or self.finder.is_done:
                self._reader_at = None
                self._show(hit)
        elif self._kept is not None and (self.finder.select(self._kept) or self.finder.is_done):
            if self.finder.current < 0:
                self.finder.go_near(self._kept.entry, self._kept.content)
            self._kept = None
        if self.finder.hits or self.finder.is_done:
            self._show_count()
        if not self.finder.is_done:
            self._slices.start()

    def _show(self, hit: Hit | None) -> None:
        self._show_count()
        self._thought_hit = None
        self._is_bar_low = False
        if hit is not None:
            self._bring_into_view(hit)
        self.place_bar()
        self._view.repaint_text()
        self.mark_thoughts()

    def _show_count(self) -> None:
        if self._bar is not None:
            self._bar.show_count(self.finder.current, len(self.finder.hits))
            self.place_bar()

    def _bring_thought_into_view(self, hit: Hit) -> None:
        view = self._view
        entry = view.column.entries[hit.entry]
        view.ensure_parts(hit.entry)
        view.stop_following()
        if not entry.is_thought_shown:
            view.folding.toggle_thinking(entry.message.id)
        index = next((n for n, part in enumerate(entry.parts) if getattr(part, "key", "") == "thought"), None)
        if index is None:
            return
        place = next((p for p in view.visible_places if p.part is entry.parts[index]), None)
        if place is None or not 60 <= view.origin_of(place).y() <= view.viewport().height() - place.part.height:
            view.scroll_to(entry.message.id, index, -view.viewport().height() // 4)
        self._thought_hit = hit  # shown when the box is there, which on a busy computer is a frame later

    def _bring_into_view(self, hit: Hit) -> None:
        if hit.content == THINKING:
            self._bring_thought_into_view(hit)
            return
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
                    at = next((p for p in view.visible_places if p.part is part), None)
                    y = view.origin_of(at).y() + part.rect_of(start).y() if at is not None else y
                self._is_bar_low = 0 <= y < 70
