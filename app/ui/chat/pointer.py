"""The mouse in the transcript: selecting, links, code that scrolls sideways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip

from app.render.links import check, is_allowed
from app.ui.chat.column import Place
from app.ui.chat.parts import WidgetPart
from app.ui.chat.selection import END, Selection, Spot
from app.ui.chat.words import word_around

if TYPE_CHECKING:
    from app.ui.chat.transcript_view import TranscriptView

_SCROLL_MS = 30
_FASTEST_SCROLL = 60


class Pointer:
    """Turns what the mouse does into selections and clicks on links."""

    def __init__(self, view: TranscriptView) -> None:
        self._view = view
        self._pressed_link = ""
        self._hovered_link = ""
        self._is_dragging = False
        self._last = QPoint()
        self._clicks_at = QPoint()
        self._was_double = False
        self._scroll = QTimer(view)
        self._scroll.setInterval(_SCROLL_MS)
        self._scroll.timeout.connect(self._on_scroll)

    @property
    def _selection(self) -> Selection:
        return self._view.selecting.selection

    def press(self, event: QMouseEvent) -> None:
        """A button went down."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        point = event.position().toPoint()
        self._last = point
        self._pressed_link = self.link_at(point)
        spot = self._view.selecting.spot_at(point)
        if spot is None:
            return
        self._is_dragging = True
        if self._is_third_click(point):
            self._select_part(spot)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._selection.begin is not None:
            self._selection.extend(spot)
        else:
            self._selection.start(spot)
        self._view.repaint_text()

    def double_click(self, event: QMouseEvent) -> None:
        """Select the word."""
        point = event.position().toPoint()
        spot = self._view.selecting.spot_at(point)
        if spot is None:
            return
        start, end = word_around(self._view.selecting.part_text(spot), spot.position)
        self._selection.start(Spot(spot.entry, spot.part, start))
        self._selection.extend(Spot(spot.entry, spot.part, end))
        self._was_double = True
        self._clicks_at = point
        QTimer.singleShot(QApplication.doubleClickInterval(), self._view, self._forget_double)
        self._view.repaint_text()

    def _forget_double(self) -> None:
        self._was_double = False

    def _is_third_click(self, point: QPoint) -> bool:
        is_third = self._was_double and (point - self._clicks_at).manhattanLength() < 6
        self._was_double = False
        return is_third

    def _select_part(self, spot: Spot) -> None:
        self._selection.start(Spot(spot.entry, spot.part, 0))
        self._selection.extend(Spot(spot.entry, spot.part, END))
        self._is_dragging = False

    def move(self, event: QMouseEvent) -> None:
        """The mouse moved, with or without a button."""
        point = event.position().toPoint()
        self._last = point
        if not self._is_dragging:
            self._hover(point, event.globalPosition().toPoint())
            return
        spot = self._view.selecting.spot_at(point)
        if spot is not None and spot != self._selection.caret:
            self._selection.extend(spot)
            self._view.repaint_text()
        height = self._view.viewport().height()
        if 0 <= point.y() < height:
            self._scroll.stop()
        elif not self._scroll.isActive():
            self._scroll.start()

    def release(self, event: QMouseEvent) -> None:
        """A button went up: perhaps that was a click on a link."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        self._scroll.stop()
        self._is_dragging = False
        link = self._pressed_link
        self._pressed_link = ""
        if self._selection.is_empty:
            if link and link == self.link_at(event.position().toPoint()):
                self._view.link_activated.emit(link)
        else:
            self._view.selecting.offer()

    def wheel(self, event: QWheelEvent) -> bool:
        """Whether the wheel moved something sideways."""
        delta = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta() / 2
        sideways = delta.x()
        if not sideways and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            sideways = delta.y()
        if not sideways or (abs(sideways) < abs(delta.y()) and not event.modifiers()):
            return False
        found = self._view.place_at(event.position().toPoint())
        if found is None or not found.part.scroll_sideways(-sideways):
            return False
        self._view.settle()
        return True

    def link_at(self, point: QPoint) -> str:
        """The address of the link at a point of the viewport, if it is one that may be opened."""
        found = self._view.place_at(point)
        if found is None or isinstance(found.part, WidgetPart):
            return ""
        local = self._local(found, point)
        link = found.part.link_at(local.x(), local.y())
        return link if is_allowed(link) else ""

    def _local(self, place: Place, point: QPoint) -> QPointF:
        return QPointF(point - self._view.origin_of(place))

    def _hover(self, point: QPoint, global_point: QPoint) -> None:
        found = self._view.place_at(point)
        self._view.set_hovered(found.entry if found is not None else None)
        link = self.link_at(point)
        is_text = found is not None and not isinstance(found.part, WidgetPart)
        shape = Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.IBeamCursor
        self._view.viewport().setCursor(shape if is_text else Qt.CursorShape.ArrowCursor)
        self._show_link(link, global_point)

    def leave(self) -> None:
        """The mouse left the transcript."""
        self._view.set_hovered(None)
        self._show_link("", QPoint())

    def _show_link(self, link: str, global_point: QPoint) -> None:
        if link != self._hovered_link:
            self._hovered_link = link
            self._view.link_hovered.emit(link)
            self._show_host(link, global_point)

    def _on_scroll(self) -> None:
        height = self._view.viewport().height()
        y = self._last.y()
        beyond = y if y < 0 else y - height if y >= height else 0
        if not beyond or not self._is_dragging:
            self._scroll.stop()
            return
        bar = self._view.verticalScrollBar()
        bar.setValue(bar.value() + max(-_FASTEST_SCROLL, min(_FASTEST_SCROLL, beyond)))
        spot = self._view.selecting.spot_at(QPoint(self._last.x(), max(0, min(height - 1, y))))
        if spot is not None:
            self._selection.extend(spot)
            self._view.repaint_text()

    def _show_host(self, address: str, global_point: QPoint) -> None:
        link = check(address)
        if link is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(global_point, link.host, self._view.viewport())
