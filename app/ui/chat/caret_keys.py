"""Selecting by keyboard, across paragraphs and messages; the view goes along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent

from app.ui.chat.column import Place
from app.ui.chat.selection import END, Selection, Spot
from app.ui.chat.words import next_boundary

if TYPE_CHECKING:
    from app.ui.chat.transcript_view import TranscriptView

_SHIFT, _CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
_BETWEEN = 6
"""How far from a line a point is that belongs to the next one."""
_AROUND = 12


class CaretKeys:
    """Shift with the keys that move a caret; with Ctrl they go by words, or to the ends of the chat.

    Where nothing was selected the selection begins at the first text in view.
    """

    def __init__(self, view: TranscriptView, selection: Selection) -> None:
        self._view = view
        self._selection = selection

    def take(self, event: QKeyEvent) -> bool:
        """Whether the key extended the selection."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers not in (_SHIFT, _SHIFT | _CTRL):
            return False
        begin = self._selection.caret or self._view.selecting.spot_at(QPoint(self._view.column_rect.x(), 0))
        if begin is None:
            return False
        caret = self._settled(begin)
        target = self._target(Qt.Key(event.key()), caret, is_ctrl=bool(modifiers & _CTRL))
        if target is None:
            return False
        if self._selection.caret is None:
            self._selection.start(caret)
        self._selection.extend(self._settled(target))
        self._view.repaint_text()
        return True

    def _target(self, key: Qt.Key, caret: Spot, *, is_ctrl: bool) -> Spot | None:
        match key:
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                return self._aside(caret, 1 if key is Qt.Key.Key_Right else -1, by_words=is_ctrl)
            case Qt.Key.Key_Home | Qt.Key.Key_End if is_ctrl:
                last = len(self._view.column.entries) - 1
                return Spot(0, 0, 0) if key is Qt.Key.Key_Home else Spot(last, END, END)
            case Qt.Key.Key_Home:
                return Spot(caret.entry, caret.part, 0)
            case Qt.Key.Key_End:
                return Spot(caret.entry, caret.part, END)
            case Qt.Key.Key_Up | Qt.Key.Key_Down if not is_ctrl:
                return self._line(caret, 1 if key is Qt.Key.Key_Down else -1)
            case Qt.Key.Key_PageUp | Qt.Key.Key_PageDown if not is_ctrl:
                return self._page(caret, 1 if key is Qt.Key.Key_PageDown else -1)
        return None

    # -- moves -------------------------------------------------------------------------------------------------------

    def _aside(self, caret: Spot, by: int, *, by_words: bool) -> Spot:
        place = self._place(caret)
        if place is None:
            return caret
        position = next_boundary(place.part.text(), caret.position, forward=by > 0, by_words=by_words)
        if position != caret.position:
            return Spot(caret.entry, caret.part, position)
        return self._neighbour(caret, by) or caret

    def _line(self, caret: Spot, by: int) -> Spot:
        rect = self._rect(caret)
        y = rect.bottom() + _BETWEEN if by > 0 else rect.top() - _BETWEEN
        found = self._view.selecting.spot_at(QPoint(round(rect.x()), round(y)))
        is_other_line = found is not None and by * self._rect(found).y() > by * rect.y()
        if found is not None and is_other_line and found.position != END:
            return found
        neighbour = self._neighbour(caret, by)
        if neighbour is None:
            return Spot(caret.entry, caret.part, END if by > 0 else 0)
        place = self._place(self._settled(neighbour))
        if place is None:
            return neighbour
        x = rect.x() - self._view.origin_of(place).x()
        return Spot(
            place.entry_index, place.part_index, place.part.position_at(x, self._rect_in(place, neighbour).y() + 1)
        )

    def _page(self, caret: Spot, by: int) -> Spot:
        point = self._rect(caret).center().toPoint()
        bar = self._view.verticalScrollBar()
        before = bar.value()
        bar.setValue(before + by * bar.pageStep())
        if bar.value() == before:
            return Spot(len(self._view.column.entries) - 1, END, END) if by > 0 else Spot(0, 0, 0)
        return self._view.selecting.spot_at(point) or caret

    def _neighbour(self, caret: Spot, by: int) -> Spot | None:
        """The beginning of the text after this one, or the end of the one before."""
        entries = self._view.column.entries
        entry, part = caret.entry, caret.part + by
        while 0 <= entry < len(entries):
            self._view.ensure_parts(entry)
            content = entries[entry].content
            part = min(part, content.stop - 1) if by < 0 else max(part, content.start)
            if content.start <= part < content.stop:
                return Spot(entry, part, 0 if by > 0 else END)
            entry += by
            part = 0 if by > 0 else END
        return None

    # -- places ------------------------------------------------------------------------------------------------------

    def _settled(self, spot: Spot) -> Spot:
        """The same spot, in view, with the numbers of a part and a position that exist."""
        view = self._view
        view.ensure_parts(spot.entry)
        entry = view.column.entries[spot.entry]
        part = max(entry.content.start, min(spot.part, entry.content.stop - 1))
        spot = Spot(spot.entry, part, spot.position)
        if self._place(spot) is None:
            view.scroll_to(entry.message.id, part, -view.viewport().height() // 3)
        place = self._place(spot)
        if place is None:
            return spot
        length = len(place.part.text().encode("utf-16-le", "surrogatepass")) // 2
        spot = Spot(spot.entry, part, min(spot.position, length))
        rect = self._rect(spot)
        bar, height = view.verticalScrollBar(), view.viewport().height()
        if rect.top() < 0:
            bar.setValue(bar.value() + round(rect.top()) - _AROUND)
        elif rect.bottom() > height:
            bar.setValue(bar.value() + round(rect.bottom()) - height + _AROUND)
        return spot

    def _place(self, spot: Spot) -> Place | None:
        here = (spot.entry, spot.part)
        return next((p for p in self._view.visible_places if (p.entry_index, p.part_index) == here), None)

    def _rect(self, spot: Spot) -> QRectF:
        """The caret in the viewport."""
        place = self._place(spot)
        if place is None:
            return QRectF()
        return self._rect_in(place, spot).translated(QPointF(self._view.origin_of(place)))

    def _rect_in(self, place: Place, spot: Spot) -> QRectF:
        length = len(place.part.text().encode("utf-16-le", "surrogatepass")) // 2
        return place.part.rect_of(min(spot.position, length))
